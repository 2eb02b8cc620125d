import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../config/package-root.ts';
import { readExternalResults } from '../store/external-results.ts';
import type { ResultsAnswer } from './shapes/results.ts';
import { createTestApp, orders, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  test.at('2026-11-25T22:00:00Z');
});
afterAll(() => test.drop());

const fixture = (name: string) =>
  JSON.parse(readFileSync(join(packageRoot(), 'test', 'data', 'results', `${name}.json`), 'utf8')) as object;

type Outcome = 'pass' | 'warn' | 'fail' | 'undecided' | 'error';
interface Sent {
  status: number;
  body: ResultsAnswer & { type?: string; errors?: { pointer: string; message: string }[] };
}
const send = (body: unknown, query = ''): Promise<Sent> => test.send('ingest', 'POST', `/api/v1/results${query}`, body);
const plain = (outcomes: Record<string, Outcome>, more: object = {}) => ({
  tool: 'mine',
  suite: 'nightly',
  results: Object.entries(outcomes).map(([check, outcome]) => ({ check, outcome })),
  ...more,
});
const to = (name: string) => `?namespace=shop&dataset=${name}`;
async function post(body: unknown, query = ''): Promise<ResultsAnswer['items'][number]> {
  const { status, body: answer } = await send(body, query);
  expect([200, 201], JSON.stringify(answer)).toContain(status);
  const [item] = answer.items;
  if (!item) throw new Error('no item');
  return item;
}
interface Incident {
  state: string;
  failures: { expectation: string; healedAt: string | null }[];
}
const incident = async (id: string | undefined) =>
  (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body as unknown as Incident;

describe('results of other tools', () => {
  it('of every tool are taken as they were written, each under its dataset', async () => {
    const manifest = fixture('dbt-1.10-manifest');
    const posts: [string, object, string, string, number][] = [
      ['gx', fixture('great-expectations-1.24'), '', 'error', 1],
      ['soda', fixture('soda-3.5-scan'), '?namespace=shop', 'error', 1],
      ['deequ', fixture('deequ-2.0.7-checks'), to('from-deequ'), 'warn', 2],
      ['dbt', { document: fixture('dbt-1.10-run-results'), manifest }, '?namespace=warehouse', 'undecided', 3],
      ['dbt', { document: fixture('dbt-1.10-sources'), manifest }, '?namespace=warehouse', 'warn', 1],
    ];
    for (const [format, body, query, verdict, items] of posts) {
      const { status, body: answer } = await send(body, query);
      expect(status, JSON.stringify(answer).slice(0, 500)).toBe(201);
      expect(answer).toMatchObject({
        format,
        items: expect.arrayContaining([expect.objectContaining({ verdict })]) as object,
      });
      expect(answer.items).toHaveLength(items);
      expect(JSON.stringify(answer)).not.toContain('ada@example.org');
    }
    const stored = await test.receive.pool<{ results: string }[]>`select results, answer from external_result`;
    expect(JSON.stringify(stored)).not.toMatch(/ada@example|XXX|Traceback/);
  });

  it('open an incident when they fail and heal it when the same check passes', async () => {
    const opened = await post(plain({ a: 'fail', b: 'pass' }), to('heals'));
    expect(opened).toMatchObject({ verdict: 'fail', gate: 'block', incidents: [{ relation: 'opened' }] });
    const id = opened.incidents[0]?.id;
    expect(await incident(id)).toMatchObject({ state: 'open', failures: [{ expectation: 'mine:nightly/a' }] });
    // Absent, undecided and in error: none of them says that it is well again.
    const others: Record<string, Outcome>[] = [{ b: 'pass' }, { a: 'undecided', b: 'pass' }, { a: 'error' }];
    for (const outcomes of others) {
      expect((await post(plain(outcomes), to('heals'))).incidents.map(({ state }) => state)).toEqual(['open']);
    }
    expect((await incident(id)).state).toBe('open');
    expect(await post(plain({ a: 'pass' }), to('heals'))).toMatchObject({ incidents: [{ id, relation: 'resolved' }] });
    expect((await incident(id)).state).toBe('resolved');
  });

  it('of one tool do not heal what another one, or a profile, found', async () => {
    await test.applySuite('suite: shared\ndataset: shop/shared\nexpect:\n  - row_count: { at_least: 10 }\n');
    const profile = await test.post(orders({ dataset: { namespace: 'shop', name: 'shared' }, rowCount: 1 }));
    const id = profile.incidents[0]?.id;
    await post(plain({ row_count: 'fail' }), to('shared'));
    await post({ ...plain({ row_count: 'pass' }), tool: 'other' }, to('shared'));
    const healed = await test.post(orders({ dataset: { namespace: 'shop', name: 'shared' }, rowCount: 100 }));
    // The profile passes; what the other tool said stands until it says otherwise.
    expect(healed.incidents).toMatchObject([{ id, state: 'open' }]);
    const open = (await incident(id)).failures.filter(({ healedAt }) => healedAt === null);
    expect(open.map(({ expectation }) => expectation)).toEqual(['mine:nightly/row_count']);
    expect((await post(plain({ row_count: 'pass' }), to('shared'))).incidents).toMatchObject([
      { id, relation: 'resolved' },
    ]);
  });

  it('posted again get the first answer; without any time of their own they are new each time', async () => {
    const dated = plain({ a: 'fail' }, { judgedAt: '2026-11-23T07:00:00Z' });
    const first = await send(dated, to('again'));
    const second = await send(dated, to('again'));
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
    for (let times = 0; times < 2; times++) expect((await send(plain({ a: 'fail' }), to('undated'))).status).toBe(201);
    const keyed = { document: plain({ a: 'fail' }), idempotencyKey: 'night-1' };
    expect((await send(keyed, to('keyed'))).status).toBe(201);
    expect((await send(keyed, to('keyed'))).status).toBe(200);
    const other = await send({ ...keyed, document: plain({ a: 'pass' }) }, to('keyed'));
    expect(other).toMatchObject({ status: 409, body: { type: '/problems#idempotency-conflict' } });
  });

  it('two at once of one post are kept once', async () => {
    const dated = plain({ a: 'fail' }, { judgedAt: '2026-11-23T07:30:00Z' });
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(dated, to('raced'))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  it('older than the newest of their suite neither open nor heal', async () => {
    const at = (judgedAt: string, outcome: Outcome) => post(plain({ a: outcome }, { judgedAt }), to('late'));
    const opened = await at('2026-11-23T06:00:00Z', 'fail');
    const late = await at('2026-11-23T05:00:00Z', 'pass');
    expect(late).toMatchObject({ verdict: 'pass', incidents: [], warnings: [{ message: expect.stringContaining('older') as string }] }); // prettier-ignore
    expect((await incident(opened.incidents[0]?.id)).state).toBe('open');
    expect(await at('2026-11-23T07:00:00Z', 'pass')).toMatchObject({ incidents: [{ relation: 'resolved' }] });
  });

  it('of a retired dataset are kept and open nothing', async () => {
    const item = await post(plain({ a: 'pass' }), to('gone'));
    await test.send('editor', 'POST', `/api/v1/datasets/${item.dataset.id}/retire`, { reason: 'gone' });
    expect(await post(plain({ a: 'fail' }), to('gone'))).toMatchObject({
      verdict: 'fail',
      incidents: [],
      warnings: [{}],
    });
  });

  it('are listed with the results of profiles, with their last outcomes', async () => {
    for (const [minute, outcome] of (['fail', 'undecided', 'pass'] as const).entries()) {
      await post(plain({ a: outcome, b: 'pass' }, { judgedAt: `2026-11-23T07:0${minute}:00Z` }), to('listed'));
    }
    await test.post(orders({ dataset: { namespace: 'shop', name: 'listed' }, rowCount: 1 }));
    const { body } = await test.send('viewer', 'GET', '/api/v1/datasets/listed/results');
    const { items } = body as { items: { result: { expectation: string }; recent: { outcome: string }[] }[] };
    const rows = items.map(({ result, recent }) => [result.expectation, recent.map(({ outcome }) => outcome).join()]);
    expect(rows).toEqual([
      ['mine:nightly/a', 'fail,undecided,pass'],
      ['mine:nightly/b', 'pass,pass,pass'],
    ]);
  });

  it('are what a dataset without profiles is known by', async () => {
    await post(plain({ a: 'pass', b: 'fail' }), to('unprofiled'));
    const { body } = await test.send('viewer', 'GET', '/api/v1/datasets/unprofiled');
    expect(body).toMatchObject({ status: 'fail', checks: { pass: 1, fail: 1 }, profileCount: 0 });
  });

  it('are found by the gate and by rules for their run and interval, the newest of each suite', async () => {
    const dataInterval = { start: '2026-11-22T00:00:00Z', end: '2026-11-23T00:00:00Z' };
    const dataset = { namespace: 'shop', name: 'gated' };
    const item = await post({ document: plain({ a: 'fail' }), dataset, run: { id: 'r-1' }, dataInterval });
    await post({ document: plain({ a: 'pass' }), dataset, run: { id: 'r-1' }, dataInterval, idempotencyKey: 'x' });
    await post({ ...plain({ a: 'warn' }), tool: 'other' }, to('gated'));
    const { pool } = test.receive;
    const gate = async (question: object) => {
      const { body } = await test.send('editor', 'POST', '/api/v1/gate', { dataset, ...question });
      const { gate: word, verdict, reasons } = body as { gate: string; verdict: string; reasons: { suite: string }[] };
      return [word, verdict, ...reasons.map(({ suite }) => suite)];
    };
    expect(await gate({ run: { id: 'r-1' } })).toEqual(['allow', 'pass']);
    expect(await gate({ dataInterval })).toEqual(['allow', 'pass']);
    expect(await gate({ run: { id: 'r-2' } })).toEqual(['pending', 'none']);
    expect(await gate({})).toEqual(['warn', 'warn', 'other:nightly']);
    await post({ document: plain({ a: 'fail' }), dataset, run: { id: 'r-3' } });
    expect(await gate({ run: { id: 'r-3' } })).toEqual(['block', 'fail', 'mine:nightly']);
    const datasetId = Number(item.dataset.id.slice(4));
    const interval = { start: new Date(dataInterval.start), end: new Date(dataInterval.end) };
    const external = (runId: string | null, of: typeof interval | null) =>
      readExternalResults(pool, { datasetId, runId, interval: of });
    expect(await external('r-1', null)).toMatchObject([{ expectation: 'mine:nightly/a', outcome: 'pass' }]);
    expect(await external(null, interval)).toMatchObject([{ outcome: 'pass' }]);
    expect(await external('r-2', null)).toEqual([]);
    expect(await external(null, null)).toEqual([]);
  });
});

describe('what cannot be taken', () => {
  const refused = async (body: unknown, query = '') => {
    const { status, body: answer } = await send(body, query);
    return { status, errors: answer.errors?.map(({ pointer, message }) => `${pointer} ${message}`) ?? [] };
  };

  it('a dataset that is not said is asked for, with how to say it', async () => {
    expect(await refused(plain({ a: 'pass' }))).toMatchObject({ status: 422, errors: [expect.stringContaining('?namespace=… and ?dataset=…')] }); // prettier-ignore
    const { errors } = await refused(fixture('dbt-1.10-run-results'), '?namespace=shop');
    expect(errors).toEqual([expect.stringContaining('manifest.json')]);
    const two = { document: fixture('dbt-1.10-run-results'), manifest: fixture('dbt-1.10-manifest') };
    expect((await refused(two, to('one'))).errors).toEqual([expect.stringContaining('several datasets')]);
  });

  it('an unknown format, a mistake and a bad interval are told with their place', async () => {
    expect((await refused({ hello: 'world' }, to('x'))).errors).toEqual([
      expect.stringContaining('Great Expectations'),
    ]);
    expect((await refused(plain({ a: 'ok' as Outcome }), to('x'))).errors).toEqual([expect.stringMatching(/^\/results\/0\/outcome /)]); // prettier-ignore
    expect((await refused(plain({ a: 'pass' }), `${to('x')}&interval=today`)).errors).toEqual([expect.stringMatching(/^\/interval /)]); // prettier-ignore
    expect((await refused({ document: plain({ a: 'pass' }), datset: {} }, to('x'))).errors).toEqual([
      '/datset is not a known field',
    ]);
    expect((await refused(plain({ a: 'pass' }), `${to('x')}&format=gx`)).status).toBe(422);
    const future = plain({ a: 'pass' }, { judgedAt: '2027-01-01T00:00:00Z' });
    expect((await refused(future, to('x'))).status).toBe(422);
    const stored = await test.receive.pool`select 1 from dataset where name = 'x'`;
    expect(stored).toHaveLength(0);
  });

  it('a namespace that the key is not for is refused before anything is kept', async () => {
    const authorization = `Bearer ${await test.key('ingest', ['finance'])}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const body = JSON.stringify(plain({ a: 'pass' }));
    const answer = await test.app.request(`/api/v1/results${to('foreign')}`, { method: 'POST', headers, body });
    expect(answer.status).toBe(403);
  });

  it('deep, wide and odd bodies are answered and break nothing', async () => {
    const deep = `${'{"results":['.repeat(3000)}1${']}'.repeat(3000)}`;
    const wide = {
      tool: 'mine',
      results: Array.from({ length: 20_001 }, (_, at) => ({ check: `c${at}`, outcome: 'pass' })),
    };
    const odd = [
      null,
      1,
      'x',
      [],
      [[]],
      [null],
      { document: null },
      { results: [null], meta: { great_expectations_version: 1 } },
    ];
    for (const body of [deep, JSON.stringify(wide), ...odd.map((one) => JSON.stringify(one))]) {
      const headers = { authorization: `Bearer ${await test.key('ingest')}`, 'content-type': 'application/json' };
      const answer = await test.app.request(`/api/v1/results${to('odd')}`, { method: 'POST', headers, body });
      expect(answer.status, body.slice(0, 80)).toBe(422);
    }
  });
});
