import type { Profile } from '../profile.ts';
import { readClause } from '../suite/clause.ts';
import { readWord } from '../suite/values.ts';
import { judgeAge, type AgeCase } from './age.ts';
import { readSeconds } from './time-values.ts';
import type { Kind } from './kind.ts';

/**
 * How long ago the last successful write was: lastUpdated, else the end of a run that completed. By the time of judging, or by
 * the profile's with `clock: profile`; the reason tells both. Observed and expected are seconds.
 */
export const updateFreshness: Kind = {
  name: 'update_freshness',
  reads: [],
  on: 'dataset',
  metric: null,
  read: (value, report) => {
    const params = { within: readSeconds, warn: readSeconds, clock: readWord(['profile', 'evaluation']) };
    const clause = readClause(value, { params, shorthand: 'within', required: ['within'] }, report);
    if (clause === null) return null;
    const { within, warn, ...kept } = clause.params;
    const read = { ...clause, params: kept, bound: { high: Number(within) } };
    return warn === undefined ? read : { ...read, warnBound: { high: Number(warn) } };
  },
  judge: (subject) => {
    const { clock = 'evaluation' } = subject.expectation.params as { clock?: AgeCase['clock'] };
    const pointer = 'lastUpdated, or a completed run with endedAt';
    const at = lastWrite(subject.profile);
    return judgeAge(subject, { label: 'last successful write', at, pointer, clock, mayBeNewer: false });
  },
};

function lastWrite({ lastUpdated, run }: Profile): string | undefined {
  return lastUpdated ?? (run?.state?.toUpperCase() === 'COMPLETE' ? run.endedAt : undefined);
}
