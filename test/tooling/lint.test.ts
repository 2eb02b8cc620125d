import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { packageRoot } from './package-root.ts';

const eslint = new ESLint({ cwd: packageRoot });

/** Names of the rules that a text breaks when it stands in the file at `path`. */
async function broken(path: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: `${packageRoot}/${path}` });
  const fatal = result?.messages.find((message) => message.fatal);
  if (fatal) throw new Error(`${path}: ${fatal.message}`);
  return [...new Set(result?.messages.map((message) => message.ruleId ?? 'none'))];
}

const lines = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('');
const longFile = lines(201, (n) => `export const value${n} = ${n};`);
const longFunction = `export function long(): number {\n${lines(40, () => '  void 0;')}  return 1;\n}\n`;
const longComponent = `<p>\n${lines(200, (n) => `  ${n}<br />`)}</p>\n`;

const planted: [path: string, text: string, rule: string][] = [
  ['checks/planted.ts', longFile, 'max-lines'],
  ['cli/program.ts', longFile, 'max-lines'],
  ['web/src/lib/Planted.svelte', longComponent, 'max-lines'],
  ['alerts/planted.ts', longFunction, 'max-lines-per-function'],
  ['test/planted.js', longFunction.replace(': number', ''), 'max-lines-per-function'],
  ['checks/planted.ts', 'export const x: any = 1;', '@typescript-eslint/no-explicit-any'],
  ['web/src/lib/planted.ts', 'export const x = 1 as any;', '@typescript-eslint/no-explicit-any'],
  [
    'web/src/lib/Planted.svelte',
    '<script lang="ts">let x: any = $props();</script>{x}',
    '@typescript-eslint/no-explicit-any',
  ],
  ['web/src/lib/Planted.svelte', '<p>{@html location.hash}</p>', 'svelte/no-at-html-tags'],
  ['server/log.ts', 'async function f() {}\nf();\n', '@typescript-eslint/no-floating-promises'],
  ['cli/main.ts', 'async function f() {}\nf();\n', '@typescript-eslint/no-floating-promises'],
  ['server/log.ts', '[1].forEach(async () => {});\n', '@typescript-eslint/no-misused-promises'],
  ['server/log.ts', 'export const f = (sql: any, x: string) => sql.unsafe(`select ${x}`);', 'plumbline/no-unsafe-sql'],
  ['server/log.ts', 'export const f = (sql: any, x: string) => sql.unsafe(x);', 'plumbline/no-unsafe-sql'],
  ['server/log.ts', 'export const f = (sql: any, x: string) => sql.raw("a" + x);', 'plumbline/no-unsafe-sql'],
  ['alerts/planted.ts', 'export const f = (a: 1, b: 1, c: 1, d: 1) => [a, b, c, d];', 'plumbline/few-arguments'],
  ['alerts/Planted.ts', 'export const x = 1;', 'plumbline/file-name'],
  ['alerts/route-utils.ts', 'export const x = 1;', 'plumbline/file-name'],
  ['web/src/lib/planted-card.svelte', '<p>x</p>', 'plumbline/file-name'],
  ['alerts/planted.ts', '// eslint-disable-next-line eqeqeq\nexport const x = 1;', 'none'],
];

const impure: [what: string, text: string, rule: string][] = [
  ['the clock', 'export const at = () => Date.now();', 'no-restricted-syntax'],
  ['the clock by new Date()', 'export const at = () => new Date();', 'no-restricted-syntax'],
  ['the clock by Date()', 'export const at = () => Date();', 'no-restricted-syntax'],
  ['chance', 'export const x = () => Math.random();', 'no-restricted-syntax'],
  ['an import at run time', "export const x = () => import('yaml');", 'no-restricted-syntax'],
  ['Node', "export { readFileSync } from 'node:fs';", 'no-restricted-imports'],
  ['the network', "export const x = () => fetch('http://127.0.0.1');", 'no-restricted-globals'],
  ['the environment', 'export const x = process.env;', 'no-restricted-globals'],
  ['the terminal', "export const x = () => console.log('x');", 'no-restricted-globals'],
  ['a timer', 'export const x = () => setTimeout(() => 1, 1);', 'no-restricted-globals'],
];

const allowed: [what: string, path: string, text: string][] = [
  ['a test may be long', 'checks/planted.test.ts', longFile + longFunction],
  ['the database schema may be long', 'server/store/schema.ts', longFile],
  ['a file of 200 lines', 'checks/planted.ts', lines(200, (n) => `export const value${n} = ${n};`)],
  ['a test of pure code may read the clock', 'checks/planted.test.ts', 'export const at = Date.now();'],
  ['an instant given as text', 'alerts/planted.ts', "export const at = new Date('2026-11-22T00:00:00Z');"],
  [
    'SQL that is a literal',
    'server/log.ts',
    'export const f = (sql: { unsafe(t: string): void }) => sql.unsafe(`select 1`);',
  ],
  [
    'the database and the clock besides three arguments',
    'alerts/planted.ts',
    'export const f = (a: 1, b: 1, c: 1, now: Date) => [a, b, c, now];',
  ],
];

describe('lint', () => {
  it.each(planted)('catches in %s: %#', async (path, text, rule) => {
    expect(await broken(path, text)).toContain(rule);
  });

  it.each(['checks', 'alerts', 'calendar'].flatMap((folder) => impure.map((row) => [folder, ...row] as const)))(
    'keeps %s/ away from %s',
    async (folder, _what, text, rule) => {
      expect(await broken(`${folder}/planted.ts`, text)).toContain(rule);
    },
  );

  it.each(allowed)('lets through: %s', async (_what, path, text) => {
    expect(await broken(path, text)).toEqual([]);
  });
});
