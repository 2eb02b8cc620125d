import type { Scalar } from '../profile.ts';
import { readClause } from '../suite/clause.ts';
import { missing } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { membersOf } from './members.ts';
import { hasNoValues } from './row-basis.ts';
import { judgeShare } from './share.ts';
import { countValues, surely } from './value-counts.ts';

const MOST_SHOWN = 20;

/** Every value is in the list. Proven only by complete value counts; a listed value outside proves the fault. */
export const inSet: Kind = {
  name: 'in_set',
  on: 'column',
  metric: null,
  read: (value, report) => readClause(value, { set: 'values', required: ['values'], tolerance: true }, report),
  judge: (subject) => judgeMembership(subject, false, 'values are outside the set'),
};

/** Judges how many values are in the set (`inside` fails) or outside of it. */
export function judgeMembership(subject: Subject, inside: boolean, what: string): Finding {
  const { column } = subject;
  const counts = column === null ? null : countValues(column);
  if (hasNoValues(subject)) return judgeShare(subject, { tested: 0, failedLow: 0, failedHigh: 0, what, needs: '' });
  if (counts === null) return missing(subject, 'which values occur', 'topValues with valueCountsComplete');
  const members = membersOf(subject);
  let failing = 0;
  let fine = 0;
  for (const top of counts.values) {
    if (top.value === null) continue;
    if (members.has(top) === inside) failing += surely(top);
    else fine += surely(top);
  }
  return judgeShare(subject, {
    tested: counts.total,
    failedLow: failing,
    failedHigh: counts.total === null ? null : Math.max(failing, counts.total - fine),
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
