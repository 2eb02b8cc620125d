import fc from 'fast-check';
import * as statistics from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { findInconsistencies } from '../../checks/index.ts';
import { columnOf, profileOf } from '../testing/profile-of.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

const probabilities = [0.001, ...Array.from({ length: 99 }, (_, index) => (index + 1) / 100), 0.999];

/** Hyndman & Fan type 7, written out apart from the code under test. */
function quantile(sorted: number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  return below + ((sorted[Math.ceil(at)] ?? Number.NaN) - below) * (at - Math.floor(at));
}

function expectClose(found: number | undefined, wanted: number): void {
  expect(found).toBeDefined();
  expect(Math.abs((found ?? 0) - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
}

/** Kurtosis needs fourth powers, which of smaller numbers are too small for a double; a test of their own looks at those. */
const orZero = (value: number): number => (Math.abs(value) < 2 ** -200 ? 0 : value);

describe('numbers of a profile', () => {
  it('equal an independent computation on any small column', async () => {
    const write = temporaryFiles();
    const cell = fc.option(
      fc.oneof(fc.integer({ min: -50, max: 50 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(orZero)),
      { freq: 6 },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 60 }), async (cells) => {
        const rows = cells.map((value, index) => `${index},${value ?? ''}`);
        const profile = await profileOf(write(`run${(run += 1)}.csv`, `id,x\n${rows.join('\n')}\n`));
        expect(findInconsistencies({ dataset: { namespace: 'n', name: 'd' }, ...profile })).toEqual([]);
        expectSameNumbers(columnOf(profile, 'x'), cells);
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it('keep their order where doubles are too coarse to lie between two values', async () => {
    const profile = await profileOf(temporaryFiles()('a.csv', 'x\n-5e-324\n-6e-323\n'));
    expect(findInconsistencies({ dataset: { namespace: 'n', name: 'd' }, ...profile })).toEqual([]);
  });

  it.each([
    ['no two alike', (index: number) => (index * 7919) % 4999],
    ['many alike', (index: number) => Math.floor(((index * 7919) % 4999) / 700)],
    ['half of them one value', (index: number) => (index % 2 === 0 ? 0 : index)],
    ['two far apart', (index: number) => (index === 17 ? 1e9 : 1)],
  ])('has every quantile of a column of 4,999 values, %s', async (_name, valueOf) => {
    const values = Array.from({ length: 4999 }, (_, index) => valueOf(index));
    const column = columnOf(await profileOf(temporaryFiles()('a.csv', `x\n${values.join('\n')}\n`)), 'x');
    const sorted = values.toSorted((a, b) => a - b);
    expect(Object.keys(column.quantiles ?? {})).toHaveLength(101);
    for (const p of probabilities) expectClose(column.quantiles?.[String(p)], quantile(sorted, p));
  });
});

function expectSameNumbers(column: ReturnType<typeof columnOf>, cells: (number | null)[]): void {
  const values = cells.filter((value) => value !== null);
  expect(column.count).toBe(values.length);
  expect(column.nullCount).toBe(cells.length - values.length);
  if (values.length === 0) return;
  const sorted = values.map((value) => value + 0).sort((a, b) => a - b);
  const counts = new Map<number, number>();
  for (const value of sorted) counts.set(value, (counts.get(value) ?? 0) + 1);
  expect(column.distinct).toEqual({ value: counts.size, exact: true });
  expect(column.uniqueOnceCount).toBe([...counts.values()].filter((count) => count === 1).length);
  expect(column.zeroCount).toBe(values.filter((value) => value === 0).length);
  expect(column.negativeCount).toBe(values.filter((value) => value < 0).length);
  expectClose(Number(column.min), sorted[0] ?? 0);
  expectClose(Number(column.max), sorted.at(-1) ?? 0);
  expectClose(Number(column.sum), statistics.sum(values));
  expectClose(column.mean, statistics.mean(values));
  for (const p of probabilities) expectClose(column.quantiles?.[String(p)], quantile(sorted, p));
  if (values.length > 1) expectClose(column.stddev, statistics.sampleStandardDeviation(values));
  else expect(column.stddev).toBeUndefined();
  if (values.length > 2 && counts.size > 1) expectClose(column.skewness, statistics.sampleSkewness(values));
  if (values.length > 3 && counts.size > 1) expectClose(column.kurtosis, statistics.sampleKurtosis(values));
  expectSameBins(column, values);
  const listed = new Map(column.topValues?.map(({ value, count }) => [Number(value), count]));
  for (const [value, count] of listed) expect(counts.get(value)).toBe(count);
  expect(column.valueCountsComplete).toBe(counts.size <= 50);
  if (column.valueCountsComplete) expect(listed.size).toBe(counts.size);
}

function expectSameBins(column: ReturnType<typeof columnOf>, values: number[]): void {
  if (!column.histogram) {
    // No twenty doubles lie between values that are so near each other.
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const ends = Array.from({ length: 20 }, (_, bin) => low + (bin * (high - low)) / 20);
    return expect(new Set([...ends, high]).size).toBeLessThan(21);
  }
  const { boundaries, counts } = column.histogram;
  const wanted = counts.map((_, bin) => {
    const [from = 0, to = 0] = boundaries.slice(bin, bin + 2);
    return values.filter((value) => value >= from && (value < to || (bin === 19 && value <= to))).length;
  });
  expect(counts).toEqual(wanted);
}
