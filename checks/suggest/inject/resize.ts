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
  if (column.characters) {
    const total = column.length?.mean === undefined ? sumOf(column.characters) * factor : column.length.mean * count;
    scaled.characters = apportioned({ ...column.characters }, Math.round(total));
  }
  if (column.hours) scaled.hours = partsTo(column.hours, Math.round(sumOf(column.hours) * factor));
  if (column.histogram) {
    const { underflow = 0, overflow = 0, counts } = column.histogram;
    const [under = 0, over = 0, ...bins] = partsTo([underflow, overflow, ...counts], count);
    const beyond = { ...(underflow > 0 && { underflow: under }), ...(overflow > 0 && { overflow: over }) };
    scaled.histogram = { ...column.histogram, counts: bins, ...beyond };
  }
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

/** Whole counts in the same proportions that add up to `total`, by largest remainders; the earlier of equals first. */
export function apportioned<T extends Partial<Record<string, number>>>(parts: T, total: number): T {
  const entries = Object.entries(parts).map(([name, part]) => [name, part ?? 0] as const);
  const sum = entries.reduce((all, [, part]) => all + part, 0);
  if (sum === 0) return { ...parts };
  const exact = entries.map(([name, part]) => ({ name, share: (part * total) / sum }));
  const whole = new Map(exact.map(({ name, share }) => [name, Math.floor(share)]));
  const left = total - exact.reduce((all, { share }) => all + Math.floor(share), 0);
  const byRemainder = exact.toSorted((one, other) => (other.share % 1) - (one.share % 1));
  for (const { name } of byRemainder.slice(0, left)) whole.set(name, (whole.get(name) ?? 0) + 1);
  return Object.fromEntries(whole) as T;
}

const sumOf = (parts: object): number => Object.values(parts).reduce((sum: number, part: number) => sum + part, 0);

function partsTo(parts: readonly number[], total: number): number[] {
  return Object.values(apportioned(Object.fromEntries(parts.map((part, at) => [String(at), part])), total));
}

function mapped<T extends object>(parts: T, change: (part: number) => number): T {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, typeof part === 'number' ? change(part) : part]),
  ) as T;
}
