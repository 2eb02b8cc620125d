import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../server/config/package-root.ts';

const real = packageRoot();
let checkout: string;

const write = (path: string, text: string) => writeFileSync(join(checkout, path), text);
const answering = (word: string, code = 0) =>
  write(
    'cli/main.ts',
    `export const main = async (argv: string[]) => (console.log('${word}', argv.join('+')), ${code});\n`,
  );

/** A checkout of one source file with our launcher, settings and libraries. */
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'plumbline-checkout-'));
  for (const name of ['bin', 'package.json', 'tsconfig.json', 'tsconfig.build.json'])
    cpSync(join(real, name), join(checkout, name), { recursive: true });
  symlinkSync(join(real, 'node_modules'), join(checkout, 'node_modules'));
  mkdirSync(join(checkout, 'cli'));
  answering('first');
});
afterEach(() => rmSync(checkout, { recursive: true }));

type Ended = { code: number; stdout: string; stderr: string };

function run(args: string[], program = join(checkout, 'bin', 'plumbline')): Promise<Ended> {
  return new Promise((resolve) =>
    execFile(program, args, { cwd: tmpdir() }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    ),
  );
}

describe('the command in a checkout', () => {
  it('builds once, says so apart from its output, and passes arguments on', async () => {
    const first = await run(['status', '--json']);
    expect(first.stderr).toBe('plumbline: building the server (once, and again after a change) …\n');
    expect(first).toMatchObject({ stdout: 'first status+--json\n', code: 0 });
    expect(await run([])).toEqual({ code: 0, stdout: 'first \n', stderr: '' });
  });

  it('builds again after a source was changed', async () => {
    await run([]);
    answering('second', 3);
    const later = new Date(Date.now() + 1_000);
    utimesSync(join(checkout, 'cli', 'main.ts'), later, later);
    expect(await run([])).toMatchObject({ stdout: 'second \n', code: 3 });
  });

  it('works through a link, as npm install -g makes it', async () => {
    const link = join(checkout, 'linked');
    symlinkSync(join(checkout, 'bin', 'plumbline'), link);
    expect(await run(['x'], link)).toMatchObject({ stdout: 'first x\n', code: 0 });
  });

  it('builds once when four are started at once, and all run', async () => {
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => run([name])));
    expect(all.map(({ stdout }) => stdout)).toEqual(['first a\n', 'first b\n', 'first c\n', 'first d\n']);
    expect(all.filter(({ stderr }) => stderr.includes('building the server'))).toHaveLength(1);
  });

  it('is not held up by a build that was killed', async () => {
    mkdirSync(join(checkout, '.cache'));
    write('.cache/build.lock', '2147483646');
    expect(await run(['x'])).toMatchObject({ stdout: 'first x\n', code: 0 });
  });

  it('runs nothing when the sources do not compile, shows why, and tries again when asked again', async () => {
    write('cli/main.ts', 'export const main: number = "text";\n');
    const failed = await run([]);
    expect(failed).toMatchObject({ code: 3, stdout: '' });
    expect(failed.stderr).toContain('cli/main.ts(1,14): error TS2322');
    expect(failed.stderr).toContain('plumbline: PL3000 the server could not be built; what is wrong stands above.');
    answering('mended');
    expect(await run([])).toMatchObject({ stdout: 'mended \n', code: 0 });
  });

  it('without its libraries says to run npm ci', async () => {
    rmSync(join(checkout, 'node_modules'));
    expect(await run([])).toMatchObject({ code: 3, stderr: expect.stringMatching(/run npm ci first/) as string });
  });
});

describe('the command in a package', () => {
  it('has no sources and builds nothing', async () => {
    await run([]);
    rmSync(join(checkout, 'tsconfig.build.json'));
    rmSync(join(checkout, 'cli'), { recursive: true });
    expect(await run(['x'])).toEqual({ code: 0, stdout: 'first x\n', stderr: '' });
  });
});
