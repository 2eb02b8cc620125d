import type { ColumnProfile } from '../profile.ts';
import { isCount } from './category-distribution.ts';
import { Points } from './points.ts';
import { numbersFromCounts, type NumberDistribution, thinned } from './number-distribution.ts';

/** A value lighter than this is no step in a distribution known at some hundred ranks. */
const HEAVY = 0.005;

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

/** The ranks that profiles have, by their names: reading a hundred numbers a column takes longer than all the rest. */
const RANKS = new Map(Array.from({ length: 1001 }, (_, rank) => [String(rank / 1000), rank / 1000]));

interface Frame {
  rows: number;
  min: number;
  max: number;
}

function fromQuantiles(column: ColumnProfile, { rows, min, max }: Frame): NumberDistribution | null {
  const ranked = rankedQuantiles(column);
  if (ranked.ranks.length === 0) return null;
  const points = new Points(ranked.ranks.length + 2 + (column.topValues?.length ?? 0));
  points.add(min, 0);
  for (let i = 0; i <= ranked.ranks.length; i++) {
    const [rank, posted] = i === ranked.ranks.length ? [1, max] : [ranked.ranks[i]!, ranked.values[i]!];
    // A sketch may be out of order or beyond the ends by a rounding.
    const value = Math.min(max, Math.max(points.values[points.size - 1]!, posted));
    if (value === points.values[points.size - 1]) points.last[points.size - 1] = rank;
    else points.add(value, rank);
  }
  addHeavy(points, column, rows);
  const { rankError = 0 } = column;
  return fromPoints(points, { rows, error: (rankError >= 0 ? rankError : 1) + 1 / rows });
}

interface Ranked {
  ranks: number[];
  values: number[];
}

/** Posted quantiles and median by rank, without the ends. */
function rankedQuantiles({ quantiles = {}, median }: ColumnProfile): Ranked {
  const [ranks, values]: [number[], number[]] = [[], []];
  let isSorted = true;
  for (const key in quantiles) {
    const [rank, value] = [RANKS.get(key) ?? Number(key), quantiles[key]!];
    if (!(rank > 0 && rank < 1) || !Number.isFinite(value)) continue;
    if (ranks.length > 0 && ranks[ranks.length - 1]! > rank) isSorted = false;
    ranks.push(rank);
    values.push(value);
  }
  if (ranks.length === 0 && median !== undefined && Number.isFinite(median)) return { ranks: [0.5], values: [median] };
  if (isSorted) return { ranks, values };
  const order = Array.from(ranks.keys()).sort((a, b) => ranks[a]! - ranks[b]!);
  return { ranks: order.map((at) => ranks[at]!), values: order.map((at) => values[at]!) };
}

function addHeavy(points: Points, { topValues = [] }: ColumnProfile, rows: number): void {
  for (const { value, count, errorUpper = 0 } of topValues) {
    const mass = (count - errorUpper) / rows;
    if (typeof value !== 'number' || !(mass >= HEAVY && mass <= 1)) continue;
    const at = points.placeOf(value);
    if (points.values[at] === value && at < points.size) points.mass[at] = mass;
    else if (at > 0 && at < points.size) points.insert(at, value, mass);
  }
}

/** Bounds at each point, made tighter by the masses, and the best guess within its neighbours. */
function fromPoints(points: Points, frame: { rows: number; error: number }): NumberDistribution {
  const [size, end] = [points.size, points.size - 1];
  const [values, below, upTo] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let i = 0; i < size; i++) {
    const [first, last, mass] = [points.first[i]!, points.last[i]!, points.mass[i]!];
    const from = i === 0 ? 0 : upTo[i - 1]!;
    const to = i === end ? 1 : points.first[i + 1]!;
    const room = Math.max(0, mass - (last - first));
    const low = i === 0 ? 0 : i === end && room > 0 ? 1 - mass : first - room / 2;
    values[i] = points.values[i]!;
    below[i] = Math.min(1, Math.max(from, low));
    upTo[i] = i === end ? 1 : Math.max(below[i]!, Math.min(to, Math.max(last, below[i]! + mass)));
  }
  return thinned({ rows: frame.rows, values, below, upTo, ...boundsOf(points, frame) });
}

function boundsOf(
  { size, first, last, mass, isPosted }: Points,
  { rows, error }: { rows: number; error: number },
): { atLeast: Float64Array; atMost: Float64Array } {
  const end = size - 1;
  const [atLeast, atMost] = [new Float64Array(size), new Float64Array(size)];
  for (let i = 0, sure = 0; i < size; i++) {
    const ending = last[i]!;
    const told = i === end ? 1 : i === 0 ? Math.max(1 / rows, ending - error) : isPosted[i] === 1 ? ending - error : 0;
    sure = Math.min(1, Math.max(told, sure + mass[i]!));
    atLeast[i] = sure;
  }
  for (let i = end, most = 1; i >= 0; i--) {
    const told = i === 0 ? 0 : isPosted[i] === 1 ? first[i]! + error : 1;
    most = Math.max(0, Math.min(told, most - mass[i]!));
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
  const points = new Points(boundaries.length + 2);
  points.add(min, 0);
  let sum = underflow;
  boundaries.forEach((value, index) => {
    if (index > 0) sum += counts[index - 1]!;
    // The last bin holds its upper boundary: what lies below that is not told.
    if (value > points.values[points.size - 1]! && value < max && index < counts.length) points.add(value, sum / rows);
  });
  if (max > min) points.add(max, 1);
  return fromPoints(points, { rows, error: 0 });
}
