import { format } from 'prettier';
import { expect, it } from 'vitest';
import { packageRoot, textOf } from './package-root.ts';

const introduction = `# Kinds of expectations

<!-- Made from the comments in checks/expectations/; do not edit. \`npx vitest run test/tooling/expectations.test.ts -u\` writes it. -->

What a suite can expect, by the name it has in YAML. Each answers \`undecided\` when the profile does not hold what it needs.
By when profiles must come is said at the top of a suite: [\`by\` and \`expect_every\`](../how-to/notice-missing-data.md).

| kind | what it expects or measures |
| ---- | --------------------------- |
`;

/** The files of the table in checks/expectations/index.ts, in its order. */
const files = [...textOf('checks/expectations/index.ts').matchAll(/^import \{ \w+ \} from '\.\/([\w-]+)\.ts';$/gm)].map(
  (found) => found[1] ?? '',
);

function meaningOf(file: string): string {
  const text = textOf(`checks/expectations/${file}.ts`);
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const \w+(?:: Kind)? =/.exec(text)?.[1];
  if (comment === undefined) throw new Error(`checks/expectations/${file}.ts: no comment above the kind`);
  return comment
    .replaceAll(/\s*\n \* ?/g, ' ')
    .replaceAll('|', '\\|')
    .trim();
}

it('every kind of expectation has its line in the reference, as its comment says', async () => {
  expect(files.length).toBeGreaterThan(25);
  const rows = files.map((file) => `| \`${file.replaceAll('-', '_')}\` | ${meaningOf(file)} |`);
  const page = await format(`${introduction}${rows.join('\n')}\n`, { parser: 'markdown', printWidth: 120 });
  await expect(page).toMatchFileSnapshot(`${packageRoot}/docs/reference/expectations.md`);
});
