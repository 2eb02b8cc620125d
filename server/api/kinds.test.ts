import { afterAll, beforeAll, expect, it } from 'vitest';
import { KIND_GROUPS, type CheckResult } from '../../checks/index.ts';
import { createTestApp, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const examples = KIND_GROUPS.flatMap(({ kinds }) => Object.values(kinds)).map(({ example }) => example);
const suite = `suite: every-kind\ndataset: shop/everything\nexpect:\n${examples
  .map((example) => `  - ${example.replaceAll('\n', '\n    ')}\n`)
  .join('')}`;
const posted = (rowCount: number) => ({
  dataset: { namespace: 'shop', name: 'everything' },
  rowCount,
  schema: {
    fields: [
      { name: 'order_id', type: 'bigint' },
      { name: 'amount', type: 'decimal(12,2)' },
    ],
  },
  partitions: [{ value: '2026-11-19', rows: rowCount }],
  counters: [{ id: 'pair_in_set', tested: rowCount, failed: 0 }],
  columnMetrics: {
    order_id: { count: rowCount, nullCount: 0, distinct: { value: rowCount, exact: true } },
    currency: { count: rowCount, topValues: [{ value: 'EUR', count: rowCount }], valueCountsComplete: true },
  },
});

it('a suite with every kind of the reference is applied, judged and read back', async () => {
  await test.applySuite(suite);
  for (const rowCount of [100, 120]) {
    const body = await test.post(posted(rowCount));
    const results = (body as unknown as { results: CheckResult[] }).results;
    expect(results).toHaveLength(examples.length);
    expect(results.filter(({ outcome }) => outcome === 'error')).toEqual([]);
    expect(results.filter(({ outcome, needs }) => outcome === 'undecided' && !needs)).toEqual([]);
    expect(results.find(({ kind }) => kind === 'pair_in_set')).toMatchObject({ outcome: 'pass', tested: rowCount });
    expect(results.find(({ kind }) => kind === 'row_count_matches')?.basis).toMatchObject({
      kind: 'dataset',
      name: 'raw_orders',
    });
  }
  const { status, body } = await test.send('viewer', 'GET', '/api/v1/datasets/everything');
  expect(status, JSON.stringify(body)).toBe(200);
});
