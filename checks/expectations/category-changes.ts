import type { StoredProfile } from '../expectation.ts';
import { measuredProfile } from '../measured-profile.ts';
import type { ColumnProfile, Scalar, TopValue } from '../profile.ts';
import { described, readNumberBetween, refuse } from '../suite/values.ts';
import { judgeBound } from './bound.ts';
import { columnNamed } from './column-list.ts';
import { empty, missing } from './finding.ts';
import type { Finding, Subject } from './kind.ts';
import { hashesOf } from './members.ts';
import { hasNoValues, rowBasis } from './row-basis.ts';
import { isSample } from './sample.ts';
import { countValues, surely } from './value-counts.ts';

const MOST_PROFILES = 14;

/** A whole number of profiles, 1 to 14. */
export const readProfiles = described<number>(
  { type: 'integer', minimum: 1, maximum: MOST_PROFILES },
  (value, report) => {
    const number = readNumberBetween(1, MOST_PROFILES)(value, report);
    return number === undefined || Number.isInteger(number) ? number : refuse(value, report, 'a whole number');
  },
);

/** The categories of a column in one profile; `complete` when there are surely no others. */
export interface Categories {
  names: ReadonlySet<string>;
  complete: boolean;
}

/** Categories of the profile that is judged and of `last` earlier ones at most, newest first; null where one lists none. */
export interface CategorySeries {
  now: Categories | null;
  before: (Categories | null)[];
  /** The names under which values of the suite would be among them. */
  namesOf(values: readonly Scalar[]): ReadonlySet<string>;
}

/** Reads the categories of a column over time. Where one profile has them hashed, all are compared by their hashes. */
export function categorySeries(subject: Subject, last: number): CategorySeries {
  const { column, profile, history, expectation, hashValue } = subject;
  const earlier = (history.earlier ?? []).slice(0, last).map((stored: StoredProfile) => ({
    column: columnNamed(measuredProfile(stored.profile), expectation.column ?? ''),
    isPart: isSample(stored.profile),
  }));
  const all = [{ column, isPart: isSample(profile) }, ...earlier];
  const isHashed = all.some((one) => one.column?.topValues?.some(({ hashed }) => hashed === true));
  const nameOf = ({ value, hashed }: TopValue) =>
    hashed === true || !isHashed ? String(value) : hashValue(value as Scalar);
  const [now = null, ...before] = all.map((one) => one.column && categoriesOf(one.column, one.isPart, nameOf));
  const namesOf = (values: readonly Scalar[]) => (isHashed ? hashesOf(values, hashValue) : new Set(values.map(String)));
  return { now, before, namesOf };
}

/** What is said where there are no values now, or where nobody knows whether there are any; null where some are listed. */
export function withoutCategories(subject: Subject, now: Categories): Finding | null {
  if (now.names.size > 0) return null;
  if (hasNoValues(subject) || now.complete) return empty(subject, 'there are no values');
  return rowBasis(subject).values === null ? missing(subject, 'the number of values', 'count') : null;
}

/** How many categories changed, as far as the profiles list them. */
export interface ChangedCategories {
  label: string;
  changed: number;
  /** Did each of them surely change? */
  isSure: boolean;
  /** Are there surely no others that did? */
  isAll: boolean;
  /** How many categories were asked. */
  tested: number;
  /** How many profiles they are compared with. */
  history: number;
}

/** Judges the number of changed categories by the bound of the expectation. */
export function judgeChangedCategories({ expectation }: Subject, given: ChangedCategories): Finding {
  const { label, changed, isSure, isAll, tested, history } = given;
  const note = isSure && isAll ? null : 'known of listed values only';
  return judgeBound({
    label,
    reading: { value: changed, low: isSure ? changed : 0, high: isAll ? changed : null, note },
    bound: expectation.bound,
    warnBound: expectation.warnBound,
    needs: 'complete topValues, now and in the earlier profiles',
    unit: 'values',
    tested,
    basis: { kind: 'last_n', history, value: null },
  });
}

function categoriesOf(column: ColumnProfile, isPart: boolean, nameOf: (top: TopValue) => string): Categories | null {
  if (column.count === 0) return { names: new Set(), complete: !isPart };
  const counts = countValues(column);
  if (counts === null) return null;
  const occurring = counts.values.filter((top) => top.value !== null && surely(top) > 0);
  return { names: new Set(occurring.map(nameOf)), complete: counts.complete && !isPart };
}
