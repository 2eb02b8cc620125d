import type { ColumnProfile } from '../profile.ts';
import { isCount } from './category-distribution.ts';
import { exactRoom, numbersFromCounts, type NumberDistribution, thinned } from './number-distribution.ts';
import { Points } from './points.ts';
import { rankedQuantiles } from './ranked-quantiles.ts';

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

interface Frame {
  rows: number;
  min: number;
  max: number;
}

const POSTED = new Points();
const HEAVIES = new Points();
const WHOLE = new Points();

function fromQuantiles(column: ColumnProfile, { rows, min, max }: Frame): NumberDistribution | null {
  const { ranks, values } = rankedQuantiles(column);
  if (ranks.length === 0) return null;
  POSTED.clear(ranks.length + 2);
  POSTED.add(min, 0);
  let reached = min;
  for (let i = 0; i <= ranks.length; i++) {
    const [rank, posted] = i === ranks.length ? [1, max] : [ranks[i]!, values[i]!];
    // A sketch may be out of order or beyond the ends by a rounding.
    const value = Math.min(max, Math.max(reached, posted));
    if (value === reached) POSTED.last[POSTED.size - 1] = rank;
    else POSTED.add((reached = value), rank);
  }
  WHOLE.merge(POSTED, heavyValues(column, { rows, min, max }));
  const { rankError = 0 } = column;
  return fromPoints(WHOLE, { rows, error: (rankError >= 0 ? rankError : 1) + 1 / rows });
}

/** The listed values of which each is a step, ascending: as points whose mass is known and whose ranks are not. */
function heavyValues({ topValues = [] }: ColumnProfile, { rows, min, max }: Frame): Points {
  HEAVIES.clear(topValues.length);
  for (const { value, count, errorUpper = 0 } of topValues) {
    const mass = (count - errorUpper) / rows;
    if (typeof value !== 'number' || !(mass >= HEAVY && mass <= 1 && value >= min && value <= max)) continue;
    HEAVIES.sortIn(value, mass);
  }
  return HEAVIES;
}

/** Bounds at each point, made tighter by the masses, and the best guess within its neighbours. */
function fromPoints(points: Points, frame: { rows: number; error: number }): NumberDistribution {
  const [size, end] = [points.size, points.size - 1];
  const made = exactRoom(frame.rows, size);
  const { values, below, upTo } = made;
  for (let i = 0; i < size; i++) {
    const first = points.first[i]!;
    const last = points.last[i]!;
    const mass = points.mass[i]!;
    const from = i === 0 ? 0 : upTo[i - 1]!;
    const to = i === end ? 1 : points.first[i + 1]!;
    const room = Math.max(0, mass - (last - first));
    const low = i === 0 ? 0 : i === end && room > 0 ? 1 - mass : first - room / 2;
    values[i] = points.values[i]!;
    below[i] = Math.min(1, Math.max(from, low));
    upTo[i] = i === end ? 1 : Math.max(below[i]!, Math.min(to, Math.max(last, below[i]! + mass)));
  }
  setBounds(made, points, frame.error);
  return thinned(made);
}

function setBounds(
  { rows, atLeast, atMost }: NumberDistribution,
  { size, first, last, mass, isPosted }: Points,
  error: number,
): void {
  const end = size - 1;
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
}

function fromHistogram({ histogram }: ColumnProfile, { rows, min, max }: Frame): NumberDistribution | null {
  if (histogram === undefined) return null;
  const { boundaries, counts, underflow = 0 } = histogram;
  const total = counts.reduce((sum, count) => sum + count, underflow + (histogram.overflow ?? 0));
  if (total !== rows || boundaries.length !== counts.length + 1) return null;
  if (!(underflow >= 0) || !counts.every((count) => count >= 0)) return null;
  const points = POSTED;
  points.clear(boundaries.length + 2);
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
