import { compareScalars } from '../compare.ts';
import type { ColumnProfile, Histogram, PrivacyLevel, Scalar } from '../profile.ts';
import { commonOf, defined, joined, sumOf } from './add.ts';
import { mergeForm } from './merge-form.ts';
import { mergeMoments } from './merge-moments.ts';
import { mergeQuantiles } from './merge-quantiles.ts';
import { mergeDistinct, mergeValues } from './merge-values.ts';

/** Counts of values: of a part without values they are zero. */
const COUNTS = [
  ...(['emptyCount', 'blankCount', 'zeroCount', 'negativeCount', 'trueCount', 'falseCount'] as const),
  ...(['paddedCount', 'nonAsciiCount'] as const),
];
/** What nobody counted there is none of: so it is read by every expectation. */
const VOUCHED = ['nanCount', 'infCount'] as const;
const STRICTEST: readonly PrivacyLevel[] = ['counts-only', 'hashed', 'bucketed', 'full'];

type Fields = { [K in keyof ColumnProfile]: ColumnProfile[K] | undefined };

/** One column of the whole, from its measurements in every part. */
export function mergeColumn(parts: readonly ColumnProfile[]): ColumnProfile {
  const filled = parts.filter(({ count }) => count !== 0);
  const valued = filled.length > 0 ? filled : parts;
  const values = mergeValues(valued);
  const { min, max, length } = { ...spanOf(valued), length: lengthOf(valued) };
  const fields: Fields = {
    type: commonOf(valued.map(({ type }) => type)),
    count: sumOf(parts.map(({ count }) => count)),
    nullCount: sumOf(parts.map(({ nullCount }) => nullCount)),
    parseFailCount: sumOf(parts.map(({ parseFailCount }) => parseFailCount)),
    ...countsOf(valued),
    distinct: filled.length === 0 ? { value: 0, exact: true } : mergeDistinct(valued, values),
    min,
    max,
    ...mergeMoments(valued),
    ...mergeQuantiles(valued),
    histogram: histogramOf(valued),
    ...values,
    length,
    ...mergeForm(valued),
    typeCounts: typeCountsOf(valued),
    patterns: patternsOf(valued),
    missingLists: listsOf(parts),
    timestamp: timestampOf(valued),
    privacy: privacyOf(parts),
  };
  return defined<ColumnProfile>(fields);
}

function countsOf(parts: readonly ColumnProfile[]): Fields {
  const fields: Fields = {};
  for (const name of COUNTS) fields[name] = sumOf(parts.map((part) => part[name]));
  for (const name of VOUCHED) {
    if (parts.some((part) => part[name] !== undefined)) fields[name] = sumOf(parts.map((part) => part[name] ?? 0));
  }
  return fields;
}

function spanOf(parts: readonly ColumnProfile[]): { min: Scalar | undefined; max: Scalar | undefined } {
  return {
    min: extreme(
      parts.map(({ min }) => min),
      -1,
    ),
    max: extreme(
      parts.map(({ max }) => max),
      1,
    ),
  };
}

/** The least (-1) or largest (1); undefined where one is missing or two cannot be compared, as free text cannot. */
function extreme<T extends Scalar>(values: readonly (T | undefined)[], side: -1 | 1): T | undefined {
  let best = values[0];
  for (const value of values) {
    if (value === undefined || best === undefined) return undefined;
    const order = value === best ? 0 : compareScalars(value, best);
    if (order === null) return undefined;
    if (order === side) best = value;
  }
  return best;
}

function lengthOf(parts: readonly ColumnProfile[]): ColumnProfile['length'] {
  const of = (end: 'min' | 'max') => parts.map(({ length }) => length?.[end]);
  const count = sumOf(parts.map((part) => part.count));
  const total = sumOf(
    parts.map(({ length, count: n }) => (length?.mean === undefined ? undefined : length.mean * (n ?? NaN))),
  );
  const mean = count === undefined || count === 0 || total === undefined ? undefined : total / count;
  const merged = defined({ min: extreme(of('min'), -1), max: extreme(of('max'), 1), mean });
  return Object.keys(merged).length === 0 ? undefined : merged;
}

/** Counts are added bin by bin where all parts have the same boundaries. */
function histogramOf(parts: readonly ColumnProfile[]): Histogram | undefined {
  const all = parts.map(({ histogram }) => histogram);
  const [first] = all;
  if (first === undefined || commonOf(all.map((one) => one?.boundaries)) === undefined) return undefined;
  const add = (of: (one: Histogram) => number | undefined): number =>
    all.reduce((sum, one) => sum + (one === undefined ? 0 : (of(one) ?? 0)), 0);
  const counts = first.counts.map((_, bin) => add((one) => one.counts[bin]));
  const [underflow, overflow] = [add((one) => one.underflow), add((one) => one.overflow)];
  return { ...first, counts, underflow, overflow };
}

function typeCountsOf(parts: readonly ColumnProfile[]): ColumnProfile['typeCounts'] {
  const merged: Record<string, number> = {};
  for (const { typeCounts } of parts) {
    if (typeCounts === undefined) return undefined;
    for (const [name, count] of Object.entries(typeCounts)) merged[name] = (merged[name] ?? 0) + count;
  }
  return parts.length === 0 ? undefined : merged;
}

function patternsOf(parts: readonly ColumnProfile[]): ColumnProfile['patterns'] {
  const rows = joined(
    parts.map(({ patterns }) => patterns),
    ({ id, pattern }) => JSON.stringify([id, pattern]),
  );
  const merged = rows.map((row) =>
    defined({
      id: row[0]?.id,
      pattern: row[0]?.pattern,
      count: sumOf(row.map(({ count }) => count)),
      matched: sumOf(row.map(({ matched }) => matched)),
      tested: sumOf(row.map(({ tested }) => tested)),
    }),
  );
  return merged.length === 0 ? undefined : merged;
}

function listsOf(parts: readonly ColumnProfile[]): ColumnProfile['missingLists'] {
  const rows = joined(
    parts.map(({ missingLists }) => missingLists),
    ({ id }) => id,
  );
  const merged = rows.map((row) => ({ id: row[0]?.id ?? '', count: row.reduce((sum, { count }) => sum + count, 0) }));
  return merged.length === 0 ? undefined : merged;
}

function timestampOf(parts: readonly ColumnProfile[]): ColumnProfile['timestamp'] {
  const of = (end: 'min' | 'max') => parts.map(({ timestamp }) => timestamp?.[end]);
  const futureCount = sumOf(parts.map(({ timestamp }) => timestamp?.futureCount));
  const outsideIntervalCount = sumOf(parts.map(({ timestamp }) => timestamp?.outsideIntervalCount));
  const ends = { min: extreme(of('min'), -1), max: extreme(of('max'), 1) };
  const merged = defined({ ...ends, futureCount, outsideIntervalCount });
  return Object.keys(merged).length === 0 ? undefined : merged;
}

/** The strictest level of all parts, and all that was suppressed. */
function privacyOf(parts: readonly ColumnProfile[]): ColumnProfile['privacy'] {
  if (parts.every(({ privacy }) => privacy === undefined)) return undefined;
  const levels = new Set(parts.map(({ privacy }) => privacy?.level ?? 'full'));
  const suppressed = parts.reduce((sum, { privacy }) => sum + (privacy?.suppressed ?? 0), 0);
  return { level: STRICTEST.find((level) => levels.has(level)) ?? 'full', ...(suppressed > 0 && { suppressed }) };
}
