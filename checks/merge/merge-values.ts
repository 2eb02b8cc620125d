import { compareScalars, numberOf } from '../compare.ts';
import { distinctReading } from '../expectations/distinct-reading.ts';
import { countValues, surely, type ValueCounts } from '../expectations/value-counts.ts';
import type { ColumnProfile, DistinctCount, TopValue } from '../profile.ts';
import { defined } from './add.ts';

/** As many as a profile may list. */
const MOST_VALUES = 10_000;

type Values = Pick<ColumnProfile, 'topValues' | 'otherCount' | 'valueCountsComplete'>;

/**
 * How many different values the whole has: exact where all are listed or no two parts overlap, else at least as many as the
 * richest part and at most as many as all together; `value` is then the least.
 */
export function mergeDistinct(parts: readonly ColumnProfile[], values: Values): DistinctCount | undefined {
  if (values.valueCountsComplete === true && values.topValues !== undefined) {
    return { value: values.topValues.filter(({ value }) => value !== null).length, exact: true };
  }
  const readings = parts.map(distinctReading);
  const lows = readings.map((reading) => numberOf(reading?.low) ?? NaN);
  const highs = readings.map((reading) => numberOf(reading?.high) ?? NaN);
  if (lows.length === 0 || lows.some(Number.isNaN)) return undefined;
  const apart = areApart(parts);
  const lower = apart ? lows.reduce((sum, low) => sum + low, 0) : Math.max(...lows);
  const upper = highs.reduce((sum, high) => sum + high, 0);
  if (lower === upper) return { value: lower, exact: true };
  return defined<DistinctCount>({ value: lower, exact: false, lower, upper: Number.isNaN(upper) ? undefined : upper });
}

/** No value of one part can be in another: their spans of numbers or times do not touch, and all values lie within. */
function areApart(parts: readonly ColumnProfile[]): boolean {
  return parts.every((one, index) =>
    parts.slice(index + 1).every((other) => {
      if (hasOdd(one) && hasOdd(other)) return false;
      const { min, max } = one;
      if (min === undefined || max === undefined || other.min === undefined || other.max === undefined) return false;
      return compareScalars(max, other.min) === -1 || compareScalars(other.max, min) === -1;
    }),
  );
}

function hasOdd({ nanCount = 0, infCount = 0 }: ColumnProfile): boolean {
  return nanCount + infCount > 0;
}

/**
 * The listed values of all parts. One that a part does not list may still be in it, as often as what that part lists not:
 * the count is then an overestimate, and `errorUpper` says by how much at most.
 */
export function mergeValues(parts: readonly ColumnProfile[]): Values {
  const tables = parts.map(countValues);
  const known = tables.filter((table): table is ValueCounts => table !== null && table.rest !== null);
  const hashed = new Set(known.flatMap(({ values }) => values.map((top) => top.hashed === true)));
  if (known.length < parts.length || hashed.size > 1) return {};
  const merged = new Map<string, TopValue>();
  for (const { values } of known) for (const top of values) if (top.value !== null) merged.set(keyOf(top), top);
  const topValues = [...merged].map(([key, top]) => mergedValue(key, top, known));
  topValues.sort((a, b) => b.count - a.count);
  const listed = topValues.splice(0, MOST_VALUES);
  if (topValues.length === 0 && known.every(({ complete }) => complete))
    return { topValues: listed, otherCount: 0, valueCountsComplete: true };
  return { topValues: listed, valueCountsComplete: false };
}

function mergedValue(key: string, { value, hashed }: TopValue, tables: readonly ValueCounts[]): TopValue {
  let [count, error] = [0, 0];
  for (const { values, rest, complete } of tables) {
    const top = values.find((one) => one.value !== null && keyOf(one) === key);
    const unlisted = complete ? 0 : (rest ?? 0);
    count += top === undefined ? unlisted : top.count;
    error += top === undefined ? unlisted : top.count - surely(top);
  }
  return { value, count, ...(error > 0 && { errorUpper: error }), ...(hashed !== undefined && { hashed }) };
}

function keyOf({ value }: TopValue): string {
  return `${typeof value} ${String(value)}`;
}
