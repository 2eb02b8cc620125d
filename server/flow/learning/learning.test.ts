import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../api/testing.ts';
import type { VerdictAnswer } from '../../api/shapes/verdict.ts';
import { ordinaryDay } from './testing/days.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ learning: true });
});
afterAll(() => test.drop());

async function postDays(dataset: string, days: number, on = test): Promise<VerdictAnswer[]> {
  const answers: VerdictAnswer[] = [];
  for (let day = 0; day < days; day++) answers.push(await on.post(ordinaryDay(dataset, day)));
  return answers;
}

describe('a profile that is received', () => {
  it('is judged by what was learnt of the ones before it, without any suite', async () => {
    const usual = await postDays('plain', 12);
    expect(usual.map(({ learned }) => learned?.runs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(usual.flatMap(({ results }) => results)).toEqual([]);
    expect(usual.at(-1)).toMatchObject({ verdict: 'none', learned: { state: 'usual', alarms: 0 } });
    const broken = await test.post(ordinaryDay('plain', 12, { nulls: 6_000 }));
    expect(broken).toMatchObject({ verdict: 'warn', gate: 'warn', learned: { state: 'alarm', runs: 12 } });
    expect(broken.results).toMatchObject([{ expectation: 'amount.anomaly', outcome: 'warn' }]);
    expect(broken.incidents).toMatchObject([{ relation: 'opened', state: 'open' }]);
    const again = await test.post(ordinaryDay('plain', 13));
    expect(again.results).toMatchObject([{ expectation: 'amount.anomaly', outcome: 'pass' }]);
    expect(again.incidents).toMatchObject([{ relation: 'resolved' }]);
  });
});
