import { formatNumber, formatValue, oneLine } from './words.ts';
import type { Failure } from './types.ts';

/** Kinds that bound one number or instant, and how it is called before "of" a column. */
const MEASURES: Readonly<Record<string, string>> = {
  row_count: 'row_count',
  rows_written: 'rows_written',
  bytes: 'bytes',
  file_count: 'file_count',
  column_count: 'column_count',
  freshness: 'freshness',
  metric: 'metric',
  min: 'min',
  max: 'max',
  mean: 'mean',
  median: 'median',
  sum: 'sum',
  stddev: 'stddev',
  variance: 'variance',
  quantile: 'quantile',
  skewness: 'skewness',
  kurtosis: 'kurtosis',
  entropy: 'entropy',
  value_range: 'range of values',
  z_score: 'largest z-score',
  distinct_count: 'distinct count',
  unique_ratio: 'unique ratio',
  zero_count: 'zero count',
  range: 'worst value',
  length: 'length',
};

/** What kinds that count breaking rows expect, where the result does not say it. */
const RULES: Readonly<Record<string, string>> = {
  not_null: 'no more nulls than allowed',
  must_be_null: 'nulls only, or as few values as allowed',
  unique: 'no more duplicates than allowed',
  positive: 'values above zero',
  non_negative: 'no negative values',
  counter: 'no more failing rows than allowed',
};

/**
 * One sentence about one failure, by template from its facts, without a full stop; in the past once it has healed.
 * @example describeFailure(rowCountFailure) // => 'row_count is 256, expected at least 2,000'
 */
export function describeFailure(failure: Failure): string {
  const sentence = describeCore(failure);
  const note = oneLine(failure.note ?? '');
  return note === '' || sentence.includes(note) ? sentence : `${sentence} (${note})`;
}

function describeCore(failure: Failure): string {
  const what = whatFailed(failure);
  const reason = wordReason(failure.reason);
  if (failure.kind === 'run') return /^the run failed/i.test(reason) ? reason : `run failed: ${reason}`;
  if (failure.kind === 'lost-run' || failure.kind === 'acceptance') return reason;
  if (failure.kind === 'arrival') return describeArrival(failure, reason);
  if (failure.kind === 'anomaly') return describeAnomaly(failure, reason);
  if (failure.kind === 'schema_change') return `${partOf(failure)}schema changed: ${reason}`;
  const expected = describeExpected(failure);
  if (isMeasured(failure) && expected !== null) {
    const verb = failure.healedAt === null ? 'is' : 'was';
    return `${what} ${verb} ${describeObserved(failure)}, expected ${expected}`;
  }
  const isSet = failure.expected !== null && 'set' in failure.expected && failure.column !== null;
  return `${what}: ${reason}${isSet ? `, expected ${expected}` : ''}`;
}

/** `amount: mean 4,190 is 100 times its usual 41.9 (39.8 to 44.1 expected on Mondays)`; of the rows and the columns the reason says it all. */
function describeAnomaly({ column, ...failure }: Failure, reason: string): string {
  return `${partOf({ column, ...failure })}${column === null ? '' : `${oneLine(column, 120)}: `}${reason}`;
}

/** `late: expected by 06:00 Europe/Berlin (25 Nov), nothing since 24 Nov 05:41`. */
function describeArrival({ expected, healedAt }: Failure, reason: string): string {
  const awaited = expected !== null && 'text' in expected ? `expected ${oneLine(expected.text)}, ` : '';
  return `${healedAt === null ? 'late' : 'was late'}: ${awaited}${reason}`;
}

/** `country=DE: ` before what failed in a part of a dataset. */
const partOf = ({ segment }: Failure) => (segment === undefined ? '' : `${oneLine(segment, 120)}: `);

/** What was judged: `mean of amount`, `country=DE: row_count`, `not_null on amount`; metrics and counters by their expectation. */
export function whatFailed(failure: Failure): string {
  return `${partOf(failure)}${nameOf(failure)}`;
}

function nameOf(failure: Failure): string {
  const kind = oneLine(failure.kind, 80);
  if (kind === 'anomaly') return `anomaly of ${oneLine(failure.column ?? anomalousPart(failure), 120)}`;
  const isNamed = /^(?:metric|counter)$/.test(kind) && !failure.expectation.startsWith(kind);
  if (failure.column === null) return isNamed ? `${kind} ${oneLine(failure.expectation, 120)}` : kind;
  const column = oneLine(failure.column, 120);
  const measure = isMeasured(failure) ? MEASURES[failure.kind] : undefined;
  return measure === undefined ? `${kind} on ${column}` : `${measure} of ${column}`;
}

/** Of the table: `row_count`, `schema`, a metric's name; as the keys of learned findings have it. */
const anomalousPart = ({ expectation }: Failure): string =>
  expectation.replace(/\.anomaly(?:\.learned)?(?: \[.*\])?$/s, '');

/** Is `observed` the very thing that was bounded? Of kinds that count rows (and warn on a length) it is not. */
function isMeasured({ kind, observed, expected, outcome }: Failure): boolean {
  if (observed === null || expected === null || !('low' in expected) || !Object.hasOwn(MEASURES, kind)) return false;
  return outcome !== 'warn' || (kind !== 'range' && kind !== 'length');
}

/** A reason on one line, with its leading count of rows in groups of three digits. */
function wordReason(reason: string): string {
  const text = oneLine(reason)
    .replace(/\bmissing: /g, 'missing ')
    .replace(/\bnot expected: /g, 'not expected ');
  const lead = /^(?:at least )?\d+(?: of \d+)? /.exec(text)?.[0] ?? '';
  return lead.replace(/\d+/g, (digits) => formatNumber(Number(digits))) + text.slice(lead.length);
}

/** What was observed, in words: the value where one was bounded, else the reason (`12 of 10,234 values are null`). */
export function describeObserved(failure: Failure): string {
  const { observed, expected, unit, kind } = failure;
  if (observed === null || !isMeasured(failure)) return wordReason(failure.reason);
  const counted = isCount(kind, unit) && typeof observed === 'number' ? Math.round(observed) : observed;
  return formatValue(counted, unit, ends(expected));
}

/** The expected value in words: `10 to 90`, `at least 2,000`, `one of EUR, USD`; null when none was stated. */
export function describeExpected({ observed, expected, unit, kind }: Failure): string | null {
  if (expected === null) return RULES[kind] ?? null;
  if ('text' in expected) return oneLine(expected.text);
  if ('set' in expected) return describeSet(expected.set, kind);
  const counts = isCount(kind, unit);
  const beside = [typeof observed === 'number' ? observed : null];
  const low = expected.low === null ? null : formatValue(whole(expected.low, counts, Math.ceil), unit, beside);
  const high = expected.high === null ? null : formatValue(whole(expected.high, counts, Math.floor), unit, beside);
  if (low === null) return high === null ? null : `at most ${high}`;
  if (high === null) return `at least ${low}`;
  return low === high ? `exactly ${low}` : `${low} to ${high}`;
}

function describeSet(members: readonly (string | number | boolean)[], kind: string): string {
  if (members.length === 0) return 'no value at all';
  const named = members.slice(0, 5).map((member) => formatValue(member, null));
  const more = members.length > 5 ? ` and ${members.length - 5} more` : '';
  const lead =
    kind === 'schema' || kind === 'column_exists'
      ? 'the columns '
      : kind === 'distinct_set'
        ? 'the values '
        : 'one of ';
  return `${members.length === 1 ? '' : lead}${named.join(', ')}${more}`;
}

const COUNTS = new Set(['rows', 'values', 'columns', 'files', 'bytes', 'count', 'rows_written']);

const isCount = (kind: string, unit: string | null) =>
  COUNTS.has(unit ?? kind) || (unit === null && /_count$/.test(kind));

/** Bounds of a count, drawn in to whole numbers: at least 6,505.5 rows is at least 6,506. */
function whole<T extends string | number>(bound: T, counts: boolean, round: (value: number) => number) {
  return counts && typeof bound === 'number' ? round(bound) : bound;
}

function ends(expected: Failure['expected']): (number | null)[] {
  if (expected === null || !('low' in expected)) return [];
  return [expected.low, expected.high].filter((end) => typeof end === 'number');
}
