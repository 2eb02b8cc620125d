import { spawnSync } from 'node:child_process';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../server/config/package-root.ts';
import { buildProgram } from './program.ts';
import { closedAddress, localServer } from './testing/local-server.ts';
import { runCommand } from './testing/run-command.ts';
import { temporaryFiles } from './testing/temporary-folder.ts';

const answer = (n: number) => ({
  status: 201,
  body: { profileId: `prf_${n}`, dataset: { id: 'dst_1' }, verdict: 'none', gate: 'allow', results: [] },
});
const batch = (count: number) => ({ status: 207, body: { items: Array.from({ length: count }, (_, n) => answer(n)) } });
const lines = (text: string) => text.trimEnd().split('\n');

describe('what a command writes', () => {
  it('is offered as words, JSON and JSON lines by every command that answers data', () => {
    const silent = { out: () => {}, err: () => {}, colour: false, progress: false, env: {} };
    const leaves = (command: Command): Command[] =>
      command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
    const without = leaves(buildProgram(silent, () => {})).filter((command) => {
      const choices = command.options.find(({ long }) => long === '--output')?.argChoices;
      return choices?.join().startsWith('human,json,ndjson') !== true;
    });
    expect(without.map((command) => command.name())).toEqual(['serve', 'demo', 'revoke', 'logout', 'completion']);
  });

  it('is one document with its schema version, or one line of it', async () => {
    const json = await runCommand(['version', '-o', 'json']);
    expect(JSON.parse(json.out)).toMatchObject({ schemaVersion: 1 });
    expect(lines((await runCommand(['version', '-o', 'ndjson'])).out)).toHaveLength(1);
  });

  it('is coloured when that is asked for, and never otherwise', async () => {
    const { url } = await localServer(answer(1));
    const path = temporaryFiles()('p.json', '{}');
    const push = async (...more: string[]) => (await runCommand(['push', path, '--url', url, ...more])).out;
    expect(await push()).not.toContain('\u001b[');
    expect(await push('--color', 'never')).not.toContain('\u001b[');
    expect(await push('--color', 'always')).toContain('\u001b[32maccepted');
  });

  it('of an error is its code, cause and place, then what to do', async () => {
    const url = await closedAddress();
    const { exitCode, out, err } = await runCommand(['incidents', 'list', '--url', url]);
    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
    expect(lines(err)).toEqual([
      `plumbline: PL3001 cannot reach ${url}: nothing is listening there`,
      expect.stringContaining('plumbline serve') as string,
    ]);
    expect((await runCommand(['gaet'])).err).toMatch(
      /^plumbline: PL2001 unknown command 'gaet'\n\(Did you mean gate\?\)/,
    );
    expect((await runCommand(['push', 'no-such.json'])).err).toMatch(/^plumbline: PL2002 cannot read no-such\.json/);
  });

  it('to a reader that is gone is dropped without a word, and the exit code stays what was found', () => {
    const run = (argv: string) =>
      `node --import tsx -e 'import("./cli/main.ts").then(({ main }) => main(process.argv.slice(1))).then((code) => { process.exitCode = code; })' -- ${argv}`;
    const script = `${run('completion bash')} | true; echo "\${PIPESTATUS[0]}"; ${run('push no-such.json')} 2>&1 >/dev/null | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: packageRoot(), encoding: 'utf8' });
    expect(stdout).toBe('0\n2\n');
    expect(stderr).toBe('');
  });
});

describe('plumbline push of many profiles', () => {
  it('takes one JSON value a line, sends batches of 1,000 and tells each with its place', async () => {
    const { url, requests } = await localServer(batch(1000), batch(1000), batch(500));
    const path = temporaryFiles()('p.ndjson', Array.from({ length: 2500 }, (_, n) => `{"n":${n}}\n`).join(''));
    const { exitCode, out } = await runCommand(['push', path, '--url', url, '-o', 'ndjson']);
    expect(exitCode).toBe(0);
    expect(requests.map(({ body }) => (body as unknown[]).length)).toEqual([1000, 1000, 500]);
    expect((requests[2]?.body as { n: number }[]).at(-1)).toEqual({ n: 2499 });
    const told = lines(out).map((line) => JSON.parse(line) as { index: number; status: number });
    expect(told).toHaveLength(2500);
    expect(told.at(-1)).toMatchObject({ index: 2499, status: 201 });
  });

  it('sends less at once when profiles are large', async () => {
    const { url, requests } = await localServer(batch(2), batch(1));
    const large = JSON.stringify({ text: 'x'.repeat(3_500_000) });
    const path = temporaryFiles()('p.json', `[${[large, large, large].join()}]`);
    expect((await runCommand(['push', path, '--url', url])).exitCode).toBe(0);
    expect(requests.map(({ body }) => (body as unknown[]).length)).toEqual([2, 1]);
  });

  it('says how many were answered before it failed', async () => {
    const { url } = await localServer(batch(1000), { status: 401, body: { detail: 'revoked' } });
    const path = temporaryFiles()('p.ndjson', '{}\n'.repeat(1001));
    const { exitCode, err } = await runCommand(['push', path, '--url', url, '--api-key', 'plk_x']);
    expect(exitCode).toBe(3);
    expect(err).toContain('1000 of 1001 profiles were answered before');
  });

  it('names the line that is not JSON', async () => {
    const path = temporaryFiles()('p.ndjson', '{}\n\n{"a":\n');
    expect(await runCommand(['push', path])).toMatchObject({
      exitCode: 2,
      err: expect.stringMatching(/^plumbline: PL2003 line 3 of .*p\.ndjson is not JSON/) as string,
    });
  });
});
