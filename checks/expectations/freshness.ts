import { instantMs } from '../instant.ts';
import type { ColumnProfile } from '../profile.ts';
import { readClause, type Clause } from '../suite/clause.ts';
import { durationSeconds, durationWords } from '../../calendar/index.ts';
import { described, readText, refuse } from '../suite/values.ts';
import { empty, finding, missing, undecided } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { isSample } from './sample.ts';

const CLOCK_SKEW_SECONDS = 600;

const readSeconds = described<number>({ type: 'string', minLength: 2 }, (value, report) => {
  const seconds = value.type === 'scalar' && typeof value.value === 'string' ? durationSeconds(value.value) : null;
  return seconds ?? refuse(value, report, 'a duration such as 90s, 15m, 2h, 1d or PT2H');
});

/**
 * How long before the profile's time (captured, else now) the newest value of a column lies, or the last update without `of`.
 * A newest value more than ten minutes ahead proves nothing. Observed and expected are seconds.
 */
export const freshness: Kind = {
  name: 'freshness',
  on: 'dataset',
  metric: null,
  onEmpty: () => 'fail',
  read: (value, report): Clause | null => {
    const params = { of: readText, within: readSeconds, warn: readSeconds };
    const clause = readClause(value, { params, shorthand: 'within', required: ['within'] }, report);
    if (clause === null) return null;
    const { of, within, warn } = clause.params;
    const read: Clause = { ...clause, params: of === undefined ? {} : { of }, bound: { high: Number(within) } };
    return warn === undefined ? read : { ...read, warnBound: { high: Number(warn) } };
  },
  judge: (subject) => {
    const { of } = subject.expectation.params;
    if (typeof of !== 'string') return judgeAge(subject, 'last update', subject.profile.lastUpdated);
    const columns = subject.profile.columnMetrics;
    const column = columns !== undefined && Object.hasOwn(columns, of) ? columns[of] : undefined;
    if (column?.count === 0 || subject.profile.rowCount === 0) return empty(subject, 'there are no values');
    return judgeAge(subject, 'newest value', newest(column));
  },
};

function newest(column: ColumnProfile | undefined): string | undefined {
  const value = column?.timestamp?.max ?? column?.max;
  return typeof value === 'string' ? value : undefined;
}

function judgeAge(subject: Subject, label: string, at: string | undefined): Finding {
  const { of } = subject.expectation.params;
  const ms = instantMs(at);
  if (ms === null)
    return missing(subject, `the ${label}`, of === undefined ? 'lastUpdated' : `timestamp.max of ${String(of)}`);
  const reference = instantMs(subject.profile.capturedAt) ?? subject.now.getTime();
  const age = (reference - ms) / 1000;
  const limit = Number(subject.expectation.bound?.high);
  const evidence = { observed: age, expected: { low: null, high: limit }, unit: 'seconds' };
  if (age < -CLOCK_SKEW_SECONDS) {
    return undecided(
      `the ${label} is ${durationWords(-age)} after the profile's time`,
      'a time that is not ahead',
      evidence,
    );
  }
  const warn = Number(subject.expectation.warnBound?.high ?? limit);
  if (age <= Math.min(limit, warn)) return finding('pass', `the ${label} is ${durationWords(age)} old`, evidence);
  const reason = `the ${label} is ${durationWords(age)} old, more than ${durationWords(age > limit ? limit : warn)}`;
  if (of !== undefined && isSample(subject.profile)) {
    return undecided(`${reason}, in a sample`, 'a profile of all rows', evidence);
  }
  return age > limit
    ? finding('fail', reason, evidence)
    : finding('warn', reason, { ...evidence, expected: { low: null, high: warn } });
}
