import type { ColumnProfile } from '../../../checks/index.ts';

/** What a profile says of how a column's values lie: a distribution function of numbers, or shares of values. */
export type Distribution = NumberDistribution | ValueShares;

export interface NumberDistribution {
  kind: 'numbers';
  count: number;
  distinct: number;
  sd: number;
  /** Values in increasing order, with the share of rows below (`left`) and at or below (`right`) each; straight lines between. */
  knots: readonly Knot[];
}

interface Knot {
  value: number;
  left: number;
  right: number;
}

export interface ValueShares {
  kind: 'values';
  count: number;
  distinct: number;
  /** Counts by value; what the profile does not name is under `rest`. */
  counts: ReadonlyMap<string, number>;
}

export const rest = '\0rest';

/** Null where there is nothing to compare: no values, or times, which the peers do not test. */
export function distributionOf(column: ColumnProfile): Distribution | null {
  const count = column.count ?? 0;
  if (count === 0 || column.type === 'date' || column.type === 'timestamp') return null;
  const distinct = column.distinct?.value ?? 0;
  if (column.type !== 'number') return { kind: 'values', count, distinct, counts: countsOf(column) };
  return { kind: 'numbers', count, distinct, sd: column.stddev ?? 0, knots: knotsOf(column, count) };
}

function countsOf(column: ColumnProfile): Map<string, number> {
  const counts = new Map((column.topValues ?? []).map(({ value, count }) => [String(value), count]));
  if (column.trueCount !== undefined && counts.size === 0)
    return new Map([
      ['true', column.trueCount],
      ['false', column.falseCount ?? 0],
    ]);
  if ((column.otherCount ?? 0) > 0) counts.set(rest, column.otherCount ?? 0);
  return counts;
}

/** Exact steps where the profile names every value, else the quantiles with straight lines between. */
function knotsOf(column: ColumnProfile, count: number): Knot[] {
  if (column.valueCountsComplete && column.topValues) {
    const sorted = column.topValues
      .map(({ value, count: rows }) => ({ value: Number(value), rows }))
      .sort((left, right) => left.value - right.value);
    let below = 0;
    return sorted.map(({ value, rows }) => ({ value, left: below / count, right: (below += rows) / count }));
  }
  const points: [number, number][] = [
    [0, Number(column.min)],
    ...Object.entries(column.quantiles ?? {}).map(([share, value]): [number, number] => [Number(share), value]),
    [1, Number(column.max)],
  ];
  points.sort(([left], [right]) => left - right);
  const knots: Knot[] = [];
  for (const [share, value] of points) {
    const last = knots.at(-1);
    if (last && value <= last.value) last.right = share;
    else knots.push({ value, left: share, right: share });
  }
  return knots;
}

/** The share of rows at or below `x` (`right`), or below it (`left`). */
export function shareUpTo({ knots }: NumberDistribution, x: number, side: 'left' | 'right'): number {
  let [low, high] = [0, knots.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (knots[middle]!.value <= x) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [knots[low - 1], knots[low]];
  if (!before) return 0;
  if (before.value === x) return before[side];
  if (!after) return 1;
  return before.right + ((after.left - before.right) * (x - before.value)) / (after.value - before.value);
}

/** The value below which this share of rows lies. */
export function valueAt({ knots }: NumberDistribution, share: number): number {
  const at = knots.findIndex(({ right }) => right >= share);
  const [before, knot] = [knots[at - 1], knots[at] ?? knots.at(-1)!];
  if (!before || share >= knot.left) return knot.value;
  return before.value + ((knot.value - before.value) * (share - before.right)) / (knot.left - before.right || 1);
}

/** One distribution of all rows together. */
export function pooled(parts: readonly Distribution[]): Distribution | null {
  const [first] = parts;
  if (!first) return null;
  if (parts.length === 1) return first;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const distinct = Math.max(...parts.map((part) => part.distinct));
  const numbers = parts.filter((part) => part.kind === 'numbers');
  if (numbers.length === parts.length) return pooledNumbers(numbers, count, distinct);
  const counts = new Map<string, number>();
  for (const part of parts)
    if (part.kind === 'values')
      for (const [value, rows] of part.counts) counts.set(value, (counts.get(value) ?? 0) + rows);
  return { kind: 'values', count, distinct, counts };
}

const knotLimit = 512;

function pooledNumbers(parts: readonly NumberDistribution[], count: number, distinct: number): NumberDistribution {
  const values = [...new Set(parts.flatMap(({ knots }) => knots.map(({ value }) => value)))].sort((a, b) => a - b);
  const step = Math.max(1, Math.ceil(values.length / knotLimit));
  const kept = values.filter((_, index) => index % step === 0 || index === values.length - 1);
  const share = (x: number, side: 'left' | 'right'): number =>
    parts.reduce((sum, part) => sum + (part.count / count) * shareUpTo(part, x, side), 0);
  const knots = kept.map((value) => ({ value, left: share(value, 'left'), right: share(value, 'right') }));
  const sd = parts.reduce((sum, part) => sum + (part.count / count) * part.sd, 0);
  return { kind: 'numbers', count, distinct, sd, knots };
}
