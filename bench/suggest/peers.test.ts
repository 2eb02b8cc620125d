import { describe, expect, it } from 'vitest';
import type { ColumnProfile, Profile } from '../../checks/index.ts';
import { deequ } from './deequ.ts';
import { minMaxOfMetrics, minMaxOfValues } from './min-max.ts';
import { smallSet } from './plumbline.ts';
import type { Proposer } from './proposer.ts';

const profileOf = (a: ColumnProfile, rowCount = 1000): Profile => ({
  dataset: { namespace: 'bench', name: 'x' },
  rowCount,
  schema: { fields: [{ name: 'a', type: 'VARCHAR' }] },
  columnMetrics: { a },
});
const texts = (counts: Record<string, number>, nullCount = 0): ColumnProfile => {
  const count = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
  const topValues = Object.entries(counts).map(([value, rows]) => ({ value, count: rows }));
  const distinct = { value: topValues.length, exact: true };
  return { type: 'string', count, nullCount, distinct, topValues, valueCountsComplete: true };
};
const failing = (proposer: Proposer, history: ColumnProfile[], next: ColumnProfile): string[] =>
  proposer
    .propose(history.map((one) => profileOf(one)))
    .checks.filter((check) => check.fails(profileOf(next)))
    .map(({ name }) => name);

describe("Deequ's suggestion rules", () => {
  it('completeness keeps the Wald bound over all rows together, rounded down to a hundredth', () => {
    // 0.9 − 1.96 √(0.09 / 2000) = 0.8869 → 0.88
    const history = [texts({ x: 900 }, 100), texts({ x: 900 }, 100)];
    expect(failing(deequ, history, texts({ x: 880 }, 120))).toEqual([]);
    expect(failing(deequ, history, texts({ x: 879 }, 121))).toEqual(['a completeness 0.88']);
  });

  it('a category that never was fails the categorical range', () => {
    const history = [texts({ x: 500, y: 500 })];
    expect(failing(deequ, history, texts({ x: 500, y: 499, z: 1 }))).toEqual(['a in 2 values 1']);
  });

  it('nearly all different within 8 % means unique', () => {
    const ids = (distinct: number): ColumnProfile => ({ count: 1000, nullCount: 0, distinct: { value: distinct } });
    expect(failing(deequ, [ids(930)], ids(999))).toContain('a unique');
    expect(failing(deequ, [ids(910)], ids(999))).toEqual([]);
  });
});

describe('ranges between what was seen', () => {
  const numbers = (min: number, max: number): ColumnProfile => ({
    type: 'number',
    count: 1000,
    nullCount: 0,
    min,
    max,
  });

  it('of values fail beyond either end, and where the numbers became text', () => {
    const history = [numbers(1, 5), numbers(0, 4)];
    expect(failing(minMaxOfValues, history, numbers(0, 5))).toEqual([]);
    expect(failing(minMaxOfValues, history, numbers(0, 5.1))).toEqual(['a max']);
    expect(failing(minMaxOfValues, history, { type: 'string', count: 1000, nullCount: 0 })).toEqual(['a min', 'a max']);
  });

  it('of metrics hold rows and columns too', () => {
    const { checks } = minMaxOfMetrics.propose([profileOf(numbers(0, 1))]);
    const fewer = profileOf(numbers(0, 1), 999);
    expect(checks.filter((check) => check.fails(fewer)).map(({ name }) => name)).toEqual(['row count']);
  });
});

it('our small set is judged as the server judges it', () => {
  const history = Array.from({ length: 10 }, () => texts({ x: 6000, y: 4000 }));
  expect(failing(smallSet, history, texts({ x: 6000, y: 4000 }))).toEqual([]);
  expect(failing(smallSet, history, texts({ x: 6000, y: 3000, z: 1000 }))).toEqual(['a.in_set']);
  expect(failing(smallSet, history, texts({ x: 5000, y: 3000 }, 2000))).toEqual(['a.not_null']);
});
