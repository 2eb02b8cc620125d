/**
 * What is known of how numbers are distributed: at each of some values, ascending and all different, the share of rows below it and
 * up to it. Both as the best guess, and as what is certain: the share up to `values[i]` is at least `atLeast[i]`, that below it at
 * most `atMost[i]`. The first value is the minimum and the last the maximum. Plain data: it may be stored as JSON.
 */
export interface NumberDistribution {
  rows: number;
  values: readonly number[];
  below: readonly number[];
  upTo: readonly number[];
  atLeast: readonly number[];
  atMost: readonly number[];
}

/** More points than this tell a comparison nothing new. */
const MOST_POINTS = 256;

/** Numbers known exactly: each value, ascending, with how many rows hold it. Null where there are none. */
export function numbersFromCounts(values: readonly number[], counts: readonly number[]): NumberDistribution | null {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  if (!(rows > 0)) return null;
  const below: number[] = [];
  const upTo: number[] = [];
  let sum = 0;
  counts.forEach((count, index) => {
    below.push(sum / rows);
    sum += count;
    upTo.push(index === counts.length - 1 ? 1 : sum / rows);
  });
  return thinned({ rows, values, below, upTo, atLeast: upTo, atMost: below });
}

/** The same of raw numbers, in any order; weights count as rows. */
export function numbersFromSample(sample: readonly number[], weights?: readonly number[]): NumberDistribution | null {
  const counts = new Map<number, number>();
  sample.forEach((value, index) => counts.set(value, (counts.get(value) ?? 0) + (weights?.[index] ?? 1)));
  const values = [...counts.keys()].sort((a, b) => a - b);
  return numbersFromCounts(
    values,
    values.map((value) => counts.get(value) ?? 0),
  );
}

/** Leaves points out so that no more than about 256 remain; what is certain stays certain, only less of it. */
export function thinned(whole: NumberDistribution): NumberDistribution {
  const { values, below, upTo, atLeast, atMost } = whole;
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
  const pick = (all: readonly number[]): number[] => kept.map((i) => all[i]!);
  return {
    rows: whole.rows,
    values: pick(values),
    below: pick(below),
    upTo: pick(upTo),
    atLeast: pick(atLeast),
    atMost: pick(atMost),
  };
}

/** The values at `ranks` (ascending, 0 to 1): linear between the known points, as type 7 is between rows. */
export function valuesAt({ values, below, upTo }: NumberDistribution, ranks: readonly number[]): number[] {
  let i = 0;
  return ranks.map((rank) => {
    while (i < values.length - 1 && upTo[i]! < rank) i++;
    const [value, from] = [values[i]!, below[i]!];
    if (i === 0 || rank >= from) return value;
    const [before, start] = [values[i - 1]!, upTo[i - 1]!];
    return before + ((value - before) * (rank - start)) / (from - start);
  });
}

/** The shares of rows up to each of `points` (ascending): linear between the known values. */
export function sharesUpTo({ values, below, upTo }: NumberDistribution, points: readonly number[]): number[] {
  let i = 0;
  return points.map((point) => {
    while (i < values.length && values[i]! <= point) i++;
    if (i === 0) return 0;
    if (i === values.length) return 1;
    const [value, share] = [values[i - 1]!, upTo[i - 1]!];
    return share + ((below[i]! - share) * (point - value)) / (values[i]! - value);
  });
}
