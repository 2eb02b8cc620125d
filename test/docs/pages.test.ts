import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../server/config/package-root.ts';
import { startServerProcess, type ServerProcess } from '../story/server-process.ts';
import { blocksOf, pageScript } from './page-script.ts';

const root = packageRoot();
const folders = ['start', 'how-to', 'operate', 'integrations'].map((name) => join('docs', name));
const pages = folders.filter((folder) => existsSync(join(root, folder))).flatMap(pagesIn);
const has = (program: string) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
const missing = { python: has('python3') ? '' : 'python3', r: has('Rscript') ? '' : 'Rscript' } as Record<
  string,
  string
>;

function pagesIn(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
    .sort();
}

/** Runs a script as a newcomer would type it, in an empty folder beside a checkout. */
function typed(script: string, server: ServerProcess): Promise<{ code: number | null; said: string }> {
  const cwd = mkdtempSync(join(tmpdir(), 'plumbline-page-'));
  symlinkSync(join(root, 'bin'), join(cwd, 'bin'));
  symlinkSync(join(root, 'clients'), join(cwd, 'clients'));
  const env = {
    ...server.env,
    PATH: `${join(root, 'bin')}:${process.env['PATH']}`,
    PYTHONPATH: join(root, 'clients', 'python'),
    HOME: cwd,
    XDG_CONFIG_HOME: join(cwd, '.config'),
    XDG_CACHE_HOME: join(cwd, '.cache'),
    PLUMBLINE_URL: server.url,
    PLUMBLINE_API_KEY: server.keys.pipeline,
    NO_COLOR: '1',
  };
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('close', (code) => {
      rmSync(cwd, { recursive: true, force: true });
      resolve({ code, said });
    });
  });
}

describe('what the pages of the documentation say to type', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    // Nothing on any page sends mail: port 9 (discard) would refuse it.
    server = await startServerProcess(9);
  }, 240_000);
  afterAll(() => server?.stop());

  for (const page of pages) {
    const blocks = blocksOf(readFileSync(join(root, page), 'utf8'));
    const lacks = blocks.flatMap(({ language, options }) => (options['run'] === 'no' ? [] : (missing[language] ?? '')));
    const program = lacks.find((name) => name !== '');
    it.skipIf(program !== undefined)(`${page} works as it stands${program ? ` (needs ${program})` : ''}`, async () => {
      const script = pageScript(blocks);
      const { code, said } = await typed(script, server);
      expect(code, said).toBe(0);
    });
  }
});
