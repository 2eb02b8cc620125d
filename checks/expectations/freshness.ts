import type { ColumnProfile } from '../profile.ts';
import { readClause, type Clause } from '../suite/clause.ts';
import { readText, readWord } from '../suite/values.ts';
import { judgeAge, type AgeCase } from './age.ts';
import { readSeconds } from './time-values.ts';
import { empty } from './finding.ts';
import type { Kind } from './kind.ts';
import { isSample } from './sample.ts';

/**
 * How long before the profile's time (captured, else now) the newest value of a column lies, or the last update without `of`.
 * A newest value more than ten minutes ahead proves nothing. Observed and expected are seconds. With `clock: evaluation` it is
 * the time of judging that counts.
 */
export const freshness: Kind = {
  name: 'freshness',
  reads: ({ params: { of } }) => (of === undefined ? {} : { columns: { [String(of)]: ['span'] } }),
  on: 'dataset',
  metric: null,
  onEmpty: () => 'fail',
  read: (value, report): Clause | null => {
    const params = { of: readText, within: readSeconds, warn: readSeconds, clock: readWord(['profile', 'evaluation']) };
    const clause = readClause(value, { params, shorthand: 'within', required: ['within'] }, report);
    if (clause === null) return null;
    const { within, warn, ...kept } = clause.params;
    const read: Clause = { ...clause, params: kept, bound: { high: Number(within) } };
    return warn === undefined ? read : { ...read, warnBound: { high: Number(warn) } };
  },
  judge: (subject) => {
    const { of, clock = 'profile' } = subject.expectation.params as { of?: string; clock?: AgeCase['clock'] };
    const { lastUpdated, columnMetrics: columns, rowCount } = subject.profile;
    const update = { label: 'last update', at: lastUpdated, pointer: 'lastUpdated', clock, mayBeNewer: false };
    if (of === undefined) return judgeAge(subject, update);
    const column = columns !== undefined && Object.hasOwn(columns, of) ? columns[of] : undefined;
    if (column?.count === 0 || rowCount === 0) return empty(subject, 'there are no values');
    const newestValue = { label: 'newest value', at: newest(column), pointer: `timestamp.max of ${of}`, clock };
    return judgeAge(subject, { ...newestValue, mayBeNewer: isSample(subject.profile) });
  },
};

function newest(column: ColumnProfile | undefined): string | undefined {
  const value = column?.timestamp?.max ?? column?.max;
  return typeof value === 'string' ? value : undefined;
}
