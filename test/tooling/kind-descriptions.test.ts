import { format } from 'prettier';
import { expect, it } from 'vitest';
import { packageRoot, textOf } from './package-root.ts';

const head = `// Made from the comments in checks/expectations/; do not edit.
// \`npx vitest run --project tooling test/tooling/kind-descriptions.test.ts -u\` writes it.

/** What an editor shows of each kind of expectation. */
export const KIND_DESCRIPTIONS: Readonly<Record<string, string>> = {
`;

/** The files of the table in checks/expectations/index.ts with the names that they export. */
const exported = [
  ...textOf('checks/expectations/index.ts').matchAll(/^import \{ ([\w, ]+) \} from '\.\/([\w/-]+)\.ts';$/gm),
].flatMap(([, names = '', file = '']) => names.split(', ').map((name) => ({ name, file })));

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function entryOf({ name, file }: { name: string; file: string }): string | null {
  const text = textOf(`checks/expectations/${file}.ts`);
  const at = new RegExp(String.raw`/\*\*((?:(?!\*/)[\s\S])*)\*/\s*export const ${name}(?:: Kind)? =`).exec(text);
  if (at === null) return null;
  return `${snake(name)}: ${JSON.stringify((at[1] ?? '').replaceAll(/\s*\n \* ?/g, ' ').trim())},`;
}

it('an editor shows of every kind of expectation what its comment says', async () => {
  const entries = exported.map(entryOf).filter((entry) => entry !== null);
  expect(entries.length).toBeGreaterThan(35);
  const options = { parser: 'typescript', printWidth: 120, singleQuote: true } as const;
  const page = await format(`${head}${entries.join('\n')}\n};\n`, options);
  await expect(page).toMatchFileSnapshot(`${packageRoot}/checks/suite/schema/kind-descriptions.ts`);
});
