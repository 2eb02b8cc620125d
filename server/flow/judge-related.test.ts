import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { parseSuite, type Profile } from '../../checks/index.ts';
import type { ProblemShape } from '../api/shapes/common.ts';
import type { judgementsSchema } from '../api/shapes/judgements.ts';
import { createTestApp, type TestApp } from '../api/testing.ts';
import { createReceiveContext } from './receive-context.ts';
import { doJobs, type ClockContext } from './watch-clock.ts';

type Judgements = z.infer<typeof judgementsSchema>;

let test: TestApp;
let clock: ClockContext;
const faults: unknown[] = [];
beforeAll(async () => {
  test = await createTestApp();
  const { pool, clock: now, publicUrl, routeDefaults, onNotification } = test.receive;
  const fail = (fields: object) => void faults.push(fields);
  clock = {
    receive: createReceiveContext({ pool, clock: now, publicUrl, routeDefaults, onNotification }),
    now: async () => now(),
    log: { warn: fail, error: fail },
    leaseSeconds: 30,
    lostAfterSeconds: 86_400,
  };
});
afterAll(() => test.drop());

const day = (n: number) => new Date(Date.UTC(2026, 8, n)).toISOString();
const suite = (namespace: string, other = `${namespace}/source`) =>
  `suite: ${namespace}\ndataset: { namespace: ${namespace}, name: 'copy*' }\nexpect:\n  - row_count_matches: ${other}\n`;

async function place(namespace: string, yaml = suite(namespace)) {
  await test.applySuite(yaml);
  const post = (name: string, n: number, rowCount: number, more: Partial<Profile> = {}) =>
    test.post({ dataset: { namespace, name }, dataInterval: { start: day(n), end: day(n + 1) }, rowCount, ...more });
  const judgements = async (id: string) =>
    ((await test.send('viewer', 'GET', `/api/v1/profiles/${id}/judgements`)).body as Judgements).items;
  const incidents = async () =>
    (
      (await test.send('viewer', 'GET', `/api/v1/incidents?namespace=${namespace}`)).body as {
        items: { state: string; subject: { namespace: string } }[];
      }
    ).items.filter(({ subject }) => subject.namespace === namespace);
  return { post, judgements, incidents };
}

// The kind itself is tested with the kinds; without it there is nothing that compares datasets.
const isKnown = parseSuite(suite('known')).suite !== null;

describe.skipIf(!isKnown)('a dataset that is compared with another', () => {
  it('is judged by the profile of the same data interval that is there, and by no other', async () => {
    const { post } = await place('there');
    await post('source', 1, 900);
    await post('source', 2, 1000);
    expect(await post('copy', 2, 1000)).toMatchObject({ verdict: 'pass', results: [{ basis: { kind: 'dataset' } }] });
    expect(await post('copy', 3, 1000)).toMatchObject({ verdict: 'undecided' });
  });

  it('is judged again when the other one comes later: the answer counts, and the incident opens', async () => {
    const { post, judgements, incidents } = await place('later');
    const copy = await post('copy', 1, 990);
    expect(copy).toMatchObject({ verdict: 'undecided', incidents: [] });
    const source = await post('source', 1, 1000);
    await doJobs(clock);
    const [newest, first, ...more] = await judgements(copy.profileId);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ cause: 'received', comparedWith: [] });
    expect(newest).toMatchObject({
      cause: 'related',
      counts: true,
      comparedWith: [source.profileId],
      answer: { verdict: 'fail', incidents: [{ relation: 'opened' }] },
    });
    expect(await incidents()).toMatchObject([{ state: 'open' }]);
    const gate = { dataset: { namespace: 'later', name: 'copy' } };
    expect((await test.send('editor', 'POST', '/api/v1/gate', gate)).body).toMatchObject({ gate: 'block' });
  });

  it('is judged again when the other one is corrected, and heals', async () => {
    const { post, judgements, incidents } = await place('mended');
    await post('source', 1, 1);
    const copy = await post('copy', 1, 1000);
    expect(copy).toMatchObject({ verdict: 'fail' });
    await post('source', 1, 1000, { idempotencyKey: 'correction' });
    await doJobs(clock);
    expect((await judgements(copy.profileId))[0]).toMatchObject({ cause: 'replaced', answer: { verdict: 'pass' } });
    expect(await incidents()).toMatchObject([{ state: 'resolved' }]);
  });

  it('is judged again once, however often the clock looks', async () => {
    const { post, judgements } = await place('once');
    const copy = await post('copy', 1, 1000);
    await post('source', 1, 1000);
    await doJobs(clock);
    await test.receive.pool`update clock_job set state = 'pending', run_at = now() where kind like '%related'`;
    await doJobs(clock);
    expect(await judgements(copy.profileId)).toHaveLength(2);
    expect(faults).toEqual([]);
  });

  it('tells nothing of an older interval when the other one comes, but its verdict is the right one', async () => {
    const { post, judgements, incidents } = await place('old');
    const older = await post('copy', 1, 5);
    await post('copy', 2, 5);
    await post('source', 1, 1000);
    await doJobs(clock);
    expect((await judgements(older.profileId))[0]).toMatchObject({ answer: { verdict: 'fail', incidents: [] } });
    expect(await incidents()).toEqual([]);
  });

  it('sees the other one when both come at the same time', async () => {
    const { post, judgements } = await place('race');
    const days = Array.from({ length: 12 }, (_, index) => index + 1);
    const copies = await Promise.all(
      days.flatMap((n) => [post('copy', n, 1000), post('source', n, 1000).then(() => null)]),
    );
    await doJobs(clock);
    for (const copy of copies)
      if (copy) expect((await judgements(copy.profileId))[0]?.answer.verdict, copy.profileId).toBe('pass');
  });

  it('finds it under the name that it has now', async () => {
    const { post, judgements } = await place('named');
    await post('source', 1, 1);
    const query = '/api/v1/datasets?namespace=named&q=source';
    const { items } = (await test.send('viewer', 'GET', query)).body as { items: { id: string }[] };
    const renamed = await test.send('editor', 'POST', `/api/v1/datasets/${items[0]?.id}/rename`, { name: 'origin' });
    expect(renamed.status).toBe(200);
    const copy = await post('copy', 2, 7);
    await post('origin', 2, 7);
    await doJobs(clock);
    expect((await judgements(copy.profileId))[0]?.answer.verdict).toBe('pass');
  });

  it('of a segment is compared with the same segment of the other', async () => {
    const { post, judgements } = await place('parts', `${suite('parts')}    segment: country\n`);
    const of = (value: string): Partial<Profile> => ({ segment: [{ key: 'country', value }] });
    await post('source', 1, 1);
    const copy = await post('copy', 1, 30, of('DE'));
    expect(copy).toMatchObject({ verdict: 'undecided' });
    await post('source', 1, 99, of('FR'));
    await post('source', 1, 30, of('DE'));
    await doJobs(clock);
    expect((await judgements(copy.profileId)).map(({ answer }) => answer.verdict)).toEqual(['pass', 'undecided']);
  });

  it('in a namespace that the author may not see is refused, and what is in force stays', async () => {
    await place('seen');
    const headers = {
      authorization: `Bearer ${await test.key('editor', ['seen'])}`,
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ yaml: suite('seen', 'hidden/source') });
    const answer = await test.app.request('/api/v1/suites/seen', { method: 'PUT', headers, body });
    expect(answer.status).toBe(403);
    expect(((await answer.json()) as ProblemShape).detail).toContain('compares with hidden/source');
    const versions = (await test.send('viewer', 'GET', '/api/v1/suites/seen/versions')).body as { items: object[] };
    expect(versions.items).toHaveLength(1);
  });
});
