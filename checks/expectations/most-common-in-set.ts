import type { TopValue } from '../profile.ts';
import { readClause } from '../suite/clause.ts';
import { empty, finding, missing, undecided } from './finding.ts';
import { shownSet } from './in-set.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { membersOf } from './members.ts';
import { hasNoValues } from './row-basis.ts';
import { isSample } from './sample.ts';
import { countValues, surely, type ValueCounts } from './value-counts.ts';

/** The most frequent value is in the list; of several equally frequent ones, all are. */
export const mostCommonInSet: Kind = {
  name: 'most_common_in_set',
  reads: ['values'],
  on: 'column',
  metric: null,
  read: (value, report) => readClause(value, { set: 'values', required: ['values'] }, report),
  judge: (subject) => {
    const { column } = subject;
    if (hasNoValues(subject)) return empty(subject, 'there are no values');
    const counts = column === null ? null : countValues(column);
    if (counts === null) return missing(subject, 'which values occur', 'topValues');
    return judgeMode(subject, counts);
  },
};

function judgeMode(subject: Subject, counts: ValueCounts): Finding {
  const evidence = { expected: shownSet(subject.expectation.set), tested: counts.total };
  if (isSample(subject.profile)) return undecided('only a sample was seen', 'a profile of all rows', evidence);
  const candidates = mayBeMostCommon(counts);
  if (candidates === null) return undecided('a value that is not listed may be as common', 'more top values', evidence);
  const members = membersOf(subject);
  const inside = candidates.filter((top) => members.has(top)).length;
  if (inside === candidates.length) return finding('pass', 'the most common value is in the set', evidence);
  if (inside === 0) return finding('fail', 'the most common value is not in the set', evidence);
  return undecided('several values may be the most common', 'exact value counts', evidence);
}

/** Listed values that may be the most common one; null when one that is not listed may be. */
function mayBeMostCommon(counts: ValueCounts): TopValue[] | null {
  let most = 0;
  for (const top of counts.values) if (top.value !== null) most = Math.max(most, surely(top));
  if (most === 0 || (!counts.complete && (counts.rest ?? most) >= most)) return null;
  return counts.values.filter((top) => top.value !== null && top.count >= most);
}
