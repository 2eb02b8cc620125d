import { readClause } from '../suite/clause.ts';
import { readScalars } from '../suite/values.ts';
import type { Scalar } from '../profile.ts';
import {
  categorySeries,
  judgeChangedCategories,
  readProfiles,
  withoutCategories,
  type Categories,
  type CategorySeries,
} from './category-changes.ts';
import { empty, missing, undecided } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { hasNoValues } from './row-basis.ts';

const DEFAULT_LAST = 7;

/**
 * How many values occur that none of the `last` 7 earlier profiles had: none may, or as many as the bound says. Values of
 * `ignore` do not count. Only complete value counts before tell that a value is new, and only complete ones now that none is.
 */
export const newCategory: Kind = {
  name: 'new_category',
  reads: ['values'],
  on: 'column',
  metric: null,
  needs: ({ params }) => ({ earlier: Number(params['last'] ?? DEFAULT_LAST) }),
  read: (value, report) => {
    const params = { last: readProfiles, ignore: readScalars };
    const clause = readClause(value, { params, bound: 'optional' }, report);
    return clause === null ? null : { ...clause, bound: clause.bound ?? { high: 0 } };
  },
  judge: (subject) => {
    if (hasNoValues(subject)) return empty(subject, 'there are no values');
    const series = categorySeries(subject, Number(subject.expectation.params['last'] ?? DEFAULT_LAST));
    if (series.now === null) return missing(subject, 'which values occur', 'topValues with valueCountsComplete');
    const without = withoutCategories(subject, series.now);
    if (without !== null) return without;
    return series.before.length === 0
      ? undecided('there is no earlier profile', 'an earlier profile with complete topValues')
      : judgeNew(subject, series.now, series);
  },
};

function judgeNew(subject: Subject, now: Categories, { before, namesOf }: CategorySeries): Finding {
  const known = new Set(before.flatMap((one) => [...(one?.names ?? [])]));
  const ignored = namesOf((subject.expectation.params['ignore'] as Scalar[] | undefined) ?? []);
  const fresh = [...now.names].filter((name) => !known.has(name) && !ignored.has(name)).length;
  const isKnownBefore = before.every((one) => one?.complete === true);
  return judgeChangedCategories(subject, {
    label: 'number of new values',
    changed: fresh,
    isSure: isKnownBefore,
    isAll: now.complete,
    tested: now.names.size,
    history: before.length,
  });
}
