import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSuite } from '../../checks/index.ts';
import { createTestApp, orders, serveTestApp, type TestApp } from '../../server/api/testing.ts';
import { runCommand } from '../testing/run-command.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

let test: TestApp;
let url: string;
let close: () => Promise<void>;
beforeAll(async () => {
  test = await createTestApp();
  ({ url, close } = await serveTestApp(test));
});
afterAll(async () => {
  await close();
  await test.drop();
});

const dataset = { namespace: 'shop', name: 'orders' };
type Write = ReturnType<typeof temporaryFiles>;
const profile = (write: Write, rowCount: number) => write(`${rowCount}.json`, JSON.stringify({ dataset, rowCount }));

describe('plumbline check suggest', () => {
  it('writes a suite from files, without a server, that check validate takes as it is', async () => {
    const write = temporaryFiles();
    const files = [1000, 1200, 900].map((rows) => profile(write, rows));
    const { exitCode, out, err } = await runCommand(['check', 'suggest', ...files]);
    expect(exitCode).toBe(0);
    expect(err).toContain('1 expectation from 3 profiles; they fail on 1 of 6 errors that were put into the newest.');
    expect(err).toMatch(/^row_count +3 +3100 +0 of 1 +0, at most 950 +1 +1$/m);
    expect(out).toContain('row_count: { at_least: 1 }');
    const suite = write('orders.yaml', out);
    expect(readFileSync(suite, 'utf8')).toBe(out);
    expect((await runCommand(['check', 'validate', suite])).exitCode).toBe(0);
  });

  it('asks the server for what is stored there', async () => {
    await test.post(orders({ dataset }));
    const env = { PLUMBLINE_URL: url, PLUMBLINE_API_KEY: await test.key('editor') };
    const { exitCode, out } = await runCommand(['check', 'suggest', '--dataset', 'shop/orders', '-o', 'json'], env);
    expect(exitCode).toBe(0);
    const { yaml, suggestions, profiles } = JSON.parse(out) as {
      yaml: string;
      suggestions: object[];
      profiles: number;
    };
    expect(profiles).toBe(1);
    expect(parseSuite(yaml).suite?.expectations).toHaveLength(suggestions.length);
  });

  it('lists everything that was tried, with --all, and why it is not in the small set', async () => {
    const write = temporaryFiles();
    const ids = { count: 5000, nullCount: 0, distinct: { value: 5000, exact: true }, length: { min: 8, max: 8 } };
    const files = [1, 2, 3, 4, 5, 6].map((day) =>
      write(`${day}.json`, JSON.stringify({ dataset, rowCount: 5000 + day, columnMetrics: { id: ids } })),
    );
    const { err } = await runCommand(['check', 'suggest', ...files, '--all']);
    expect(err).toMatch(/^id\.unique +6 +30000 +0 of 3 /m);
    expect(err).toMatch(/^ {2}id\.length: it fails on none of the injected errors$/m);
    expect((await runCommand(['check', 'suggest', ...files])).err).not.toContain('id.length');
  });

  it('2: without files and dataset, with profiles of two datasets, or with what is no profile', async () => {
    const write = temporaryFiles();
    const other = write('other.json', JSON.stringify({ dataset: { namespace: 'shop', name: 'other' }, rowCount: 1 }));
    const strange = write('strange.json', JSON.stringify({ dataset, columnMetrics: { a: null } }));
    for (const [argv, code] of [
      [[], 'PL2010'],
      [[profile(write, 1), other], 'PL2003'],
      [[write('none.json', '{}')], 'PL2003'],
      [[write('empty.json', '[]')], 'PL2003'],
      [[strange], 'PL2003'],
    ] as const) {
      const { exitCode, out, err } = await runCommand(['check', 'suggest', ...argv]);
      expect({ exitCode, out, code: err.slice(11, 17) }).toEqual({ exitCode: 2, out: '', code });
    }
  });
});
