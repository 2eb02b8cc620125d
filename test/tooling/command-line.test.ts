import type { Command, Option } from 'commander';
import { format } from 'prettier';
import { expect, it } from 'vitest';
import { parseSuite, SUITE_PROBLEM_CODES, SUITE_PROBLEM_HELP } from '../../checks/index.ts';
import { exitCodes } from '../../cli/failure.ts';
import { failureCodes } from '../../cli/failure-codes.ts';
import { buildProgram } from '../../cli/program.ts';
import { keptFiles, packageRoot, textOf } from './package-root.ts';

const rewritten = '`npx vitest run test/tooling/command-line.test.ts -u` writes it.';
const pretty = (markdown: string) => format(markdown, { parser: 'markdown', printWidth: 120 });

const silent = { out: () => {}, err: () => {}, colour: false, progress: false, env: {} };
const program = buildProgram(silent, () => {});

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '\\<').replaceAll(/\s+/g, ' ');

function optionRow({
  flags,
  description,
  argChoices,
  defaultValue,
  defaultValueDescription,
  mandatory,
}: Option): string {
  const choices = argChoices ? ` One of ${argChoices.map((choice) => `\`${choice}\``).join(', ')}.` : '';
  // A default that depends on the machine has words of its own.
  const shown = defaultValueDescription ?? defaultValue;
  const standard = shown === undefined ? '' : ` Default \`${String(shown)}\`.`;
  const meaning = `${cell(description)}${/[.!?]$/.test(description) ? '' : '.'}`;
  return `| \`${flags.replaceAll('|', '\\|')}\` | ${meaning}${choices}${standard}${mandatory ? ' Required.' : ''} |`;
}

/** Examples and remarks stand before the usage in --help; commander holds them as listeners. */
function remarks(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (said) => void (text += said) }).outputHelp();
  const before = text.slice(0, text.indexOf('Usage: ')).trim();
  return before === '' ? '' : `\`\`\`text\n${before}\n\`\`\`\n`;
}

function section(command: Command, words: string): string {
  const usage = `plumbline ${words} ${command.usage()}`.trim();
  const rows = command.options.filter(({ hidden }) => !hidden).map(optionRow);
  const table = rows.length === 0 ? '' : `| option | meaning |\n| --- | --- |\n${rows.join('\n')}\n`;
  const parts = command.registeredArguments.map((one) => `- \`${one.name()}\`: ${one.description}`);
  const remarked = command.parent === program || command.commands.length > 0 ? remarks(command) : '';
  const own = [`## plumbline ${words}`, `${command.description()}.`, `\`${usage}\``, parts.join('\n'), table, remarked];
  const below = command.commands.map((child) => section(child, `${words} ${child.name()}`));
  return [...own.filter((part) => part !== ''), ...below].join('\n\n');
}

it('every command stands in the reference with its options, as --help has them', async () => {
  const introduction = `# The command line

<!-- Made from the commands in cli/; do not edit. ${rewritten} -->

Every command takes \`--help\` and \`--color auto|always|never\`. Commands that answer data take \`-o human|json|ndjson\`:
\`json\` is one document with a \`schemaVersion\`, \`ndjson\` one JSON value a line. Data goes to standard output, messages to standard error.
Exit codes and errors: [exit codes and errors](exit-codes-and-errors.md). How to: [use the command line](../how-to/use-the-command-line.md).
`;
  const sections = program.commands.map((command) => section(command, command.name()));
  expect(sections.length).toBeGreaterThan(12);
  const page = await pretty([introduction, ...sections].join('\n\n'));
  await expect(page).toMatchFileSnapshot(`${packageRoot}/docs/reference/command-line.md`);
});

it('every code of an error stands in the reference with what to do', async () => {
  const suiteCodes = Object.entries(SUITE_PROBLEM_CODES);
  expect(suiteCodes.length).toBeGreaterThan(10);
  const introduction = `# Exit codes and errors

<!-- Made from cli/failure-codes.ts and checks/suite/problem-help.ts; do not edit. ${rewritten} -->

| exit code | meaning |
| --- | --- |
| ${exitCodes.done} | Done. Warnings are allowed. |
| ${exitCodes.findings} | Findings: a verdict or gate that stops you, or a failed check of \`plumbline doctor\`. |
| ${exitCodes.usage} | Wrong usage, or a file or request that is not valid. Trying again changes nothing. |
| ${exitCodes.unable} | Could not find out: network, key, server, or the gate is pending. Worth a later try. |
| ${exitCodes.interrupted} | Interrupted. |

Not having found out outranks wrong usage, and that outranks findings: of many profiles the worst answer counts. These codes do not change.

An error is one line on standard error, \`plumbline: PL3001 cannot reach http://localhost:8080: nothing is listening there\`, with
what to do in the next. The codes are stable; the words may improve. A problem of a suite names its file, line and column:
\`orders.yaml:4:5 PL1011 unknown expectation "row_cuont" — did you mean "row_count"?\`; the example of each code below is told it.
`;
  const codes = Object.entries(failureCodes).map(([code, { title, help }]) => `## ${code}\n\n${title}. ${help}`);
  const suites = suiteCodes.map(([code, title]) => {
    const { cause, example, fix } = SUITE_PROBLEM_HELP[code as keyof typeof SUITE_PROBLEM_HELP];
    return `## ${code}\n\nIn a suite: ${title}. ${cause}\n\n\`\`\`yaml\n${example}\`\`\`\n\n${fix}`;
  });
  const page = await pretty([introduction, ...codes, ...suites].join('\n\n'));
  await expect(page).toMatchFileSnapshot(`${packageRoot}/docs/reference/exit-codes-and-errors.md`);
});

it('the example of every code of a suite is told that code, as the page has it', () => {
  const page = textOf('docs/reference/exit-codes-and-errors.md');
  const sections = [...page.matchAll(/^## (PL1\d{3})\n(?:(?!^## )[\s\S])*?^```yaml\n([\s\S]*?)^```$/gm)];
  expect(sections.map(([, code]) => code)).toEqual(Object.keys(SUITE_PROBLEM_CODES));
  for (const [, code = '', example = ''] of sections) {
    const text = example.replace(/^(.+\n) *# … (\d+) times the line above$/m, (_, line: string, times) =>
      line.repeat(Number(times) + 1),
    );
    const told = parseSuite(text).problems;
    expect([code, told.map((problem) => problem.code)]).toEqual([code, expect.arrayContaining([code])]);
    expect([code, told.every(({ line, column, fix }) => line > 0 && column > 0 && fix !== '')]).toEqual([code, true]);
  }
});

it('every code of an error is used', () => {
  const sources = keptFiles().filter((path) => path.startsWith('cli/') && !path.endsWith('.test.ts'));
  const text = sources
    .filter((path) => path !== 'cli/failure-codes.ts')
    .map(textOf)
    .join('\n');
  expect(Object.keys(failureCodes).filter((code) => !text.includes(code))).toEqual([]);
});
