import { numberOf } from '../compare.ts';
import type { ColumnProfile, Histogram, PrivacyLevel, Scalar, TopValue } from '../profile.ts';
import { thinQuantiles } from './thin-quantiles.ts';

/** Fewest rows that may share what is still told of them. */
export const FEWEST_ROWS = 20;

type HashValue = (value: Scalar) => string;

/** A column at its level; the same object when the level takes nothing from it. */
export function classifiedColumn(column: ColumnProfile, level: PrivacyLevel, hashValue: HashValue): ColumnProfile {
  if (level === 'full') return column;
  if (level === 'hashed') return hashedColumn(column, hashValue);
  return level === 'bucketed' ? bucketedColumn(column) : countsOnly(column);
}

const COUNTS = [
  'type',
  'count',
  'nullCount',
  'nanCount',
  'infCount',
  'emptyCount',
  'blankCount',
  'zeroCount',
  'negativeCount',
  'trueCount',
  'falseCount',
  'distinct',
  'uniqueOnceCount',
  'duplicateCount',
  'entropy',
  'length',
  'typeCounts',
  'parseFailCount',
  'paddedCount',
  'nonAsciiCount',
] as const;

/** Counts, null counts, distinct counts and lengths; no value, nor anything computed from values. */
function countsOnly(column: ColumnProfile): ColumnProfile {
  const kept = pick(column, COUNTS);
  return { ...kept, ...timeCounts(column), ...suppressing(column, 'counts-only') };
}

/** How many times lie where they should not, without the times. */
function timeCounts({ timestamp }: Pick<ColumnProfile, 'timestamp'>): Pick<ColumnProfile, 'timestamp'> {
  const { futureCount, outsideIntervalCount } = timestamp ?? {};
  if (futureCount === undefined && outsideIntervalCount === undefined) return {};
  return {
    timestamp: {
      ...(futureCount !== undefined && { futureCount }),
      ...(outsideIntervalCount !== undefined && { outsideIntervalCount }),
    },
  };
}

/** The part of a bucketed column that takes at least twenty values. */
const MOMENTS = [
  'mean',
  'sum',
  'stddev',
  'stddevKind',
  'variance',
  'skewness',
  'kurtosis',
  'characters',
  'formSampled',
] as const;

/** Counts, moments of at least twenty values, and a histogram whose bins hold at least twenty each. */
function bucketedColumn(column: ColumnProfile): ColumnProfile {
  const kept = countsOnly(column);
  if ((column.count ?? 0) >= FEWEST_ROWS) Object.assign(kept, pick(column, MOMENTS));
  const histogram = column.histogram === undefined ? null : coarseHistogram(column.histogram);
  if (histogram !== null) kept.histogram = histogram;
  return { ...kept, ...suppressing(column, 'bucketed') };
}

/** Values as keyed hashes; counts and numeric aggregates stay. */
function hashedColumn(column: ColumnProfile, hashValue: HashValue): ColumnProfile {
  const {
    min,
    max,
    topValues,
    timestamp,
    sketches: _sketches,
    patterns: _patterns,
    missingLists: _lists,
    shapes: _shapes,
    otherShapeCount: _otherShapes,
    hours: _hours,
    ...kept
  } = column;
  const quantiles = thinQuantiles(column);
  const result: ColumnProfile = {
    ...kept,
    ...(quantiles && { quantiles }),
    privacy: { ...column.privacy, level: 'hashed' },
  };
  const alreadyHashed = column.privacy?.level === 'hashed';
  const hide = (value: Scalar): Scalar => {
    if (typeof value === 'number' || (column.type !== 'string' && numberOf(value) !== null)) return value;
    return alreadyHashed && looksHashed(String(value)) ? value : hashValue(value);
  };
  if (min !== undefined) result.min = hide(min);
  if (max !== undefined) result.max = hide(max);
  Object.assign(result, timeCounts({ timestamp }));
  if (topValues !== undefined) result.topValues = topValues.map((top) => hashedTopValue(top, hashValue));
  return result;
}

/** A top value by its keyed hash. One that says it is hashed is believed only when it looks so. */
export function hashedTopValue(top: TopValue, hashValue: HashValue): TopValue {
  if (top.value === null || (top.hashed === true && looksHashed(String(top.value)))) return top;
  return { ...top, value: hashValue(top.value), hashed: true };
}

const HEX =
  /^(?=.*[a-f])(?:[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;
const BASE64 =
  /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?:[A-Za-z0-9+/_-]{22}|[A-Za-z0-9+/_-]{27}|[A-Za-z0-9+/_-]{43}|[A-Za-z0-9+/_-]{86})={0,2}$/;

/** Does a text look like a digest: hexadecimal or base64 of a usual length, perhaps after a short prefix (`sha256:`)? */
export function looksHashed(text: string): boolean {
  if (text.length > 160) return false;
  const digest = text.replace(/^[a-z0-9-]{1,12}[:_]/i, '');
  return HEX.test(digest) || BASE64.test(digest) || HEX.test(text) || BASE64.test(text);
}

function suppressing(column: ColumnProfile, level: PrivacyLevel): Pick<ColumnProfile, 'privacy'> {
  const suppressed = (column.topValues?.length ?? 0) + (column.privacy?.suppressed ?? 0);
  return { privacy: suppressed === 0 ? { level } : { level, suppressed } };
}

function pick(column: ColumnProfile, keys: readonly (keyof ColumnProfile)[]): ColumnProfile {
  return Object.fromEntries(keys.filter((key) => column[key] !== undefined).map((key) => [key, column[key]]));
}

/** Neighbouring bins joined until each holds twenty; the outer ends are rounded outwards, since they tell min and max. */
export function coarseHistogram({ boundaries, counts, underflow, overflow }: Histogram): Histogram | null {
  const joined: Histogram = { boundaries: boundaries.slice(0, 1), counts: [] };
  let open = 0;
  counts.forEach((count, index) => {
    open += count;
    const end = boundaries[index + 1];
    if (open < FEWEST_ROWS || end === undefined) return;
    joined.boundaries.push(end);
    joined.counts.push(open);
    open = 0;
  });
  const last = joined.counts.length - 1;
  if (last < 0) return null;
  joined.counts[last] = (joined.counts[last] ?? 0) + open;
  const outer = boundaries[boundaries.length - 1] ?? 0;
  const step = 10 ** Math.floor(Math.log10(Math.max(outer - (boundaries[0] ?? 0), Number.MIN_VALUE)));
  joined.boundaries[0] = Math.floor((boundaries[0] ?? 0) / step) * step;
  joined.boundaries[last + 1] = Math.ceil(outer / step) * step;
  const sound = joined.boundaries.every(
    (value, index) => Number.isFinite(value) && value > (joined.boundaries[index - 1] ?? -Infinity),
  );
  if (!sound) return null;
  return { ...joined, ...(underflow !== undefined && { underflow }), ...(overflow !== undefined && { overflow }) };
}
