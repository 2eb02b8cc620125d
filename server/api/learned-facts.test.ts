import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordinaryDay } from '../flow/learning/testing/days.ts';
import type { DatasetDetail, MetricsShape } from './shapes/catalogue.ts';
import type { IncidentRow, IncidentDetail } from './shapes/incidents.ts';
import type { Overview } from './shapes/overview.ts';
import { createTestApp, type TestApp } from './testing.ts';

let test: TestApp;
let id: string;
const get = async <T>(path: string, on = test): Promise<T> => {
  const { status, body } = await on.send('viewer', 'GET', path);
  expect(status).toBe(200);
  return body as T;
};

beforeAll(async () => {
  test = await createTestApp({ learning: true });
  for (let day = 0; day < 12; day++) await test.post(ordinaryDay('facts', day));
  await test.applySuite('suite: means\ndataset: shop/facts\nexpect:\n  - column: amount\n    mean: { at_most: 60 }\n');
  id = (await test.post(ordinaryDay('facts', 12, { mean: 90 }))).incidents[0]?.id ?? '';
});
afterAll(() => test.drop());

describe('what other answers say of learned monitors', () => {
  it('a dataset says how it is watched and what was found of its newest profile', async () => {
    const { learn, learned } = await get<DatasetDetail>('/api/v1/datasets/facts');
    expect(learn).toEqual({
      ...{ on: true, budget: 'normal', calendar: null, severity: 'warn', only: null, except: [], suite: null },
    });
    expect(learned).toMatchObject({ state: 'alarm', runs: 12, alarms: 1 });
  });

  it('a row of incidents counts what was learned apart from what was declared', async () => {
    expect(await get<IncidentDetail>(`/api/v1/incidents/${id}`)).toMatchObject({ failureCount: 2, learnedCount: 1 });
    await test.post(ordinaryDay('nobody', 0));
    for (let day = 1; day < 12; day++) await test.post(ordinaryDay('nobody', day));
    const answer = await test.post(ordinaryDay('nobody', 12, { rows: 400 }));
    const { items } = await get<{ items: IncidentRow[] }>('/api/v1/incidents');
    expect(items.find((row) => row.id === answer.incidents[0]?.id)).toMatchObject({ failureCount: 1, learnedCount: 1 });
  });

  it('what broke a metric is told with the suite whose rule it was', async () => {
    const { series } = await get<MetricsShape>('/api/v1/datasets/facts/metrics?name=amount.mean');
    const suites = series[0]?.breaches.map(({ suite, outcome }) => `${suite} ${outcome}`).toSorted();
    expect(suites).toEqual(['(learned) warn', 'means fail']);
  });

  it('the overview says that they watch; where they are off nothing is said of them', async () => {
    expect((await get<Overview>('/api/v1/overview')).coverage.learning).toBe(true);
    const off = await createTestApp();
    await off.post(ordinaryDay('facts', 0));
    expect((await get<Overview>('/api/v1/overview', off)).coverage.learning).toBe(false);
    expect(await get<DatasetDetail>('/api/v1/datasets/facts', off)).toMatchObject({ learn: null, learned: null });
    await off.drop();
  });
});
