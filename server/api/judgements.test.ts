import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Profile } from '../../checks/index.ts';
import { createTestApp, type TestApp } from './testing.ts';
import type { DatasetDetail } from './shapes/catalogue.ts';
import type { judgementSchema, judgementsSchema } from './shapes/judgements.ts';
import type { ProblemShape } from './shapes/common.ts';

type Judgement = z.infer<typeof judgementSchema>;
type Judgements = z.infer<typeof judgementsSchema>;

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const day = (n: number) => new Date(Date.UTC(2026, 8, n)).toISOString();
const suite = (namespace: string, low: number) =>
  `suite: ${namespace}\ndataset: { namespace: ${namespace}, name: '*' }\nexpect:\n  - row_count: { at_least: ${low} }\n`;
async function place(namespace: string, yaml = suite(namespace, 1000)) {
  await test.applySuite(yaml);
  const name = `${namespace}-orders`;
  const post = (n: number, rowCount: number, more: Partial<Profile> = {}) =>
    test.post({ dataset: { namespace, name }, dataInterval: { start: day(n), end: day(n + 1) }, rowCount, ...more });
  const judge = async (id: string, body: object = {}, role: 'editor' | 'viewer' = 'editor') => {
    const answer = await test.send(role, 'POST', `/api/v1/profiles/${id}/judge`, body);
    return { status: answer.status, body: answer.body as Judgement & ProblemShape };
  };
  const judgements = async (id: string, query = '') =>
    (await test.send('viewer', 'GET', `/api/v1/profiles/${id}/judgements${query}`)).body as Judgements;
  const dataset = async () => (await test.send('viewer', 'GET', `/api/v1/datasets/${name}`)).body as DatasetDetail;
  const gate = async (more: object = {}) =>
    (await test.send('editor', 'POST', '/api/v1/gate', { dataset: { namespace, name }, ...more })).body as {
      gate: string;
      profileId: string;
    };
  return { name, post, judge, judgements, dataset, gate };
}

describe('judging again', () => {
  it('by the rules in force keeps both answers, and the first goes on speaking for the profile', async () => {
    const { post, judge, judgements, gate, dataset } = await place('again');
    const { profileId } = await post(1, 500);
    await test.applySuite(suite('again', 100));
    const { status, body } = await judge(profileId);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      cause: 'again',
      counts: false,
      rules: [{ suite: 'again', version: 2 }],
      requestedBy: 'key:editor',
      answer: { profileId, verdict: 'pass', results: [{ ruleVersion: 2 }], incidents: [] },
    });
    const { items, known } = await judgements(profileId);
    expect(items.map(({ cause, answer }) => [cause, answer.verdict, answer.results[0]?.ruleVersion])).toEqual([
      ['again', 'pass', 2],
      ['received', 'fail', 1],
    ]);
    expect(known).toMatchObject({ cause: 'received', rules: [{ suite: 'again', version: 1 }] });
    expect(await gate()).toMatchObject({ gate: 'block', profileId });
    expect(await dataset()).toMatchObject({ status: 'fail', checks: { fail: 1 } });
  });

  it('that is recorded speaks for the newest profile: gate, list, and the incident heals', async () => {
    const { post, judge, judgements, gate, dataset } = await place('recorded');
    const bad = await post(1, 500);
    await test.applySuite(suite('recorded', 100));
    const { body } = await judge(bad.profileId, { record: true });
    expect(body).toMatchObject({ counts: true, answer: { incidents: [{ relation: 'resolved' }] } });
    expect(await gate()).toMatchObject({ gate: 'allow' });
    expect(await dataset()).toMatchObject({ status: 'ok', checks: { pass: 1 } });
    expect((await judgements(bad.profileId)).known).toMatchObject({ id: body.id });
    await test.applySuite(suite('recorded', 600));
    expect((await judge(bad.profileId, { record: true })).body.answer.incidents).toMatchObject([
      { relation: 'opened' },
    ]);
  });

  it('by named versions, or by those of an instant, asks exactly those', async () => {
    const { post, judge } = await place('versions');
    await test.applySuite(suite('versions', 10));
    await test.receive.pool`
      update suite_version set created_at = case version when 1 then '2026-11-01T08:00:00.0004Z'::timestamptz
        else '2026-11-10T08:00:00Z' end where suite_id = (select id from suite where name = 'versions')`;
    const { profileId } = await post(1, 500);
    const named = await judge(profileId, { suites: [{ name: 'versions', version: 1 }] });
    const then = await judge(profileId, { asOf: '2026-11-01T08:00:00.000Z' });
    for (const { body } of [named, then])
      expect(body).toMatchObject({ rules: [{ suite: 'versions', version: 1 }], answer: { verdict: 'fail' } });
    expect((await judge(profileId, { asOf: '2020-01-01T00:00:00Z' })).body).toMatchObject({
      rules: [],
      answer: { verdict: 'none' },
    });
  });

  it('compares with what was known when it came: nothing that came later, by either time', async () => {
    const change = (within: string) =>
      `suite: walk\ndataset: { namespace: walk, name: '*' }\nexpect:\n  - row_count: { change: { from: previous, within: ${within} } }\n`;
    const { post, judge } = await place('walk', change('10%'));
    const first = await post(1, 1000);
    const third = await post(3, 1050);
    expect(third.results[0]).toMatchObject({ outcome: 'pass', basis: { profileId: first.profileId } });
    // The second day comes late, the first is corrected, and there is a fourth: none was there when the third came.
    await post(2, 1060);
    await post(1, 9000, { idempotencyKey: 'correction' });
    await post(4, 1052);
    await test.applySuite(change('1%'));
    expect((await judge(third.profileId)).body.answer.results).toMatchObject([
      { outcome: 'fail', ruleVersion: 2, basis: { profileId: first.profileId, value: 1000 } },
    ]);
    const now = await judge(third.profileId, { history: 'now' });
    expect(now.body.answer.results).toMatchObject([{ outcome: 'pass', basis: { value: 1060 } }]);
  });

  it('judges its age by the time at which it came, not by now', async () => {
    const { post, judge } = await place(
      'aged',
      "suite: aged\ndataset: { namespace: aged, name: '*' }\nexpect:\n  - freshness: { of: updated, within: 2h }\n",
    );
    test.at('2026-09-01T10:00:00Z');
    const column = { updated: { type: 'timestamp', count: 5, nullCount: 0, max: '2026-09-01T09:00:00Z' } };
    const fresh = await post(1, 5, { columnMetrics: column });
    expect(fresh.verdict).toBe('pass');
    test.at('2026-11-23T08:00:00Z');
    expect((await judge(fresh.profileId)).body.answer.verdict).toBe('pass');
  });

  it('tells what was known at an instant, by the time at which it was judged', async () => {
    const { post, judge, judgements } = await place('known');
    test.at('2026-11-23T08:00:00Z');
    const { profileId } = await post(1, 500);
    await test.applySuite(suite('known', 100));
    test.at('2026-11-23T12:00:00Z');
    await judge(profileId, { record: true });
    const at = async (instant: string) => judgements(profileId, `?asOf=${encodeURIComponent(instant)}`);
    expect(await at('2026-11-23T07:00:00Z')).toMatchObject({ known: null, items: [] });
    expect((await at('2026-11-23T09:00:00Z')).known?.answer.verdict).toBe('fail');
    expect((await at('2026-11-23T13:00:00Z')).known?.answer.verdict).toBe('pass');
    test.at('2026-11-23T08:00:00Z');
  });

  it('is refused in words where it cannot be, and kept in the audit log where it was', async () => {
    const { post, judge } = await place('refused');
    const first = await post(1, 5000);
    const corrected = await post(2, 4999);
    const newest = await post(2, 5001, { idempotencyKey: 'again' });
    const refused = async (id: string, body: object) => {
      const answer = await judge(id, body);
      return [answer.status, answer.body.errors?.[0]?.pointer ?? answer.body.detail];
    };
    expect(await refused(first.profileId, { record: true })).toEqual([409, expect.stringContaining('not the newest')]);
    expect(await refused(corrected.profileId, { record: true })).toEqual([
      409,
      expect.stringContaining(newest.profileId),
    ]);
    const version = { name: 'refused', version: 1 };
    expect(await refused(newest.profileId, { record: true, suites: [version] })).toEqual([
      409,
      expect.stringContaining('rules in force'),
    ]);
    expect(await refused(newest.profileId, { suites: [{ ...version, version: 9 }] })).toEqual([422, '/suites/0']);
    expect(await refused(newest.profileId, { suites: [{ name: 'again', version: 1 }] })).toEqual([422, '/suites/0']);
    expect(await refused(newest.profileId, { suites: [version], asOf: day(1) })).toEqual([422, '/asOf']);
    expect(await refused(newest.profileId, { suits: [] })).toEqual([422, expect.anything()]);
    expect((await judge('prf_999999')).status).toBe(404);
    expect((await judge(newest.profileId, {}, 'viewer')).status).toBe(403);
    await judge(newest.profileId);
    const audit = (await test.send('auditor', 'GET', '/api/v1/audit')).body as { items: { action: string }[] };
    expect(audit.items.find(({ action }) => action === 'profile.judged')).toMatchObject({
      action: 'profile.judged',
      object: `profile/${newest.profileId}`,
      actor: 'key:editor',
    });
  });
});

describe('a correction', () => {
  it('of the newest interval heals and opens; the corrected one and its verdict stay to be read', async () => {
    const { post, judgements, gate } = await place('newest');
    const wrong = await post(1, 5);
    expect(wrong.incidents).toMatchObject([{ relation: 'opened' }]);
    const right = await post(1, 5000, { idempotencyKey: 'r' });
    expect(right.incidents).toMatchObject([{ relation: 'resolved' }]);
    expect(await gate({ dataInterval: { start: day(1), end: day(2) } })).toMatchObject({
      gate: 'allow',
      profileId: right.profileId,
    });
    const kept = await judgements(wrong.profileId);
    expect(kept).toMatchObject({ supersededBy: right.profileId, known: { answer: { verdict: 'fail' } } });
    expect((await post(1, 6, { idempotencyKey: 'worse' })).incidents).toMatchObject([{ relation: 'opened' }]);
  });

  it('of an older interval neither heals nor opens, and the gate of that interval answers by it', async () => {
    const { post, gate } = await place('older');
    await post(1, 5000);
    const open = await post(2, 5);
    expect(await post(1, 4, { idempotencyKey: 'old' })).toMatchObject({ verdict: 'fail', incidents: [] });
    expect(await gate({ dataInterval: { start: day(1), end: day(2) } })).toMatchObject({ gate: 'block' });
    expect(await gate()).toMatchObject({ profileId: open.profileId });
    expect((await post(2, 5000, { idempotencyKey: 'new' })).incidents).toMatchObject([{ relation: 'resolved' }]);
  });
});
