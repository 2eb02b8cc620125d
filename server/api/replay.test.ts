import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplayAnswerShape } from './shapes/replay.ts';
import { createTestApp, orders, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  await test.key('viewer');
});
afterAll(() => test.drop());

const suiteOf = (name: string, low: number, dataset = name) => `suite: ${name}
dataset: { namespace: shop, name: '${dataset}' }
expect:
  - row_count: { between: [${low}, 50000] }
  - column: amount
    mean: { between: [10, 90] }
`;
const day = (n: number, hour = '06') => `2026-10-${String(n).padStart(2, '0')}T${hour}:00:00Z`;
const interval = (n: number) => ({ start: day(n, '00'), end: day(n + 1, '00') });
/** Posts one profile a day from the first of October on, at six in the morning. */
async function history(name: string, rowCounts: number[]) {
  for (const [index, rowCount] of rowCounts.entries()) {
    test.at(day(index + 2));
    await test.post(orders({ dataset: { namespace: 'shop', name }, rowCount, dataInterval: interval(index + 1) }));
  }
}
const period = { since: day(1, '00'), until: day(30, '00') };
const ask = async (question: object) => {
  const { status, body } = await test.send('viewer', 'POST', '/api/v1/replay', { ...period, ...question });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as ReplayAnswerShape;
};

describe('POST /api/v1/replay', () => {
  it('tells what a draft would have said, against what is in force, and stores nothing', async () => {
    await test.applySuite(suiteOf('sales', 1000));
    await history('sales', [5000, 800, 900, 5000, 5000, 400]);
    const before = await counts();
    const answer = await ask({ suites: [suiteOf('sales', 500)], vs: 'current' });
    expect(await counts()).toEqual(before);
    expect(answer.coverage).toMatchObject({ datasets: 1, profiles: 6, days: { asked: 29, covered: 6 }, partial: null });
    expect(answer.limits[0]).toBe('History covers 6 of 29 days.');
    expect(answer.draft.tally).toMatchObject({ firings: 1, incidents: 1 });
    expect(answer.current?.tally).toMatchObject({ firings: 3, incidents: 2 });
    expect(answer.difference?.tally).toMatchObject({ firings: -2, incidents: -1 });
    expect(answer.difference?.onlyCurrent.items.map(({ observed }) => observed)).toEqual([800, 900]);
    expect(answer.difference?.onlyDraft).toEqual({ items: [], more: 0 });
    expect(answer.draft.firings.items).toMatchObject([
      { at: '2026-10-07T06:00:00.000Z', observed: 400, expected: { low: 500, high: 50000 }, outcome: 'fail' },
    ]);
  });
});

const counts = async () => {
  const [row] = await test.receive.pool`
    select (select count(*) from profile) as profiles, (select count(*) from judgement) as judgements,
      (select count(*) from incident) as incidents, (select count(*) from notification) as notifications,
      (select count(*) from decision) as decisions, (select count(*) from audit_entry) as audited,
      (select last_value from incident_id_seq) as number`;
  return row;
};
