import { frequencies, numberIn } from '../inject/cells.ts';
import type { Cell } from '../inject/table.ts';
import { distributionOf, valueAt } from './distribution.ts';
import type { Distribution } from './distribution.ts';
import type { ColumnProfile } from '../../../checks/index.ts';
import { jensenShannon, ksDistance, normedWasserstein, alignedCounts, binnedShares, shares } from './two-sample.ts';

/** How AVH bounds the false alarms of a clause: by the central limit theorem, Chebyshev, or Cantelli for what has one bad side. */
export type BoundKind = 'clt' | 'chebyshev' | 'cantelli';

export interface AvhMetric {
  value: number;
  bound: BoundKind;
}

/** Metrics of a column that AVH watches, as far as profiles tell them; distances are against the run before. */
export function avhMetrics(
  column: ColumnProfile,
  rows: number,
  earlier: Distribution | null,
): Record<string, AvhMetric> {
  const metrics: Record<string, AvhMetric> = {};
  const count = column.count ?? 0;
  const add = (name: string, value: number | undefined, bound: BoundKind = 'chebyshev'): void => {
    if (value !== undefined && Number.isFinite(value)) metrics[name] = { value, bound };
  };
  add('count', rows, 'clt');
  add('complete ratio', rows === 0 ? undefined : count / rows);
  add('distinct', column.distinct?.value);
  add('unique ratio', count === 0 ? undefined : (column.distinct?.value ?? 0) / count);
  if (column.type === 'number') {
    const [min, max] = [Number(column.min), Number(column.max)];
    add('mean', column.mean, 'clt');
    add('standard deviation', column.stddev);
    add('median', column.median);
    add('min', min);
    add('max', max);
    add('range', max - min);
    add('sum', (column.mean ?? 0) * count);
    add('skewness', column.skewness);
  } else {
    add('length, mean', column.length?.mean, 'clt');
    add('length, most', column.length?.max);
    add('share of the most frequent', count === 0 ? undefined : (column.topValues?.[0]?.count ?? 0) / count);
  }
  const current = distributionOf(column);
  if (earlier && current)
    for (const [name, value] of Object.entries(distances(earlier, current))) add(name, value, 'cantelli');
  return metrics;
}

function distances(earlier: Distribution, current: Distribution): Record<string, number> {
  if (earlier.kind === 'numbers' && current.kind === 'numbers') {
    return {
      EMD: normedWasserstein(earlier, current),
      JS: jensenShannon(...binnedShares(earlier, current)),
      KS: ksDistance(earlier, current),
    };
  }
  if (earlier.kind !== 'values' || current.kind !== 'values') return { JS: 1, L1: 2, 'L-inf': 1 };
  const [p, q] = alignedCounts(earlier, current).map(shares) as [number[], number[]];
  const differences = p.map((share, index) => Math.abs(share - (q[index] ?? 0)));
  return {
    JS: jensenShannon(p, q),
    L1: differences.reduce((sum, difference) => sum + difference, 0),
    'L-inf': Math.max(0, ...differences),
  };
}

const sampleSize = 200;

/** Cells that look as the profile says: equal ranks of numbers, values by their counts. */
export function cellsLike(column: ColumnProfile): Cell[] {
  const distribution = distributionOf(column);
  if (!distribution) return timesLike(column);
  const total = distribution.count + (column.nullCount ?? 0);
  const nulls = Math.round((sampleSize * (column.nullCount ?? 0)) / total);
  const filled = sampleSize - nulls;
  const cells: Cell[] =
    distribution.kind === 'numbers'
      ? Array.from({ length: filled }, (_, rank) =>
          String(Number(valueAt(distribution, (rank + 0.5) / filled).toPrecision(6))),
        )
      : [...distribution.counts].flatMap(([value, rows]) =>
          Array.from({ length: Math.round((filled * rows) / distribution.count) }, () => value),
        );
  return [...cells, ...Array.from({ length: nulls }, () => null)];
}

/** Times as far as the profile names them, over and over. */
function timesLike({ topValues = [] }: ColumnProfile): Cell[] {
  const named = topValues.map(({ value }) => String(value).replace('T', ' ').replace(/Z$/, ''));
  return named.length === 0 ? [] : Array.from({ length: sampleSize }, (_, index) => named[index % named.length]!);
}

/** A profile of cells with what `avhMetrics` asks of one. */
export function profileOfCells(cells: readonly Cell[], numeric: boolean): ColumnProfile {
  const present = cells.filter((cell) => cell !== null);
  const counted = frequencies(cells);
  const base: ColumnProfile = {
    count: present.length,
    nullCount: cells.length - present.length,
    distinct: { value: counted.length },
    topValues: counted.map(([value, count]) => ({ value, count })),
    valueCountsComplete: true,
  };
  if (present.length === 0) return base;
  const numbers = present.map(numberIn);
  if (!numeric || !numbers.every(Number.isFinite)) {
    const lengths = present.map((cell) => [...cell].length);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    return { ...base, type: 'string', length: { min: Math.min(...lengths), max: Math.max(...lengths), mean } };
  }
  return { ...base, type: 'number', ...momentsOf(numbers) };
}

function momentsOf(numbers: number[]): ColumnProfile {
  const sorted = numbers.sort((left, right) => left - right);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const power = (exponent: number): number =>
    sorted.reduce((sum, value) => sum + (value - mean) ** exponent, 0) / sorted.length;
  const sd = Math.sqrt(power(2));
  return {
    mean,
    stddev: sd,
    skewness: sd > 0 ? power(3) / sd ** 3 : 0,
    median: sorted[sorted.length >> 1] ?? 0,
    min: sorted[0]!,
    max: sorted.at(-1)!,
  };
}
