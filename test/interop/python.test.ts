import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../server/config/package-root.ts';
import { startServerProcess, type ServerProcess } from '../story/server-process.ts';

const client = join(packageRoot(), 'clients', 'python');
const versionOf = (python: string) => {
  const done = spawnSync(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
  return done.status === 0 ? done.stdout.trim() : null;
};

/** python3, and the oldest of what pyenv has from 3.9 on, which is what the client says. */
function interpreters(): { version: string; python: string }[] {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const others = existsSync(versions)
    ? readdirSync(versions).map((name) => join(versions, name, 'bin', 'python3'))
    : [];
  const found = new Map<string, string>();
  for (const python of ['python3', ...others]) {
    const version = versionOf(python);
    if (version !== null && Number(version.split('.')[1]) >= 9 && !found.has(version)) found.set(version, python);
  }
  const own = versionOf('python3');
  const byAge = [...found.keys()].sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1]));
  const wanted = new Set([own, byAge[0]]);
  return [...found].flatMap(([version, python]) => (wanted.has(version) ? [{ version, python }] : []));
}

interface Ended {
  code: number | null;
  stdout: string;
  said: string;
}

function run(command: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Ended> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = { stdout: '', said: '' };
    child.stdout.on('data', (chunk: Buffer) => ((ended.stdout += chunk.toString()), (ended.said += chunk.toString())));
    child.stderr.on('data', (chunk: Buffer) => (ended.said += chunk.toString()));
    child.once('error', (error) => resolve({ ...ended, code: 127, said: String(error) }));
    child.once('close', (code) => resolve({ ...ended, code }));
  });
}

const pythons = interpreters();
const without = pythons.length === 0 ? ' (skipped: this machine has no python3 of 3.9 or later)' : '';
const cases = pythons.length > 0 ? pythons : [{ version: '3.9+', python: 'python3' }];

describe.skipIf(without !== '')(`the Python client${without}`, () => {
  it.each(cases)('does on Python $version what its own tests claim', async ({ python }) => {
    const command = [python, '-m', 'unittest', 'discover', '-s', '.', '-t', '.'];
    const { code, said } = await run(command, { cwd: client, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
    expect(said).toMatch(/^Ran [1-9]\d* tests/m);
    expect(code, said).toBe(0);
  });

  describe('and a real server', () => {
    let server: ServerProcess;
    let home: string;
    let told: Map<string, Told>;
    beforeAll(async () => {
      server = await startServerProcess(9);
      await applySuite(server);
      home = mkdtempSync(join(tmpdir(), 'plumbline-python-'));
      const env = {
        ...process.env,
        HOME: home,
        XDG_CACHE_HOME: home,
        PYTHONPATH: client,
        PYTHONDONTWRITEBYTECODE: '1',
      };
      Object.assign(env, { PLUMBLINE_URL: server.url, PLUMBLINE_API_KEY: server.keys.pipeline });
      const job = await run(['python3', join(packageRoot(), 'test', 'interop', 'real_server.py')], { cwd: home, env });
      expect(job.code, job.said).toBe(0);
      told = new Map(
        job.stdout
          .trim()
          .split('\n')
          .map(read)
          .map((line) => [line.name, line]),
      );
    }, 300_000);
    afterAll(async () => {
      await server?.stop();
      if (home) rmSync(home, { recursive: true, force: true });
    });

    it.each(['revenue', 'hostile', 'hostile shown', 'empty', 'sampled', 'estimated', 'small'])(
      'agree on the profile %s',
      (name) => {
        expect(told.get(name)).toMatchObject({ state: 'sent', reason: null });
        expect(told.get(name)?.answer).toMatchObject({
          profileId: expect.stringMatching(/^prf_/) as string,
          warnings: [],
        });
      },
    );

    it('show the dataset with what was measured, and keep it as it was sent', async () => {
      const page = await ask(server, '/api/v1/datasets?q=revenue_daily');
      expect(page['items']).toMatchObject([
        { namespace: 'mart', name: 'revenue_daily', rowCount: 2500, columnCount: 5 },
      ]);
      const { profile } = await ask(server, `/api/v1/profiles/${told.get('revenue')?.answer?.profileId}`);
      const sent = told.get('revenue')?.document;
      expect(profile).toMatchObject({ columnMetrics: { amount: sent?.columnMetrics['amount'] }, run: sent?.run });
      expect(JSON.stringify(profile)).not.toContain('secret.example');
    });

    it('have every state of the runs, with the words of the one that failed', async () => {
      const { items } = await ask(server, '/api/v1/incidents');
      const subjects = (items as { subject: { name: string } }[]).map(({ subject }) => subject.name);
      expect(subjects).toEqual(expect.arrayContaining(['broken', 'guarded']));
      expect(JSON.stringify(items)).toContain('ValueError: no payments');
      expect(JSON.stringify(items)).not.toContain('for today');
      const { run: of } = told.get('revenue')?.document ?? {};
      const later = { state: 'START', eventTime: '2020-01-01T00:00:00Z', run: of };
      const state = await ask(server, '/api/v1/runs', { key: server.keys.pipeline, body: later });
      expect(state).toMatchObject({ runId: of?.['id'], state: 'COMPLETE' });
    });

    it('open the gate for what passes and close it for what does not', () => {
      expect(told.get('gate')?.answer).toMatchObject({ gate: 'allow' });
      const blocked = told.get('blocked')?.answer as unknown as { message: string; reasons: object[] } | null;
      expect(blocked?.message).toMatch(/^mart\/guarded is blocked: row_count: .*7.* http:/);
      expect(blocked?.reasons).toMatchObject([{ expectation: 'row_count', outcome: 'fail' }]);
    });
  });
});

interface Told {
  name: string;
  state: string;
  reason: string | null;
  answer: { profileId: string } | null;
  document: { run: Record<string, unknown>; columnMetrics: Record<string, object> };
}
const read = (line: string) => JSON.parse(line) as Told;

async function applySuite(server: ServerProcess): Promise<void> {
  const text = 'suite: guarded\ndataset: mart/guarded\nexpect:\n  - row_count: { at_least: 1000 }\n';
  const headers = { authorization: `Bearer ${server.keys.author}`, 'content-type': 'application/json' };
  const init = { method: 'PUT', headers, body: JSON.stringify({ yaml: text }) };
  const answer = await fetch(`${server.url}/api/v1/suites/guarded`, init);
  expect(answer.ok, await answer.clone().text()).toBe(true);
}

async function ask(server: ServerProcess, path: string, post?: { key: string; body: object }) {
  const headers = { authorization: `Bearer ${post?.key ?? server.keys.author}`, 'content-type': 'application/json' };
  const init = post ? { method: 'POST', headers, body: JSON.stringify(post.body) } : { headers };
  const answer = await fetch(server.url + path, init);
  expect(answer.ok, await answer.clone().text()).toBe(true);
  return (await answer.json()) as Record<string, unknown>;
}
