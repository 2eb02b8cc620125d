/** Shares and values: exact ones, and those kept for long in half the room. */
export type Floats = Float64Array | Float32Array;

/**
 * What is known of how numbers are distributed: at each of some values, ascending and all different, the share of rows below it and
 * up to it. Both as the best guess, and as what is certain: the share up to `values[i]` is at least `atLeast[i]`, that below it at
 * most `atMost[i]`. The first value is the minimum and the last the maximum. At most some 300 points.
 */
export interface NumberDistribution {
  rows: number;
  values: Floats;
  below: Floats;
  upTo: Floats;
  atLeast: Floats;
  atMost: Floats;
}

/** Room for so many points in one piece of memory, all numbers in 64 bits. */
export function exactRoom(rows: number, size: number): NumberDistribution {
  const buffer = new ArrayBuffer(40 * size);
  const column = (at: number): Float64Array => new Float64Array(buffer, 8 * size * at, size);
  return { rows, values: column(0), below: column(1), upTo: column(2), atLeast: column(3), atMost: column(4) };
}

/** More points than this tell a comparison nothing new. */
const MOST_POINTS = 256;

/** Numbers known exactly: each value, ascending, with how many rows hold it. Null where there are none. */
export function numbersFromCounts(values: ArrayLike<number>, counts: readonly number[]): NumberDistribution | null {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  if (!(rows > 0)) return null;
  const below = new Float64Array(counts.length);
  const upTo = new Float64Array(counts.length);
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    below[i] = sum / rows;
    sum += counts[i]!;
    upTo[i] = i === counts.length - 1 ? 1 : sum / rows;
  }
  return thinned({ rows, values: Float64Array.from(values), below, upTo, atLeast: upTo, atMost: below });
}

/** The same of raw numbers, in any order; weights count as rows. What is no finite number is left out. */
export function numbersFromSample(sample: readonly number[], weights?: readonly number[]): NumberDistribution | null {
  const counts = new Map<number, number>();
  sample.forEach((value, index) => {
    if (Number.isFinite(value)) counts.set(value, (counts.get(value) ?? 0) + (weights?.[index] ?? 1));
  });
  const values = Float64Array.from(counts.keys()).sort();
  return numbersFromCounts(
    values,
    Array.from(values, (value) => counts.get(value) ?? 0),
  );
}

/** Leaves points out so that no more than about 256 remain; what is certain stays certain, only less of it. */
export function thinned(whole: NumberDistribution): NumberDistribution {
  const { values, below, upTo } = whole;
  const last = values.length - 1;
  if (last < MOST_POINTS) return whole;
  const step = 2 / MOST_POINTS;
  const kept = [0];
  let reached = upTo[0]!;
  for (let i = 1; i < last; i++) {
    if (upTo[i]! - below[i]! < step && below[i + 1]! - reached < step) continue;
    kept.push(i);
    reached = upTo[i]!;
  }
  kept.push(last);
  const pick = (all: Floats): Float64Array => {
    const picked = new Float64Array(kept.length);
    for (let i = 0; i < kept.length; i++) picked[i] = all[kept[i]!]!;
    return picked;
  };
  return {
    rows: whole.rows,
    values: pick(values),
    below: pick(below),
    upTo: pick(upTo),
    atLeast: pick(whole.atLeast),
    atMost: pick(whole.atMost),
  };
}

/** The values at `ranks` (ascending, 0 to 1), put into `found`: linear between the known points, as type 7 is between rows. */
export function valuesAt(
  { values, below, upTo }: NumberDistribution,
  ranks: Float64Array,
  found = new Float64Array(ranks.length),
): Float64Array {
  let i = 0;
  for (let at = 0; at < ranks.length; at++) {
    const rank = ranks[at]!;
    while (i < values.length - 1 && upTo[i]! < rank) i++;
    const value = values[i]!;
    const from = below[i]!;
    if (i === 0 || rank >= from) {
      found[at] = value;
      continue;
    }
    const before = values[i - 1]!;
    const start = upTo[i - 1]!;
    found[at] = before + ((value - before) * (rank - start)) / (from - start);
  }
  return found;
}

/** The shares of rows up to each of `points` (ascending): linear between the known values. */
export function sharesUpTo({ values, below, upTo }: NumberDistribution, points: readonly number[]): number[] {
  let i = 0;
  return points.map((point) => {
    while (i < values.length && values[i]! <= point) i++;
    if (i === 0) return 0;
    if (i === values.length) return 1;
    const value = values[i - 1]!;
    const share = upTo[i - 1]!;
    return share + ((below[i]! - share) * (point - value)) / (values[i]! - value);
  });
}
