import { readClause } from '../suite/clause.ts';
import { readScalars } from '../suite/values.ts';
import { empty, finding, missing, undecided } from './finding.ts';
import { shownSet } from './in-set.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { hashesOf, membersOf } from './members.ts';
import { named } from './named.ts';
import { hasNoValues } from './row-basis.ts';
import { isSample } from './sample.ts';
import { countValues, surely, type ValueCounts } from './value-counts.ts';

/** The values that occur are exactly those listed (`equals`), or at least those (`contains`). */
export const distinctSet: Kind = {
  name: 'distinct_set',
  reads: ['values'],
  on: 'column',
  metric: 'distinct',
  read: (value, report) => {
    const spec = { params: { equals: readScalars, contains: readScalars }, shorthand: 'equals' };
    const clause = readClause(value, spec, report);
    if (clause === null) return null;
    const { equals, contains } = clause.params as { equals?: []; contains?: [] };
    if ((equals === undefined) === (contains === undefined)) {
      report('PL1008', value, 'one of "equals" and "contains" is needed');
      return null;
    }
    const params = { relation: equals === undefined ? 'contains' : 'equals' };
    return { ...clause, params, set: equals ?? contains ?? [] };
  },
  judge: (subject) => {
    const { column } = subject;
    if (hasNoValues(subject)) return empty(subject, 'there are no values');
    const counts = column === null ? null : countValues(column);
    if (counts === null) return missing(subject, 'which values occur', 'topValues with valueCountsComplete');
    return judgeSet(subject, counts);
  },
};

function judgeSet(subject: Subject, counts: ValueCounts): Finding {
  const equals = subject.expectation.params['relation'] === 'equals';
  const members = membersOf(subject);
  const isWhole = counts.complete && !isSample(subject.profile);
  const extra = equals
    ? counts.values.filter((top) => top.value !== null && !members.has(top) && surely(top) > 0).length
    : 0;
  const absent = absentMembers(subject, counts);
  const evidence = { expected: shownSet(subject.expectation.set), tested: counts.total };
  if (extra > 0)
    return finding('fail', `${extra} values are not in the set`, { ...evidence, observed: extra, failed: extra });
  const count = absent.length;
  if (count > 0 && isWhole) {
    const reason = `${named(absent)} ${count === 1 ? 'does' : 'do'} not occur`;
    return finding('fail', reason, { ...evidence, observed: count, failed: count });
  }
  if (count === 0 && (isWhole || !equals)) return finding('pass', 'the values are as expected', evidence);
  return undecided('not every value that occurs is listed', 'complete value counts of all rows', evidence);
}

/** Members that are not among the values; they are the suite's own words, so that they may be told of hashed columns too. */
function absentMembers(subject: Subject, counts: ValueCounts): string[] {
  const set = subject.expectation.set ?? [];
  const seen = new Set<string>();
  const seenHashes = new Set<string>();
  for (const top of counts.values) {
    if (top.value === null || surely(top) === 0) continue;
    (top.hashed === true ? seenHashes : seen).add(String(top.value));
  }
  const members = [...new Set(set.map(String))];
  return members.filter((member) => !seen.has(member) && !isAmong(member, seenHashes, subject));
}

function isAmong(member: string, hashes: ReadonlySet<string>, subject: Subject): boolean {
  if (hashes.size === 0) return false;
  const spellings = (subject.expectation.set ?? []).filter((other) => String(other) === member);
  for (const hash of hashesOf(spellings, subject.hashValue)) if (hashes.has(hash)) return true;
  return false;
}
