import type { Scalar } from '../profile.ts';
import { readClause } from '../suite/clause.ts';
import { missing } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { membersOf } from './members.ts';
import { hasNoValues } from './row-basis.ts';
import { judgeShare } from './share.ts';
import { shareOfListed } from './value-share.ts';

const MOST_SHOWN = 20;

/** Every value is in the list. Proven only by complete value counts; a listed value outside proves the fault. */
export const inSet: Kind = {
  name: 'in_set',
  reads: ['values'],
  on: 'column',
  metric: null,
  read: (value, report) => readClause(value, { set: 'values', required: ['values'], tolerance: true }, report),
  judge: (subject) => judgeMembership(subject, false, 'values are outside the set'),
};

/** Judges how many values are in the set (`inside` fails) or outside of it. */
export function judgeMembership(subject: Subject, inside: boolean, what: string): Finding {
  const { column } = subject;
  if (hasNoValues(subject)) return judgeShare(subject, { tested: 0, failedLow: 0, failedHigh: 0, what, needs: '' });
  const members = membersOf(subject);
  const listed = shareOfListed(column, (top) => members.has(top) === inside);
  if (listed === null) return missing(subject, 'which values occur', 'topValues with valueCountsComplete');
  return judgeShare(subject, {
    ...listed,
    what,
    needs: 'complete value counts, or a counter',
    expected: shownSet(subject.expectation.set),
    carriesOver: true,
    testedOptional: true,
  });
}

/** The set as a result shows it; a long one by its size. */
export function shownSet(set: readonly Scalar[] = []): { set: Scalar[] } | { text: string } {
  return set.length <= MOST_SHOWN ? { set: [...set] } : { text: `a set of ${set.length} values` };
}
