import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordinaryDay } from '../flow/learning/testing/days.ts';
import { feedbackToLearn } from '../flow/feedback/speaking.ts';
import { readLearnt } from '../store/learned.ts';
import type { IncidentDetail } from './shapes/incidents.ts';
import type { VerdictAnswer } from './shapes/verdict.ts';
import { createTestApp, orders, ordersSuite, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ learning: true });
  await test.applySuite(ordersSuite);
});
afterAll(() => test.drop());

const broken = { nulls: 6_000 };
/** After the twelve and the broken one. */
const nextDay = 13;

/** Twelve ordinary days and one of which two thirds of a column are missing: the incident that it opened. */
async function alarm(dataset: string): Promise<{ id: string; answer: VerdictAnswer }> {
  for (let day = 0; day < 12; day++) await test.post(ordinaryDay(dataset, day));
  const answer = await test.post(ordinaryDay(dataset, 12, broken));
  return { id: answer.incidents[0]?.id ?? '', answer };
}

type Answer = { status: number; body: IncidentDetail & { detail?: string; errors?: { message: string }[] } };
const say = (id: string, body: object, role: 'on-call' | 'viewer' = 'on-call') =>
  test.send(role, 'POST', `/api/v1/incidents/${id}/feedback`, body) as Promise<Answer>;
const takeBack = (id: string, feedback: string | undefined) =>
  test.send('editor', 'DELETE', `/api/v1/incidents/${id}/feedback/${feedback}`) as Promise<Answer>;
const profileOf = async (id: string) => {
  const { body } = await test.send('viewer', 'GET', `/api/v1/profiles/${id}`);
  return (body as { answer: { verdict: string; gate: string } }).answer;
};
const generationOf = async (dataset: string) => {
  const [row] = await test.receive.pool<{ generation: number }[]>`
    select coalesce(max(s.generation), 0) as generation from learned_series s
    where s.dataset_id = (select id from dataset where name = ${dataset})`;
  return row?.generation ?? 0;
};

describe('feedback on a learned alarm', () => {
  it.each(['once', 'new_normal', 'repeats', 'false_alarm'] as const)(
    'of %s ends it, and its profile passes',
    async (verb) => {
      const { id, answer } = await alarm(`said-${verb}`);
      expect(answer).toMatchObject({ verdict: 'warn', gate: 'warn' });
      const { status, body } = await say(id, { verb, note: 'as agreed' });
      expect(status, JSON.stringify(body)).toBe(200);
      expect(body).toMatchObject({
        state: 'resolved',
        failures: [{ expectation: 'amount.anomaly', suite: '(learned)', family: 'share' }],
        feedback: [
          { verb, expectations: ['amount.anomaly'], profileId: answer.profileId, note: 'as agreed', undoneAt: null },
        ],
      });
      expect(body.resolvedBy).toBe(body.feedback[0]?.by);
      expect(body.timeline.map(({ kind, text }) => `${kind}: ${text}`).join('\n')).toMatch(
        /healed: .*expected: .*, says /,
      );
      expect(await profileOf(answer.profileId)).toMatchObject({ verdict: 'pass', gate: 'allow' });
      expect(await generationOf(`said-${verb}`)).toBe(1);
    },
  );

  it.each([
    { verb: 'new_normal', next: [] },
    { verb: 'real', next: [{ expectation: 'amount.anomaly', outcome: 'warn' }] },
  ])('of $verb decides what the next run like it comes to', async ({ verb, next }) => {
    const { id } = await alarm(`next-${verb}`);
    await say(id, { verb });
    const { results } = await test.post(ordinaryDay(`next-${verb}`, 13, broken));
    expect(results.filter(({ outcome }) => outcome !== 'pass')).toMatchObject(next);
  });

  it('of real lets it stay, and is told in the timeline', async () => {
    const { id, answer } = await alarm('said-real');
    const { body } = await say(id, { verb: 'real', expectations: ['amount.anomaly'] });
    expect(body).toMatchObject({ state: 'open', feedback: [{ verb: 'real' }] });
    expect(body.timeline.at(-1)).toMatchObject({ kind: 'feedback', text: 'amount.anomaly: a real fault' });
    expect(await profileOf(answer.profileId)).toMatchObject({ verdict: 'warn' });
  });

  it('reaches learning with its columns, each by the newest word on it', async () => {
    const { id, answer } = await alarm('learnt');
    await say(id, { verb: 'once' });
    await say(id, { verb: 'new_normal' });
    const profileId = Number(answer.profileId.replace('prf_', ''));
    const [place] = await test.receive.pool<{ dataset: number }[]>`
      select dataset_id as dataset from profile where id = ${profileId}`;
    const range = { datasetId: place?.dataset ?? 0, segment: '', after: null, before: null };
    const rows = await readLearnt(test.receive.pool, { ...range, rebuilt: 0, knownBy: null, without: null }, 100);
    const said = rows.map((row) => feedbackToLearn(row.said ?? []));
    expect(said.at(-1)).toEqual([{ verb: 'new_normal', columns: ['amount'] }]);
    expect(said.slice(0, -1).flat()).toEqual([]);
  });

  it('said twice is said once; another word replaces it, and comes back when that is taken back', async () => {
    const { id } = await alarm('twice');
    await say(id, { verb: 'real' });
    const again = await say(id, { verb: 'real' });
    expect(again.body.feedback).toHaveLength(1);
    const other = await say(id, { verb: 'false_alarm' });
    expect(other.body.feedback.map(({ verb }) => verb)).toEqual(['real', 'false_alarm']);
    expect(other.body.state).toBe('resolved');
    const back = await takeBack(id, other.body.feedback[1]?.id);
    expect(back.body.feedback[1]).toMatchObject({ verb: 'false_alarm', undoneBy: expect.any(String) });
    const precision = await ledger('twice');
    expect(precision).toMatchObject([{ alarms: 1, real: 1, falseAlarm: 0, unmarked: 0 }]);
  });

  it('taken back opens the same incident again, once, and its timeline says so', async () => {
    const { id, answer } = await alarm('undone');
    const opened = (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)) as Answer;
    const { body } = await say(id, { verb: 'new_normal' });
    const before = await generationOf('undone');
    const back = await takeBack(id, body.feedback[0]?.id);
    expect(back.status).toBe(200);
    expect(back.body.feedback[0]?.undoneAt).not.toBeNull();
    expect(await generationOf('undone')).toBeGreaterThan(before);
    expect(await profileOf(answer.profileId)).toMatchObject({ verdict: 'warn', gate: 'warn' });
    const open = await test.send('viewer', 'GET', '/api/v1/incidents?state=open&dataset=undone');
    expect(open.body).toMatchObject({ total: 1, items: [{ id }] });
    // It is the one profile that failed then, which joins nothing and was seen once.
    const { occurrenceCount, lastFailureAt, failures } = opened.body;
    const asBefore = failures.map(({ expectation, since }) => ({ expectation, since, healedAt: null }));
    expect(back.body).toMatchObject({ id, state: 'open', resolvedAt: null, occurrenceCount, lastFailureAt });
    expect(back.body).toMatchObject({ occurrenceCount: 1, failures: asBefore });
    expect(back.body.timeline.filter(({ kind }) => kind === 'joined')).toEqual([]);
    const entries = back.body.timeline.filter(({ kind }) => kind === 'reopened');
    expect(entries).toMatchObject([{ text: expect.stringMatching(/^open again: .+ took back what had ended it$/) }]);
    expect(await ledger('undone')).toMatchObject([{ alarms: 1, unmarked: 1 }]);
    // It ends as any other does.
    expect((await test.post(ordinaryDay('undone', nextDay))).incidents).toMatchObject([{ id, relation: 'resolved' }]);
    const twice = await takeBack(id, body.feedback[0]?.id);
    expect(twice).toMatchObject({ status: 409, body: { detail: expect.stringContaining('taken back already') } });
    expect((await takeBack(id, 'fbk_999999')).status).toBe(404);
    expect((await takeBack(id, 'nonsense')).status).toBe(404);
  });

  it('taken back opens no older incident than the newest of its dataset', async () => {
    const { id } = await alarm('older');
    const { body } = await say(id, { verb: 'once' });
    await test.post(ordinaryDay('older', nextDay));
    const newer = await test.post(ordinaryDay('older', nextDay + 1, { nulls: 6_000 }));
    await say(newer.incidents[0]?.id ?? '', { verb: 'once' });
    expect((await takeBack(id, body.feedback[0]?.id)).body).toMatchObject({ id, state: 'resolved' });
    const open = await test.send('viewer', 'GET', '/api/v1/incidents?state=open&dataset=older');
    expect(open.body).toMatchObject({ total: 0 });
  });

  it('on a resolved incident is kept, and opens nothing', async () => {
    const { id } = await alarm('resolved');
    await test.send('on-call', 'POST', `/api/v1/incidents/${id}/resolve`, { note: 'reloaded' });
    const { status, body } = await say(id, { verb: 'real' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'resolved', feedback: [{ verb: 'real' }] });
    const open = await test.send('viewer', 'GET', '/api/v1/incidents?state=open&dataset=resolved');
    expect(open.body).toMatchObject({ total: 0 });
  });

  it('on a retired dataset is kept, and taken back opens nothing', async () => {
    const { id } = await alarm('retired');
    await test.send('editor', 'POST', '/api/v1/datasets/retired/retire', { reason: 'replaced' });
    const { status, body } = await say(id, { verb: 'false_alarm' });
    expect(status).toBe(200);
    expect((await takeBack(id, body.feedback[0]?.id)).status).toBe(200);
    const open = await test.send('viewer', 'GET', '/api/v1/incidents?state=open&dataset=retired');
    expect(open.body).toMatchObject({ total: 0 });
  });

  it('by two at once keeps both words and ends it once', async () => {
    const { id } = await alarm('at-once');
    const answers = await Promise.all([
      say(id, { verb: 'false_alarm' }),
      say(id, { verb: 'once' }),
      say(id, { verb: 'once' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const { body } = (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)) as Answer;
    expect(body.state).toBe('resolved');
    expect(body.timeline.filter(({ kind }) => kind === 'resolved')).toHaveLength(1);
    expect(body.feedback.length).toBeGreaterThanOrEqual(2);
  });

  it('beside a profile that comes just then waits for no lock that the other holds', async () => {
    const { id } = await alarm('racing');
    const posts = [13, 14, 15].map((day) => test.post(ordinaryDay('racing', day)));
    const said = ['real', 'false_alarm', 'once'].map((verb) => say(id, { verb }));
    const answers = await Promise.all([...posts, ...said.map((one) => one.then(({ status }) => status))]);
    expect(answers.slice(3)).toEqual([200, 200, 200]);
  });

  it('is refused to who may not act or does not see it, and when it was changed meanwhile', async () => {
    const { id } = await alarm('guarded');
    expect((await say(id, { verb: 'real' }, 'viewer')).status).toBe(403);
    const foreign = await test.app.request(`/api/v1/incidents/${id}/feedback`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await test.key('editor', ['finance'])}`, 'content-type': 'application/json' },
      body: JSON.stringify({ verb: 'real' }),
    });
    expect(foreign.status).toBe(404);
    const stale = await test.app.request(`/api/v1/incidents/${id}/feedback`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await test.key('editor')}`,
        'content-type': 'application/json',
        'if-match': '"99"',
      },
      body: JSON.stringify({ verb: 'real' }),
    });
    expect(stale.status).toBe(409);
    expect((await say('INC-999999', { verb: 'real' })).status).toBe(404);
    expect((await say(id, { verb: 'perhaps' })).status).toBe(422);
    const unknown = await say(id, { verb: 'real', expectations: ['nothing.of.this'] });
    expect(unknown).toMatchObject({ status: 422, body: { errors: [{ message: `does not fail in ${id}` }] } });
  });
});

describe('feedback on a rule that people declared', () => {
  const dataset = { namespace: 'shop', name: 'public.orders' };

  it('is real or false_alarm; what is to be learnt is not for it', async () => {
    const { incidents, profileId } = await test.post(orders({ dataset, rowCount: 1 }));
    const id = incidents[0]?.id ?? '';
    const all = await say(id, { verb: 'new_normal' });
    expect(all).toMatchObject({ status: 409, body: { detail: expect.stringContaining('say real or false_alarm') } });
    const { body: shown } = (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)) as Answer;
    const [first] = shown.failures;
    const named = await say(id, { verb: 'once', expectations: [first?.expectation ?? ''] });
    expect(named.status).toBe(422);
    expect(named.body.errors?.[0]?.message).toContain('is a rule that people declared');
    const real = await say(id, { verb: 'real' });
    expect(real.body.state).toBe('open');
    const { body } = await say(id, { verb: 'false_alarm' });
    expect(body).toMatchObject({ state: 'resolved' });
    // The rule says what it says: only the trouble is ended.
    expect((await profileOf(profileId)).verdict).not.toBe('pass');
    expect(await generationOf('public.orders')).toBe(0);
  });
});

interface LedgerRow {
  alarms: number;
  family: string;
  real: number;
  falseAlarm: number;
}
const ledger = async (dataset: string, by = 'rule'): Promise<LedgerRow[]> =>
  ((await test.send('viewer', 'GET', `/api/v1/precision?by=${by}&dataset=${dataset}`)).body as { items: LedgerRow[] })
    .items;
