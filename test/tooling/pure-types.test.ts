import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { packageRoot } from './package-root.ts';

const config = ts.getParsedCommandLineOfConfigFile(join(packageRoot, 'tsconfig.pure.json'), {}, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
    throw new Error(String(diagnostic.messageText));
  },
} as ts.ParseConfigFileHost);

/** What the compiler says about a file in checks/ that is not on the disk, by the settings for pure code. */
function complaints(text: string): string[] {
  const planted = join(packageRoot, 'checks/planted.ts');
  const host = ts.createCompilerHost(config!.options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => path === planted || fileExists(path);
  host.readFile = (path) => (path === planted ? text : readFile(path));
  host.getSourceFile = (path, version, ...rest) =>
    path === planted ? ts.createSourceFile(path, text, version) : getSourceFile(path, version, ...rest);
  const program = ts.createProgram([planted], config!.options, host);
  return ts.getPreEmitDiagnostics(program).map((found) => ts.flattenDiagnosticMessageText(found.messageText, '\n'));
}

describe('the types of pure code', () => {
  it.each([
    "fetch('http://127.0.0.1');",
    "console.log('x');",
    'export const x = process.env;',
    'setTimeout(() => 1, 1);',
    'export const x = window.location;',
    "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;",
    'export const x: Buffer | null = null;',
  ])('do not know %s', (text) => {
    expect(complaints(`export {};\n${text}`).join('\n')).toMatch(/Cannot find (name|module)/);
  });

  it('know the language itself', () => {
    expect(complaints('export const x = [3, 1].toSorted((a, b) => a - b);')).toEqual([]);
  });
});
