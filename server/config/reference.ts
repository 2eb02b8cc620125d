import { settings } from './settings.ts';
import type { Setting } from './settings.ts';

const introduction = `# Configuration

<!-- Made from server/config/schema.ts; do not edit. \`npx vitest run server/config/reference.test.ts -u\` writes it. -->

A setting is looked for in the environment, then in the file, then its default holds. The file is the nearest
\`plumbline.yaml\` at or above the working directory, or the one named by \`--config\` or \`PLUMBLINE_CONFIG\`. A name
that does not exist is an error, and all errors are told at once.

Secrets never appear in logs or messages. Write them as \`\${VARIABLE}\` or \`file:/run/secrets/name\` in the file, and as
the value or \`..._FILE\` in the environment. Lists in the environment are separated by commas.

\`PLUMBLINE_URL\`, \`PLUMBLINE_API_KEY\` and the section \`client\` of the file (\`url\`, \`api_key\`) belong to the command
line: the server to talk to and the key to show it.
`;

/** The reference page of all settings, in Markdown, made from the schema alone. */
export function configReference(): string {
  return [introduction, ...settings.map(entry)].join('\n');
}

function entry(setting: Setting): string {
  const file = setting.secret ? `, \`${setting.variable}_FILE\`` : '';
  const facts = [kindOf(setting), defaultOf(setting), ...(setting.secret ? ['secret'] : [])].join(', ');
  return `## ${setting.key}\n\n\`${setting.variable}\`${file}: ${facts}.\n\n${wrap(setting.description)}\n`;
}

function kindOf({ kind, choices }: Setting): string {
  return kind === 'choice' ? `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}` : kind;
}

function defaultOf({ defaultValue }: Setting): string {
  if (defaultValue === undefined) return 'no default';
  if (Array.isArray(defaultValue) && defaultValue.length === 0) return 'default: an empty list';
  return `default \`${String(defaultValue)}\``;
}

/** Prose in lines of at most 115 characters, as the rest of the documentation is written. */
function wrap(text: string): string {
  return text.replaceAll(/(.{1,115})(?: |$)/g, '$1\n').trimEnd();
}
