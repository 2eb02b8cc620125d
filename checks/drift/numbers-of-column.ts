import type { ColumnProfile } from '../profile.ts';
import { isCount } from './category-distribution.ts';
import { numbersFromCounts, type NumberDistribution, thinned } from './number-distribution.ts';

/** A value lighter than this is no step in a distribution known at some hundred ranks. */
const HEAVY = 0.005;

/** A place in the distribution under construction; `mass` is the share that the value alone surely has. */
interface Point {
  value: number;
  first: number;
  last: number;
  mass: number;
  /** The ranks are posted, not guessed between two that are. */
  posted: boolean;
}

/**
 * The numbers of a column: exact where all values are listed with their counts, else from quantiles (right to their rank error and one
 * row) with the heavy listed values as steps, else from a histogram between minimum and maximum. Null where none of these tell.
 */
export function numbersOf(column: ColumnProfile): NumberDistribution | null {
  const { min, max, count } = column;
  if (typeof min !== 'number' || typeof max !== 'number' || !(min <= max) || count === undefined) return null;
  const rows = count - (column.nanCount ?? 0) - (column.infCount ?? 0);
  if (!isCount(rows) || !Number.isFinite(max - min)) return null;
  return (
    fromValues(column, rows) ?? fromQuantiles(column, { rows, min, max }) ?? fromHistogram(column, { rows, min, max })
  );
}

function fromValues({ topValues, valueCountsComplete }: ColumnProfile, rows: number): NumberDistribution | null {
  if (valueCountsComplete !== true || topValues === undefined) return null;
  const sorted: { value: number; count: number }[] = [];
  let listed = 0;
  for (const { value, count, errorUpper } of topValues) {
    if (typeof value !== 'number' || !Number.isFinite(value) || !(count > 0) || errorUpper) return null;
    sorted.push({ value, count });
    listed += count;
  }
  if (listed !== rows) return null;
  sorted.sort((a, b) => a.value - b.value);
  if (sorted.some(({ value }, index) => index > 0 && value === sorted[index - 1]!.value)) return null;
  return numbersFromCounts(
    sorted.map(({ value }) => value),
    sorted.map(({ count }) => count),
  );
}

interface Frame {
  rows: number;
  min: number;
  max: number;
}

function fromQuantiles(column: ColumnProfile, { rows, min, max }: Frame): NumberDistribution | null {
  const ranked = rankedQuantiles(column);
  if (ranked.length === 0) return null;
  const points: Point[] = [{ value: min, first: 0, last: 0, mass: 0, posted: true }];
  for (const [rank, posted] of [...ranked, [1, max] as const]) {
    const before = points[points.length - 1]!;
    // A sketch may be out of order or beyond the ends by a rounding.
    const value = Math.min(max, Math.max(before.value, posted));
    if (value === before.value) before.last = rank;
    else points.push({ value, first: rank, last: rank, mass: 0, posted: true });
  }
  addHeavy(points, column, rows);
  const { rankError = 0 } = column;
  return fromPoints(points, { rows, error: (rankError >= 0 ? rankError : 1) + 1 / rows });
}

/** Posted quantiles and median by rank, without the ends. */
function rankedQuantiles({ quantiles = {}, median }: ColumnProfile): [rank: number, value: number][] {
  const ranked: [number, number][] = [];
  let sorted = true;
  for (const key in quantiles) {
    const [rank, value] = [Number(key), quantiles[key]!];
    if (!(rank > 0 && rank < 1) || !Number.isFinite(value)) continue;
    if (ranked.length > 0 && ranked[ranked.length - 1]![0] > rank) sorted = false;
    ranked.push([rank, value]);
  }
  if (ranked.length === 0 && median !== undefined && Number.isFinite(median)) return [[0.5, median]];
  return sorted ? ranked : ranked.sort(([a], [b]) => a - b);
}

function addHeavy(points: Point[], { topValues = [] }: ColumnProfile, rows: number): void {
  for (const { value, count, errorUpper = 0 } of topValues) {
    const mass = (count - errorUpper) / rows;
    if (typeof value !== 'number' || !(mass >= HEAVY && mass <= 1)) continue;
    let at = 0;
    while (at < points.length && points[at]!.value < value) at++;
    if (at === 0 || at === points.length || points[at]!.value === value) {
      if (points[at]?.value === value) points[at]!.mass = mass;
      continue;
    }
    const [before, after] = [points[at - 1]!, points[at]!];
    const share = (value - before.value) / (after.value - before.value);
    const rank = before.last + share * Math.max(0, after.first - before.last);
    points.splice(at, 0, { value, first: rank, last: rank, mass, posted: false });
  }
}

/** Bounds at each point, made tighter by the masses, and the best guess within its neighbours. */
function fromPoints(points: readonly Point[], frame: { rows: number; error: number }): NumberDistribution {
  const [size, end] = [points.length, points.length - 1];
  const [values, below, upTo] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let i = 0; i < size; i++) {
    const { value, first, last, mass } = points[i]!;
    const [from, to] = [i === 0 ? 0 : upTo[i - 1]!, i === end ? 1 : points[i + 1]!.first];
    const room = Math.max(0, mass - (last - first));
    const low = i === 0 ? 0 : i === end && room > 0 ? 1 - mass : first - room / 2;
    values[i] = value;
    below[i] = Math.min(1, Math.max(from, low));
    upTo[i] = i === end ? 1 : Math.max(below[i]!, Math.min(to, Math.max(last, below[i]! + mass)));
  }
  return thinned({ rows: frame.rows, values, below, upTo, ...boundsOf(points, frame) });
}

function boundsOf(
  points: readonly Point[],
  { rows, error }: { rows: number; error: number },
): { atLeast: Float64Array; atMost: Float64Array } {
  const [size, end] = [points.length, points.length - 1];
  const [atLeast, atMost] = [new Float64Array(size), new Float64Array(size)];
  for (let i = 0, sure = 0; i < size; i++) {
    const { last, posted, mass } = points[i]!;
    const told = i === end ? 1 : i === 0 ? Math.max(1 / rows, last - error) : posted ? last - error : 0;
    sure = Math.min(1, Math.max(told, sure + mass));
    atLeast[i] = sure;
  }
  for (let i = end, most = 1; i >= 0; i--) {
    const { first, posted, mass } = points[i]!;
    const told = i === 0 ? 0 : posted ? first + error : 1;
    most = Math.max(0, Math.min(told, most - mass));
    atMost[i] = most;
  }
  return { atLeast, atMost };
}

function fromHistogram({ histogram }: ColumnProfile, { rows, min, max }: Frame): NumberDistribution | null {
  if (histogram === undefined) return null;
  const { boundaries, counts, underflow = 0 } = histogram;
  const total = counts.reduce((sum, count) => sum + count, underflow + (histogram.overflow ?? 0));
  if (total !== rows || boundaries.length !== counts.length + 1) return null;
  if (!(underflow >= 0) || !counts.every((count) => count >= 0)) return null;
  const points: Point[] = [{ value: min, first: 0, last: 0, mass: 0, posted: true }];
  let sum = underflow;
  boundaries.forEach((value, index) => {
    if (index > 0) sum += counts[index - 1]!;
    // The last bin holds its upper boundary: what lies below that is not told.
    if (value > points[points.length - 1]!.value && value < max && index < counts.length)
      points.push({ value, first: sum / rows, last: sum / rows, mass: 0, posted: true });
  });
  if (max > min) points.push({ value: max, first: 1, last: 1, mass: 0, posted: true });
  return fromPoints(points, { rows, error: 0 });
}
