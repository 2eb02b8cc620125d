import { formatValue, oneLine } from './words.ts';
import type { Failure } from './types.ts';

/** Kinds whose name, before "of" a column, is what was measured. */
const MEASURES: Readonly<Record<string, string>> = {
  min: 'min',
  max: 'max',
  mean: 'mean',
  median: 'median',
  sum: 'sum',
  stddev: 'stddev',
  variance: 'variance',
  skewness: 'skewness',
  kurtosis: 'kurtosis',
  entropy: 'entropy',
  quantile: 'quantile',
  range: 'range',
  distinct_count: 'distinct count',
  unique_ratio: 'share of distinct values',
  zero_count: 'zero count',
  null_count: 'null count',
};

/**
 * One sentence about one failure, by template from its facts, without a full stop; in the past once it has healed.
 * @example describeFailure(rowCountFailure) // => 'row_count is 256, expected at least 2,000'
 */
export function describeFailure(failure: Failure): string {
  const what = whatFailed(failure);
  const observed = describeObserved(failure);
  const expected = describeExpected(failure);
  const reason = oneLine(failure.reason);
  if (observed === null || expected === null) return standsAlone(failure) ? reason || what : `${what}: ${reason}`;
  if (failure.column === null || failure.kind in MEASURES)
    return `${what} ${failure.healedAt === null ? 'is' : 'was'} ${observed}, expected ${expected}`;
  return `${what}: ${observed}, expected ${expected}`;
}

/** A schema's change and a run's error are whole sentences already. */
const standsAlone = ({ kind, reason }: Failure) => reason !== '' && /^(?:schema|column|columns|run)(?:_|$)/.test(kind);

/** What was measured: `mean of amount`, `row_count`, `not_null on amount`. */
export function whatFailed(failure: Failure): string {
  const kind = oneLine(failure.kind, 80);
  if (failure.column === null) return kind;
  const column = oneLine(failure.column, 120);
  const measure = MEASURES[failure.kind];
  return measure === undefined ? `${kind} on ${column}` : `${measure} of ${column}`;
}

/** The observed value in words; null when nothing was observed. */
export function describeObserved({ observed, expected, unit, kind }: Failure): string | null {
  if (observed === null) return null;
  const counted = isCount(kind, unit) && typeof observed === 'number' ? Math.round(observed) : observed;
  return formatValue(counted, unit, ends(expected));
}

/** The expected value in words: `10 to 90`, `at least 2,000`, `one of EUR, USD`; null when none was stated. */
export function describeExpected({ observed, expected, unit, kind }: Failure): string | null {
  if (expected === null) return null;
  if ('text' in expected) return oneLine(expected.text);
  if ('set' in expected) return describeSet(expected.set, unit);
  const counts = isCount(kind, unit);
  const beside = [typeof observed === 'number' ? observed : null];
  const low = expected.low === null ? null : formatValue(whole(expected.low, counts, Math.ceil), unit, beside);
  const high = expected.high === null ? null : formatValue(whole(expected.high, counts, Math.floor), unit, beside);
  if (low === null) return high === null ? null : `at most ${high}`;
  if (high === null) return `at least ${low}`;
  return low === high ? `exactly ${low}` : `${low} to ${high}`;
}

function describeSet(members: readonly (string | number | boolean)[], unit: string | null): string {
  if (members.length === 0) return 'no value at all';
  const named = members.slice(0, 5).map((member) => formatValue(member, unit));
  const more = members.length > 5 ? ` and ${members.length - 5} more` : '';
  return `${members.length === 1 ? '' : 'one of '}${named.join(', ')}${more}`;
}

const COUNT_UNITS = new Set(['rows', 'row', 'values', 'columns', 'files', 'bytes', 'count']);

const isCount = (kind: string, unit: string | null) =>
  unit === null ? /(?:^|_)count$/.test(kind) : COUNT_UNITS.has(unit);

/** Bounds of a count, drawn in to whole numbers: at least 6,505.5 rows is at least 6,506. */
function whole<T extends string | number>(bound: T, counts: boolean, round: (value: number) => number) {
  return counts && typeof bound === 'number' ? round(bound) : bound;
}

function ends(expected: Failure['expected']): (number | null)[] {
  if (expected === null || !('low' in expected)) return [];
  return [expected.low, expected.high].filter((end) => typeof end === 'number');
}
