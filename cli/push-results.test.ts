import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, serveTestApp, type TestApp } from '../server/api/testing.ts';
import { packageRoot } from '../server/config/package-root.ts';
import { slimManifest } from './dbt-manifest.ts';
import { runCommand } from './testing/run-command.ts';

const fixtures = join(packageRoot(), 'test', 'data', 'results');
const path = (name: string) => join(fixtures, `${name}.json`);

let test: TestApp;
let close: () => Promise<void>;
let env: Record<string, string>;
beforeAll(async () => {
  test = await createTestApp();
  test.at(new Date().toISOString());
  const served = await serveTestApp(test);
  close = served.close;
  env = { PLUMBLINE_URL: served.url, PLUMBLINE_API_KEY: await test.key('ingest') };
});
afterAll(async () => {
  await close();
  await test.drop();
});
const push = (...argv: string[]) => runCommand(['results', 'push', ...argv], env);

describe('plumbline results push', () => {
  it('tells each verdict of a file of dbt, whose manifest lies beside it, and ends with 1', async () => {
    const target = mkdtempSync(join(tmpdir(), 'plumbline-dbt-'));
    writeFileSync(join(target, 'run_results.json'), readFileSync(path('dbt-1.10-run-results')));
    writeFileSync(join(target, 'manifest.json'), readFileSync(path('dbt-1.10-manifest')));
    const { exitCode, out, err } = await push(join(target, 'run_results.json'), '--namespace', 'dev');
    expect(exitCode).toBe(1);
    expect(out).toContain('dev/shop.main.orders dbt:shop  verdict: fail (1 pass, 1 warn, 4 fail); gate: block');
    expect(out).toContain('fail      dbt:shop/unique_orders_id: 1 row fails it (error)');
    expect(out).toMatch(/INC-\d+ opened {2}http/);
    expect(err).toContain('note: /results/0  is of seed, not of a data test');
  });

  it('ends with 3 when a check raised, 0 when nothing is to be stopped at', async () => {
    expect((await push(path('great-expectations-1.24'))).exitCode).toBe(3);
    const deequ = [path('deequ-2.0.7-checks'), '--dataset', 'shop/of-deequ', '--run', 'r-1', '--date', '2026-11-22'];
    expect((await push(...deequ)).exitCode).toBe(3);
    const sources = [path('dbt-1.10-sources'), '--namespace', 'dev', '--manifest', path('dbt-1.10-manifest')];
    expect((await push(...sources)).exitCode).toBe(0);
    expect((await push(...sources, '--fail-on', 'warn')).exitCode).toBe(1);
  });

  it('writes the answer as JSON, or one verdict a line', async () => {
    const json = await push(path('deequ-2.0.7-checks'), '--dataset', 'shop/as-json', '-o', 'json');
    expect(JSON.parse(json.out)).toMatchObject({ schemaVersion: 1, format: 'deequ', items: [{}, {}] });
    const ndjson = await push(path('deequ-2.0.7-checks'), '--dataset', 'shop/as-json', '-o', 'ndjson');
    const lines = ndjson.out.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { suite: string }).suite)).toEqual(['deequ:nice', 'deequ:orders']);
  });

  it('says what is wrong with a file that cannot be taken', async () => {
    expect(await push(path('deequ-2.0.7-checks'))).toMatchObject({ exitCode: 2, err: expect.stringContaining('?namespace=') as string }); // prettier-ignore
    expect(await push(path('deequ-2.0.7-metrics'), '--dataset', 'a/b')).toMatchObject({ exitCode: 2, err: expect.stringContaining('checkResultsAsJson') as string }); // prettier-ignore
    expect(await push(path('soda-3.5-scan'), '--format', 'gx')).toMatchObject({ exitCode: 2, err: expect.stringContaining('is of soda') as string }); // prettier-ignore
    expect(await push(join(packageRoot(), 'README.md'))).toMatchObject({ exitCode: 2, err: expect.stringContaining('PL2003') as string }); // prettier-ignore
  });
});

describe('a slim manifest', () => {
  it('tells the datasets of tests as the whole one does, without SQL', () => {
    const whole = JSON.parse(readFileSync(path('dbt-1.10-manifest'), 'utf8')) as { nodes: Record<string, object> };
    const id = 'test.shop.not_null_orders_id.84ef11d8fe';
    const withSql = { ...whole, macros: { m: {} }, nodes: { ...whole.nodes, [id]: { ...whole.nodes[id], compiled_code: 'select 1' } } }; // prettier-ignore
    const slim = slimManifest(withSql);
    expect(JSON.stringify(slim)).not.toMatch(/select 1|macros/);
    expect(slim).toMatchObject({
      nodes: { [id]: { attached_node: 'model.shop.orders', test_metadata: { name: 'not_null' } } },
    });
  });
});
