import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../../checks/index.ts';
import { createTestApp, type TestApp } from './testing.ts';
import type { AcceptanceShape } from './shapes/acceptances.ts';
import type { DatasetDetail, DatasetResults } from './shapes/catalogue.ts';
import type { IncidentDetail, IncidentRow } from './shapes/incidents.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  const yaml =
    "route: { receiver: hook }\nreceivers: [{ name: hook, webhook: [{ url: 'https://hooks.example.org' }] }]\n";
  await test.send('admin', 'PUT', '/api/v1/routing', { yaml });
});
afterAll(() => test.drop());

const day = (n: number) => new Date(Date.UTC(2026, 8, n)).toISOString();
async function place(namespace: string, rules: string) {
  const apply = (text: string) =>
    test.applySuite(`suite: ${namespace}\ndataset: { namespace: ${namespace}, name: '*' }\nexpect:\n${text}`);
  await apply(rules);
  const name = `${namespace}-orders`;
  const post = (n: number, more: Partial<Profile>) =>
    test.post({ dataset: { namespace, name }, dataInterval: { start: day(n), end: day(n + 1) }, ...more });
  const rows = (n: number, rowCount: number) => post(n, { rowCount });
  const get = async <T>(path: string) => (await test.send('viewer', 'GET', `/api/v1${path}`)).body as T;
  const incident = (id: string | undefined) => get<IncidentDetail>(`/incidents/${id}`);
  const incidents = async () => (await get<{ items: IncidentRow[] }>(`/incidents?dataset=${name}`)).items;
  const dataset = () => get<DatasetDetail>(`/datasets/${name}`);
  return { name, apply, post, rows, get, incident, incidents, dataset };
}

describe('a failure that wants to be confirmed', () => {
  const rule = '  - row_count: { at_least: 1000 }\n    confirm: { n: 2, of: 3 }\n';

  it('warns at first and opens nothing; the second of three opens the incident, whose sentence says so', async () => {
    const { rows, incident, incidents } = await place('confirmed', rule);
    await rows(1, 5000);
    expect(await rows(2, 5)).toMatchObject({
      verdict: 'warn',
      gate: 'warn',
      incidents: [],
      results: [{ outcome: 'fail', standing: 'unconfirmed', confirmation: { failed: 1, seen: 2, n: 2, of: 3 } }],
    });
    await rows(3, 5000);
    const second = await rows(4, 7);
    expect(second).toMatchObject({ verdict: 'fail', gate: 'block', incidents: [{ relation: 'opened' }] });
    expect((await incident(second.incidents[0]?.id)).sentence).toBe(
      'row_count is 7, expected at least 1,000 (2 of the last 3 profiles)',
    );
    expect(await incidents()).toHaveLength(1);
    expect((await rows(5, 5000)).incidents).toMatchObject([{ relation: 'resolved' }]);
  });

  it('waits for no second time when it is severe', async () => {
    const { rows, incident } = await place('severe', rule);
    const empty = await rows(1, 0);
    expect(empty).toMatchObject({ verdict: 'fail', incidents: [{ relation: 'opened' }] });
    expect((await incident(empty.incidents[0]?.id)).sentence).toContain('too severe to wait for a second time');
  });

  it('is no measure for later profiles while it is not confirmed', async () => {
    const { rows } = await place(
      'measure',
      '  - row_count: { change: { from: previous, within: 10% } }\n    confirm: { n: 2, of: 2 }\n',
    );
    await rows(1, 1000);
    expect((await rows(2, 2000)).results).toMatchObject([{ outcome: 'fail', standing: 'unconfirmed' }]);
    expect((await rows(3, 2010)).results).toMatchObject([{ outcome: 'fail', basis: { value: 1000 } }]);
  });

  it('of an open incident neither heals nor reopens by an unconfirmed one', async () => {
    const { rows, apply } = await place('still', '  - row_count: { at_least: 1000 }\n');
    await rows(1, 5);
    await apply(rule.replace('n: 2, of: 3', 'n: 3, of: 3'));
    expect((await rows(2, 6)).incidents).toMatchObject([{ relation: 'continued', state: 'open' }]);
  });
});

describe('a shadow expectation', () => {
  it('is judged and shown, and counts nowhere: verdict, gate, incident, comparison, list', async () => {
    const { rows, get, name, dataset, incidents } = await place(
      'shadow',
      '  - row_count: { at_least: 1000 }\n    mode: shadow\n  - row_count: { change: { from: previous, within: 50% } }\n',
    );
    await rows(1, 4);
    expect(await rows(2, 5)).toMatchObject({
      verdict: 'pass',
      gate: 'allow',
      incidents: [],
      results: [
        { outcome: 'fail', standing: 'shadow' },
        { outcome: 'pass', basis: { value: 4 } },
      ],
    });
    expect(await dataset()).toMatchObject({ status: 'ok', checks: { pass: 1, fail: 0 } });
    expect(await incidents()).toEqual([]);
    const { items } = await get<DatasetResults>(`/datasets/${name}/results`);
    expect(items[0]?.result).toMatchObject({ outcome: 'fail', standing: 'shadow' });
    expect(await test.metrics.scrape()).toMatch(/plumbline_checks_total\{outcome="shadow"\} 2\n/);
  });

  it('heals what it failed while it was active: it is no longer expected', async () => {
    const { rows, apply, incident } = await place('demoted', '  - row_count: { at_least: 1000 }\n');
    const bad = await rows(1, 5);
    await apply('  - row_count: { at_least: 1000 }\n    mode: shadow\n');
    expect((await rows(2, 5)).incidents).toMatchObject([{ relation: 'resolved' }]);
    const { timeline } = await incident(bad.incidents[0]?.id);
    expect(timeline.find(({ kind }) => kind === 'healed')?.text).toContain('no longer expected');
  });
});

describe('an accepted failure', () => {
  const rule = (until: string) =>
    `  - id: orphans\n    counter: { id: orphans, max_failed: 0 }\n    accept: { level: 3000, until: ${until}, reason: legacy import }\n`;
  const orphans = (failed: number): Partial<Profile> => ({ counters: [{ id: 'orphans', tested: 10_000, failed }] });

  it('is silent while no more fail than were accepted, and passes the gate', async () => {
    const { post, incidents } = await place('held', rule('2027-03-01'));
    for (const [index, failed] of [3000, 2900, 2500].entries())
      expect(await post(index + 1, orphans(failed))).toMatchObject({
        verdict: 'pass',
        gate: 'allow',
        incidents: [],
        results: [{ outcome: 'fail', standing: 'accepted', accepted: { state: 'held' } }],
      });
    expect(await incidents()).toEqual([]);
  });

  it('speaks when it is worse, says against which level, and is silent again once it is back', async () => {
    const { post, incident } = await place('worse', rule('2027-03-01'));
    await post(1, orphans(3000));
    const worse = await post(2, orphans(3001));
    expect(worse).toMatchObject({ verdict: 'fail', gate: 'block', incidents: [{ relation: 'opened' }] });
    expect((await incident(worse.incidents[0]?.id)).sentence).toContain('more than the accepted 3000');
    expect((await post(3, orphans(2999))).incidents).toMatchObject([{ relation: 'resolved' }]);
    const { timeline } = await incident(worse.incidents[0]?.id);
    expect(timeline.find(({ kind }) => kind === 'healed')?.text).toContain('accepted until 2027-03-01');
  });

  it('speaks once its last day is over', async () => {
    const { post, incident } = await place('expired', rule('2026-11-22'));
    const expired = await post(1, orphans(10));
    expect(expired.incidents).toMatchObject([{ relation: 'opened' }]);
    expect((await incident(expired.incidents[0]?.id)).sentence).toContain('it was accepted only through 2026-11-22');
  });

  it('is told once when it healed, as news that asks for nothing, and the answer goes on saying that it can go', async () => {
    const { post, incidents, incident, apply } = await place('healed', rule('2027-03-01'));
    await post(1, orphans(3000));
    const healed = await post(2, orphans(0));
    expect(healed).toMatchObject({ verdict: 'pass', incidents: [{ state: 'resolved', relation: 'resolved' }] });
    expect(healed.warnings).toMatchObject([
      { message: 'orphans passes: the acceptance of 3,000 until 2027-03-01 can go' },
    ]);
    const told = await incident(healed.incidents[0]?.id);
    expect(told).toMatchObject({
      severity: 'info',
      sentence: 'orphans passes: the acceptance of 3,000 until 2027-03-01 can go',
      notifications: [{ kind: 'opened', receiver: 'hook', state: 'pending' }],
    });
    await post(3, orphans(20));
    const again = await post(4, orphans(0));
    expect(again).toMatchObject({ incidents: [], warnings: [{ pointer: '' }] });
    expect(await incidents()).toHaveLength(1);
    await apply(rule('2027-04-01'));
    expect((await post(5, orphans(0))).incidents).toHaveLength(1);
  });

  it('that had become worse says in its incident that it healed, and sends no second message', async () => {
    const { post, incidents, incident } = await place('recovered', rule('2027-03-01'));
    const worse = await post(1, orphans(4000));
    expect((await post(2, orphans(0))).incidents).toMatchObject([{ id: worse.incidents[0]?.id, relation: 'resolved' }]);
    expect(await incidents()).toHaveLength(1);
    const { timeline } = await incident(worse.incidents[0]?.id);
    expect(timeline.find(({ kind }) => kind === 'healed')?.text).toContain('the acceptance of 3,000');
  });

  it('is shown as a burn-down: what failed since, the level that held, and how it stands', async () => {
    const { post, get, name } = await place('burnt', rule('2027-03-01'));
    for (const [index, failed] of [3000, 2600, 3100, 900].entries()) await post(index + 1, orphans(failed));
    const { items } = await get<{ items: AcceptanceShape[] }>(`/datasets/${name}/acceptances`);
    expect(items).toMatchObject([
      { expectation: 'orphans', level: 3000, until: '2027-03-01', reason: 'legacy import', state: 'held' },
    ]);
    expect(items[0]?.points.map(({ value, state }) => [value, state])).toEqual([
      [3000, 'held'],
      [2600, 'held'],
      [3100, 'worse'],
      [900, 'held'],
    ]);
  });
});

describe('an expectation that breaks its evaluator', () => {
  it('is an error of its own: the others are judged, and nothing that was open heals by it', async () => {
    const { post, rows } = await place(
      'broken',
      '  - row_count: { at_least: 10 }\n  - column: amount\n    min: { at_least: 0 }\n',
    );
    await rows(1, 5);
    // A rule that this version does not know, as a newer one might have left it.
    await test.receive.pool`
      update suite_version set compiled = jsonb_set(compiled, '{expectations,1,kind}', '"from_the_future"')
      where suite_id = (select id from suite where name = 'broken')`;
    await test.receive.pool`update instance set rules_epoch = rules_epoch + 1`;
    const answer = await post(2, { rowCount: 20, columnMetrics: { amount: { min: 1 } } });
    expect(answer.results.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['row_count', 'pass'],
      ['from_the_future', 'error'],
    ]);
    expect(answer).toMatchObject({ verdict: 'error', incidents: [{ relation: 'resolved' }] });
  });
});
