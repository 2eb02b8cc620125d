import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, orders, serveTestApp, type TestApp } from '../../server/api/testing.ts';
import type { OverrideShape } from '../../server/api/shapes/gate.ts';
import { runCommand } from '../testing/run-command.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

let test: TestApp;
let url: string;
let close: () => Promise<void>;
let env: Record<string, string>;
const folder = mkdtempSync(join(tmpdir(), 'plumbline-gate-'));

beforeAll(async () => {
  test = await createTestApp();
  ({ url, close } = await serveTestApp(test));
  await test.applySuite(`suite: gated
dataset: { namespace: shop, name: '*' }
consumers: { finance-pack: { fail_open: false }, ads: { fail_open: true } }
expect:
  - row_count: { at_least: 1000 }
  - consumer: finance-pack
    column: amount
    mean: { at_most: 40 }
`);
});
beforeEach(async () => {
  test.at(new Date().toISOString());
  env = { PLUMBLINE_URL: url, PLUMBLINE_API_KEY: await test.key('admin') };
});
afterAll(async () => {
  await close();
  await test.drop();
});

const post = (name: string, more: object = {}) => test.post(orders({ dataset: { namespace: 'shop', name }, ...more }));
const plumbline = (...argv: string[]) => runCommand(argv, env);
const asPipeline = async (...argv: string[]) =>
  runCommand(argv, { PLUMBLINE_URL: url, PLUMBLINE_API_KEY: await test.key('ingest') });
const profile = (name: string, rowCount: number) =>
  temporaryFiles()('p.json', JSON.stringify({ dataset: { namespace: 'shop', name }, rowCount }));

describe('plumbline gate', () => {
  it('asks for a consumer by his clauses too, and notes a name that no suite knows', async () => {
    await post('consumed');
    expect((await plumbline('gate', 'shop/consumed')).exitCode).toBe(0);
    const his = await plumbline('gate', 'shop/consumed', '--consumer', 'finance-pack');
    expect(his.exitCode).toBe(1);
    expect(his.out).toContain('gate: block for shop/consumed and finance-pack (verdict: fail)');
    expect(his.out).toContain('fail      amount.mean: mean 42 is above 40 (error, of finance-pack)');
    const typo = await plumbline('gate', 'shop/consumed', '--consumer', 'finanse-pack');
    expect(typo.err).toMatch(/^note: no suite names "finanse-pack".*did you mean "finance-pack"\?/);
  });

  it('goes on or stops as the suite says for the consumer when nothing came in time', async () => {
    const ask = (consumer: string) => plumbline('gate', 'shop/late', '--wait', '1s', '--consumer', consumer);
    expect(await ask('ads')).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('(no profile that fits was judged yet, would be pending without policy)') as string,
    });
    expect((await ask('finance-pack')).exitCode).toBe(1);
    expect((await plumbline('gate', 'shop/late')).exitCode).toBe(3);
  });

  it('asks of all that a run wrote, and lists each', async () => {
    const run = { id: 'r1', job: { namespace: 'shop', name: 'load' } };
    await post('a', { run });
    await post('b', { run, rowCount: 5, columnMetrics: {} });
    const { exitCode, out } = await plumbline('gate', '--run', 'r1', '--job', 'shop/load');
    expect(exitCode).toBe(1);
    expect(out.split('\n').slice(0, 4)).toEqual([
      'gate: block for run r1 (verdict: fail)',
      '  allow     shop/a',
      '  block     shop/b',
      '  fail      shop/b row_count: row count 5 is below 1000 (error)',
    ]);
    expect(await plumbline('gate')).toMatchObject({ exitCode: 2 });
  });

  it('in shadow never stops, and says what it would have said', async () => {
    await post('shadow', { rowCount: 5, columnMetrics: {} });
    const { exitCode, out } = await plumbline('gate', 'shop/shadow', '--shadow');
    expect(exitCode).toBe(0);
    expect(out).toContain('gate: allow for shop/shadow (verdict: fail, would be block without shadow)');
  });
});

describe('plumbline gate override', () => {
  it('lets a gate pass until it is revoked', async () => {
    await post('known', { rowCount: 5, columnMetrics: {} });
    const made = await plumbline('gate', 'override', 'shop/known', '--reason', 'known', '--for', '2h', '-o', 'json');
    const { id, state } = JSON.parse(made.out) as OverrideShape;
    expect(state).toBe('active');
    const passed = await plumbline('gate', 'shop/known');
    expect(passed).toMatchObject({ exitCode: 0, out: expect.stringContaining(`${id} until `) as string });
    expect((await plumbline('gate', 'overrides', '--dataset', 'shop/known')).out).toMatch(
      new RegExp(`${id}\\s+active`),
    );
    expect((await plumbline('gate', 'revoke', id)).out).toMatch(/^OVR-\d+ revoked for shop\/known/);
    expect((await plumbline('gate', 'shop/known')).exitCode).toBe(1);
  });

  it('is only asked for by a pipeline’s key, and holds once somebody approved it', async () => {
    await post('asked', { rowCount: 5, columnMetrics: {} });
    const pipeline = { PLUMBLINE_URL: url, PLUMBLINE_API_KEY: await test.key('ingest') };
    const argv = [
      'gate',
      'override',
      'shop/asked',
      '--reason',
      'rerun comes',
      '--for',
      '1h',
      '--expectation',
      'row_count',
    ];
    const asked = await runCommand(argv, pipeline);
    const id = /OVR-\d+/.exec(asked.out)?.[0] ?? '';
    expect(asked.out).toContain(`it holds once somebody ran: plumbline gate approve ${id}`);
    expect((await runCommand(['gate', 'approve', id], pipeline)).exitCode).toBe(3);
    expect((await plumbline('gate', 'shop/asked')).exitCode).toBe(1);
    expect((await plumbline('gate', 'approve', id)).out).toMatch(/^OVR-\d+ active/);
    expect((await plumbline('gate', 'shop/asked')).exitCode).toBe(0);
  });

  it('wants a reason, an end and a dataset', async () => {
    const argv = ['gate', 'override', 'shop/known'];
    expect((await plumbline(...argv, '--for', '1h')).err).toContain('PL2001 --reason is missing');
    expect((await plumbline(...argv, '--reason', 'x')).err).toContain('PL2001 say how long');
    expect((await plumbline(...argv, '--reason', 'x', '--for', '90d')).exitCode).toBe(2);
    expect((await plumbline('gate', 'overrides', '-o', 'junit')).err).toContain('writes human, json or ndjson');
    expect((await plumbline('gate', 'overrides', '--run', 'r1')).err).toContain('gate overrides knows no --run');
  });
});

describe('a verdict', () => {
  it('is written to files beside what is told: JUnit, Markdown, JSON', async () => {
    const [junit, md, json] = ['out.xml', 'out.md', 'out.json'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const argv = [
      'push',
      profile('reported', 5),
      '--report',
      `junit=${junit}`,
      '--report',
      `md=${md}`,
      '--report',
      `json=${json}`,
    ];
    const { exitCode, out } = await asPipeline(...argv);
    expect({ exitCode, out }).toMatchObject({ exitCode: 1, out: expect.stringMatching(/^verdict: fail/) as string });
    expect(readFileSync(junit, 'utf8')).toContain('<testcase classname="shop/reported" name="row_count">');
    expect(readFileSync(md, 'utf8')).toMatch(/^\| fail \(error\) \| shop\/reported \| \[row\\_count\]/m);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ schemaVersion: 1, gate: 'block' });
  });

  it('in GitHub Actions is annotations besides the words, and a table in the summary of the step', async () => {
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, 'before\n');
    env = { ...env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    await post('actions', { rowCount: 5, columnMetrics: {} });
    const { out } = await plumbline('gate', 'shop/actions');
    expect(out).toMatch(/^gate: block/);
    expect(out).toMatch(/^::error title=shop\/actions%3A row_count::fail: row count 5 is below 1000%0Ahttp/m);
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n## Plumbline: gate of shop\/actions\n\n❌ 1 fail\n/);
    expect((await plumbline('gate', 'shop/actions', '-o', 'json')).out).not.toContain('::error');
    const human = await runCommand(['gate', 'shop/actions', '-o', 'human'], env);
    expect(human.out).not.toContain('::error');
  });

  it('of a suite is SARIF or JUnit with file, line and code', async () => {
    const bad = temporaryFiles()('bad.yaml', 'suite: a\ndataset: shop/b\nexpect:\n  - row_cuont: 5\n');
    const sarif = await plumbline('check', 'validate', bad, '-o', 'sarif');
    expect(sarif.exitCode).toBe(2);
    expect(JSON.parse(sarif.out)).toMatchObject({
      runs: [{ results: [{ ruleId: 'PL1011', locations: [{ physicalLocation: { region: { startLine: 4 } } }] }] }],
    });
    expect((await plumbline('check', 'validate', bad, '-o', 'junit')).out).toMatch(
      /name="PL1011" file=".*bad\.yaml" line="4"/,
    );
  });

  it('of a refused profile is an error in the report too', async () => {
    const two = temporaryFiles()(
      'two.json',
      '[{"dataset":{"namespace":"shop","name":"x"},"rowCount":2000},{"rowCount":1}]',
    );
    const { exitCode, out } = await asPipeline('push', two, '-o', 'junit');
    expect(exitCode).toBe(2);
    expect(out).toMatch(/<testsuites name="plumbline" tests="3" failures="0" errors="1" skipped="1">/);
    expect(out).toContain('<error type="error" message="refused (422)');
  });

  it('is no form for a profile that nobody judges, and no file without a form', async () => {
    const csv = temporaryFiles()('a.csv', 'a\n1\n');
    const profiled = await plumbline('profile', csv, '--dataset', 'shop/a', '-o', 'junit');
    expect(profiled).toMatchObject({ exitCode: 2, err: expect.stringContaining('Give --push too') as string });
    const formless = await plumbline('gate', 'shop/a', '--report', 'out.xml');
    expect(formless).toMatchObject({ exitCode: 2, err: expect.stringContaining('such as junit=out.xml') as string });
    const nowhere = await asPipeline('push', profile('nowhere', 2000), '--report', 'junit=/no/such/folder/out.xml');
    expect(nowhere).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining('PL3000 cannot write the report') as string,
    });
  });
});
