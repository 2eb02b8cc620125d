import type { Expectation, SegmentPattern, SuiteInForce } from './expectation.ts';
import { normalisedFilter } from './filter-text.ts';
import type { Profile, Scalar, Segment } from './profile.ts';

type HashValue = (value: Scalar) => string;

/** To which series of a dataset a profile belongs: it is judged by the rules of that series, and compared within it. */
export interface JudgedSeries {
  /** Is it of one segment? `profile.segment` says which. */
  segment: boolean;
  /** The filter of `where` that it declares, white space normalised; null when no suite names its filter, or it has none. */
  where: string | null;
  /** Does any expectation ask it at all? A disabled one does not. */
  judged: boolean;
}

/**
 * The series of one profile under the suites of its dataset. The whole dataset (no segment, `where` null) is judged by
 * expectations without `segment` and `where`. A profile whose declared filter some `where` names is only that part of the
 * dataset, so that nothing else judges it; a filter that no suite names (an incremental load) leaves it the whole.
 */
export function judgedSeries(profile: Profile, suites: readonly SuiteInForce[], hashValue: HashValue): JudgedSeries {
  const place = placeOf(profile, suites, hashValue);
  const judged = suites.some(({ suite }) => suite.expectations.some((one) => isAsked(one, place)));
  return { segment: isSegment(profile), where: place.where, judged };
}

/** What decides which expectations are asked of a profile. */
export interface Place {
  profile: Profile;
  where: string | null;
  hashValue: HashValue;
}

/** The place of a profile among the series that some suites know. */
export function placeOf(profile: Profile, suites: readonly SuiteInForce[], hashValue: HashValue): Place {
  const filter = profile.scope?.filter;
  const place: Place = { profile, where: null, hashValue };
  if (filter === undefined || filter === null) return place;
  const { text, hash } = typeof filter === 'string' ? { text: filter, hash: undefined } : filter;
  const declared = typeof text === 'string' ? normalisedFilter(text) : null;
  for (const { suite } of suites) {
    for (const { where } of suite.expectations) {
      if (where === undefined) continue;
      const wanted = normalisedFilter(where);
      const isHashed =
        hash !== undefined && (hash === where || hash === hashValue(where) || hash === hashValue(wanted));
      if (isHashed || declared === wanted) return { ...place, where: wanted };
    }
  }
  return place;
}

/** Is the expectation for profiles of this place? */
export function isAsked({ mode, where, segment }: Expectation, place: Place): boolean {
  if (mode === 'disabled') return false;
  if (where === undefined ? place.where !== null : place.where === null || normalisedFilter(where) !== place.where)
    return false;
  return segment === undefined ? !isSegment(place.profile) : fits(segment, place);
}

function isSegment({ segment }: Profile): boolean {
  return segment !== undefined && segment !== null && segment.length > 0;
}

/** Has the profile these keys and no others, each with the value that is asked for? A hashed value fits by its hash. */
function fits(pattern: readonly SegmentPattern[], { profile, hashValue }: Place): boolean {
  const segment = profile.segment ?? [];
  if (segment.length !== pattern.length) return false;
  return pattern.every(({ key, value }) => segment.some((part) => part.key === key && isValue(part, value, hashValue)));
}

function isValue(part: Segment, wanted: string, hashValue: HashValue): boolean {
  return wanted === '*' || part.value === wanted || part.value === hashValue(wanted);
}
