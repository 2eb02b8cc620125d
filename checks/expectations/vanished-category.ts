import { readClause } from '../suite/clause.ts';
import {
  categorySeries,
  judgeChangedCategories,
  readProfiles,
  withoutCategories,
  type Categories,
} from './category-changes.ts';
import { empty, missing, undecided } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { hasNoValues } from './row-basis.ts';

const DEFAULT_LAST = 7;

/**
 * How many values are gone: they occurred in one of the `last` 7 profiles before, and in none of the newest `runs` (1, this one
 * included). None may be, or as many as the bound says. Only complete value counts of those newest tell that a value is gone.
 */
export const vanishedCategory: Kind = {
  name: 'vanished_category',
  reads: ['values'],
  on: 'column',
  metric: null,
  needs: ({ params }) => ({ earlier: lastOf(params) + runsOf(params) - 1 }),
  read: (value, report) => {
    const clause = readClause(value, { params: { last: readProfiles, runs: readProfiles }, bound: 'optional' }, report);
    if (clause === null) return null;
    if (lastOf(clause.params) + runsOf(clause.params) <= 15) return { ...clause, bound: clause.bound ?? { high: 0 } };
    report('PL1010', value, '"last" and "runs" may be 15 together: that many profiles are looked at, with this one');
    return null;
  },
  judge: (subject) => {
    if (hasNoValues(subject)) return empty(subject, 'there are no values');
    const { params } = subject.expectation;
    const runs = runsOf(params);
    const { now, before: earlier } = categorySeries(subject, lastOf(params) + runs - 1);
    if (now === null) return missing(subject, 'which values occur', 'topValues with valueCountsComplete');
    const without = withoutCategories(subject, now);
    if (without !== null) return without;
    if (earlier.length < runs) {
      return undecided(`there are fewer than ${runs} earlier profiles`, 'earlier profiles with topValues');
    }
    return judgeGone(subject, [now, ...earlier.slice(0, runs - 1)], earlier.slice(runs - 1));
  },
};

function lastOf(params: Record<string, unknown>): number {
  return Number(params['last'] ?? DEFAULT_LAST);
}

function runsOf(params: Record<string, unknown>): number {
  return Number(params['runs'] ?? 1);
}

function judgeGone(
  subject: Subject,
  newest: readonly (Categories | null)[],
  before: readonly (Categories | null)[],
): Finding {
  const still = new Set(newest.flatMap((one) => [...(one?.names ?? [])]));
  const once = new Set(before.flatMap((one) => [...(one?.names ?? [])]));
  const gone = [...once].filter((name) => !still.has(name)).length;
  const isKnownNow = newest.every((one) => one?.complete === true);
  const isKnownBefore = before.every((one) => one?.complete === true);
  return judgeChangedCategories(subject, {
    label: 'number of vanished values',
    changed: gone,
    isSure: isKnownNow,
    isAll: isKnownBefore,
    tested: once.size,
    history: before.length,
  });
}
