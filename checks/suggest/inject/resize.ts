import type { ColumnProfile, TopValue } from '../../profile.ts';

const PARTS = [
  ...['emptyCount', 'blankCount', 'zeroCount', 'negativeCount', 'trueCount', 'falseCount', 'nanCount', 'infCount'],
  ...['paddedCount', 'nonAsciiCount', 'otherShapeCount', 'parseFailCount'],
] as const;

/** The column with `count` values drawn evenly from its own (or its own repeated), and so many nulls. */
export function resized(column: ColumnProfile, count: number, nullCount: number): ColumnProfile {
  const before = column.count ?? 0;
  if (count === 0 || before === 0) return emptied(column, nullCount);
  const factor = count / before;
  const scaled: ColumnProfile = { ...column, count, nullCount };
  for (const name of PARTS) {
    const part = column[name as keyof ColumnProfile];
    if (typeof part === 'number') Object.assign(scaled, { [name]: Math.round(part * factor) });
  }
  if (typeof column.sum === 'number') scaled.sum = column.sum * factor;
  if (column.typeCounts) scaled.typeCounts = apportioned(column.typeCounts, count);
  if (column.characters) scaled.characters = mapped(column.characters, (part) => Math.round(part * factor));
  if (column.hours) scaled.hours = column.hours.map((part) => Math.round(part * factor));
  if (column.histogram)
    scaled.histogram = {
      ...column.histogram,
      counts: column.histogram.counts.map((part) => Math.round(part * factor)),
    };
  return {
    ...scaled,
    ...resizedShapes(column, count),
    ...resizedValues(column, count),
    ...resizedDistinct(column, factor),
  };
}

function resizedShapes({ shapes, otherShapeCount }: ColumnProfile, count: number): ColumnProfile {
  if (shapes === undefined) return {};
  const counts = apportioned(
    Object.fromEntries([
      ...shapes.map((shape, at) => [String(at), shape.count] as const),
      ['other', otherShapeCount ?? 0],
    ]),
    count,
  );
  return {
    shapes: shapes.map(({ shape }, at) => ({ shape, count: counts[String(at)] ?? 0 })),
    otherShapeCount: counts['other'] ?? 0,
  };
}

function resizedValues({ topValues, otherCount, valueCountsComplete }: ColumnProfile, count: number): ColumnProfile {
  if (topValues === undefined) return {};
  const parts = Object.fromEntries([
    ...topValues.map((top, at) => [String(at), top.value === null ? 0 : top.count] as const),
    ['other', otherCount ?? 0],
  ]);
  const isWhole = valueCountsComplete === true || otherCount !== undefined;
  const counts = isWhole ? apportioned(parts, count) : parts;
  const values = topValues.map((top, at): TopValue => ({ ...top, count: counts[String(at)] ?? 0 }));
  return {
    topValues: values.filter((top) => top.value === null || top.count > 0),
    ...(otherCount !== undefined && { otherCount: counts['other'] ?? 0 }),
  };
}

/** Values that occur once go with their rows; more often than once they mostly stay. Rows that are repeated bring no new value. */
function resizedDistinct(
  { distinct, uniqueOnceCount = 0, duplicateCount, count = 0 }: ColumnProfile,
  factor: number,
): ColumnProfile {
  if (distinct === undefined) return {};
  const gone = factor < 1 ? Math.round(uniqueOnceCount * (1 - factor)) : 0;
  const once = factor > 1 ? Math.round(uniqueOnceCount * Math.max(0, 2 - factor)) : uniqueOnceCount - gone;
  const now = Math.round(count * factor);
  const fewer = (value: number): number =>
    Math.max(1, Math.min(now, distinct.value === count ? Math.min(count, now) : value - gone));
  const bounds = {
    ...(distinct.lower !== undefined && { lower: fewer(distinct.lower) }),
    ...(distinct.upper !== undefined && { upper: fewer(distinct.upper) }),
  };
  const value = fewer(distinct.value);
  return {
    distinct: { ...distinct, value, ...bounds },
    uniqueOnceCount: once,
    ...(duplicateCount !== undefined && { duplicateCount: now - value }),
  };
}

/** Nothing but nulls. */
function emptied({ type, topValues, typeCounts }: ColumnProfile, nullCount: number): ColumnProfile {
  return {
    ...(type !== undefined && { type }),
    count: 0,
    nullCount,
    distinct: { value: 0, exact: true },
    ...(topValues && { topValues: [], otherCount: 0, valueCountsComplete: true }),
    ...(typeCounts && { typeCounts: mapped(typeCounts, () => 0) }),
  };
}

/** Whole counts in about the same proportions that add up to `total`; what rounding leaves over goes to the largest. */
export function apportioned<T extends Partial<Record<string, number>>>(parts: T, total: number): T {
  const entries = Object.entries(parts).map(([name, part]) => [name, part ?? 0] as const);
  const sum = entries.reduce((all, [, part]) => all + part, 0);
  if (sum === 0) return { ...parts };
  const scaled = entries.map(([name, part]) => [name, Math.round((part * total) / sum)] as [string, number]);
  const largest = scaled.reduce((best, entry) => (entry[1] > best[1] ? entry : best));
  largest[1] += total - scaled.reduce((all, [, part]) => all + part, 0);
  return Object.fromEntries(scaled) as T;
}

function mapped<T extends object>(parts: T, change: (part: number) => number): T {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, typeof part === 'number' ? change(part) : part]),
  ) as T;
}
