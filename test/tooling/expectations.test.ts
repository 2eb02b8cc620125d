import { format } from 'prettier';
import { expect, it } from 'vitest';
import { CHECKS, KIND_GROUPS } from '../../checks/index.ts';
import { packageRoot, textOf } from './package-root.ts';

const introduction = `# Kinds of expectations

<!-- Made from the comments in checks/expectations/ and from checks/documentation/; do not edit.
\`npx vitest run --project tooling test/tooling/expectations.test.ts -u\` writes it. -->

What a suite can expect, by the name it has in YAML. By when profiles must come is said at the top of a suite:
[\`by\` and \`expect_every\`](../how-to/notice-missing-data.md).

For all of them:

- Bounds (\`between\`, \`at_least\`, \`at_most\`, \`equals\`) are inclusive; \`above\` and \`below\` leave the end itself out.
- Rules about values leave nulls out, unless they are about nulls.
- \`mostly: 0.99\`, \`max_failed: 10\` and \`max_failed_pct: 0.1\` say how many rows may break a rule; none may when nothing is said.
- \`warn\` is a second, narrower bound or tolerance: outside of it the outcome is \`warn\`.
- \`on_empty\` says what no rows mean: \`undecided\`, but \`fail\` for \`row_count\` and \`freshness\`. A pass over nothing is marked
  \`vacuous\`.
- What a profile does not hold, or holds only within an error that reaches over the bound, is \`undecided\`, with what would decide
  it. A sample proves a fault; that there is none it proves only for shares, at 99.9 %.

## Rules that need rows

A profile has no rows, so some rules are decided by who saw them. In this order:

1. A counter of the profile, \`{"id": "email.regex_match", "failed": 3, "tested": 1000}\` in \`counters\`. Its id is what \`counter:\` in the
   clause says, else the key of the expectation: its \`id\`, or \`column.kind\`, or \`kind\`. A counter over a segment counts only for
   profiles of that segment.
2. A result of another tool by the same name, posted to \`/api/v1/results\`. Its outcome is taken as it is.
3. What the profile proves, often one-sided: null counts, ends, complete value lists, \`patterns\`.

Else the outcome is \`undecided\`, and \`needs\` says what to post.

`;

/** The files of the table in checks/expectations/index.ts. */
const files = [...textOf('checks/expectations/index.ts').matchAll(/^import \{ \w+ \} from '\.\/([\w-]+)\.ts';$/gm)].map(
  (found) => found[1] ?? '',
);
const kinds = KIND_GROUPS.flatMap((group) => Object.entries(group.kinds));

function meaningOf(name: string): string {
  const file = `checks/expectations/${name.replaceAll('_', '-')}.ts`;
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const \w+(?:: Kind)? =/.exec(textOf(file))?.[1];
  if (comment === undefined) throw new Error(`${file}: no comment above the kind`);
  return comment.replaceAll(/\s*\n \* ?/g, ' ').trim();
}

const link = (name: string) => `[\`${name}\`](#${name})`;

function contents(): string {
  return KIND_GROUPS.map(({ title, kinds }) => `**${title}**: ${Object.keys(kinds).map(link).join(', ')}.`).join(
    '\n\n',
  );
}

function tableOfChecks(): string {
  const rows = CHECKS.map((check, index) => {
    const names = kinds.filter(([, { checks }]) => checks.includes(index + 1)).map(([name]) => link(name));
    return `| ${index + 1} | ${check} | ${names.join(', ')} |`;
  });
  const lead = 'The 56 checks that tools of this sort know between them, and the kinds that make them here.';
  return `## By check\n\n${lead}\n\n| # | check | kinds |\n| - | - | - |\n${rows.join('\n')}`;
}

const entryOf = (example: string | undefined) =>
  example === undefined ? [] : [`- ${example.replaceAll('\n', '\n  ')}`];

function sectionOf([name, documented]: (typeof kinds)[number]): string {
  const { example, alsoExample, decidedBy, limits, backtest, elsewhere, checks } = documented;
  const tools = ['Great Expectations', 'Soda', 'Deequ', 'dbt'].map(
    (tool, index) => `${tool}: ${elsewhere[index] ?? 'none'}`,
  );
  return [
    `### ${name}`,
    meaningOf(name),
    `\`\`\`yaml\n${[example, alsoExample].flatMap(entryOf).join('\n')}\n\`\`\``,
    [
      `- **Decided by**: ${decidedBy}.`,
      `- **Limits**: ${limits}`,
      `- **Back-test**: \`plumbline check backtest orders.yaml --since 90d\` tells ${backtest}`,
      `- **Elsewhere**: ${tools.join('; ')}.`,
      `- **Check**: ${checks.map((number) => `${number} (${CHECKS[number - 1]})`).join(', ')}.`,
    ].join('\n'),
  ].join('\n\n');
}

it('every file of a kind has its section', () => {
  expect(kinds.map(([name]) => name).sort()).toEqual(files.map((file) => file.replaceAll('-', '_')).sort());
});

it('every kind of expectation has its section in the reference, as its comment and its documentation say', async () => {
  const groups = KIND_GROUPS.map(
    ({ title, kinds: group }) => `## ${title}\n\n${Object.entries(group).map(sectionOf).join('\n\n')}`,
  );
  const elsewhere = 'Names of Great Expectations stand without `expect_`; `(°)` is a name that was not checked.';
  const page = [introduction, '## Contents', contents(), elsewhere, tableOfChecks(), ...groups].join('\n\n');
  const formatted = await format(`${page}\n`, { parser: 'markdown', singleQuote: true, printWidth: 120 });
  await expect(formatted).toMatchFileSnapshot(`${packageRoot}/docs/reference/expectations.md`);
});
