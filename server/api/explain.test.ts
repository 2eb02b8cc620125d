import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordinaryDay } from '../flow/learning/testing/days.ts';
import type { ExplanationShape } from './shapes/explain.ts';
import type { VerdictAnswer } from './shapes/verdict.ts';
import { createTestApp, type TestApp } from './testing.ts';

let test: TestApp;
const answers: VerdictAnswer[] = [];
beforeAll(async () => {
  test = await createTestApp({ learning: true });
  for (let day = 0; day < 12; day++) answers.push(await test.post(ordinaryDay('orders', day)));
  answers.push(await test.post(ordinaryDay('orders', 12, { nulls: 6_000 })));
  answers.push(await test.post(ordinaryDay('orders', 13)));
});
afterAll(() => test.drop());

const ask = (path: string) => test.send('viewer', 'GET', `/api/v1/datasets/${path}`);

async function explain(query = '', dataset = 'orders'): Promise<ExplanationShape> {
  const { status, body } = await ask(`${dataset}/explain${query}`);
  expect(status).toBe(200);
  return body;
}

describe('GET /api/v1/datasets/{id}/explain', () => {
  it('200: why a profile was out of the ordinary, by what was known when it came', async () => {
    const found = await explain(`?profile=${answers[12]!.profileId}`);
    expect(found).toMatchObject({
      state: 'judged',
      profile: { id: answers[12]!.profileId },
      runs: 12,
      findings: [{ expectation: 'amount.anomaly', outcome: 'warn', column: 'amount' }],
    });
    expect(found.findings[0]?.reason).toBe(answers[12]!.results[0]?.reason);
    const [first] = found.measures;
    expect(first).toMatchObject({ key: 'amount.nullShare', isAlarm: true, history: 12 });
    expect(first?.wouldChange[0]).toMatch(/^up to [\d.]+ % it would have been no alarm$/);
    expect(first?.models.find(({ model }) => model === first.model)?.value).toBeCloseTo(first?.usual ?? NaN, 9);
  });

  it('200: the newest profile where none is named, of the column or measure that is asked for', async () => {
    const newest = await explain('?column=amount');
    expect(newest).toMatchObject({
      profile: { id: answers[13]!.profileId },
      runs: 13,
      findings: [{ outcome: 'pass' }],
    });
    expect(new Set(newest.measures.map(({ column }) => column))).toEqual(new Set(['amount']));
    const rows = await explain('?measure=rowCount');
    expect(rows.measures.map(({ key, isAlarm }) => [key, isAlarm])).toEqual([['rowCount', false]]);
    expect((await explain('?limit=3')).measures).toHaveLength(3);
  });

  it('200: that learned monitors are off', async () => {
    await test.post(ordinaryDay('quiet', 0));
    await test.applySuite('suite: quiet\ndataset: shop/quiet\nlearn: none\n');
    expect(await explain('', 'quiet')).toMatchObject({ state: 'off', measures: [] });
  });

  it('404: a profile of another dataset, or none', async () => {
    expect((await ask(`quiet/explain?profile=${answers[0]!.profileId}`)).status).toBe(404);
    expect((await ask('orders/explain?profile=prf_999999')).status).toBe(404);
  });
});
