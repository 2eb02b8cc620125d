import { LEARNED_SUITE, type CheckResult } from '../../checks/index.ts';
import { speaksFor, type Failure } from '../../alerts/index.ts';
import { failuresOf, type FoundFailures } from './failures.ts';
import type { Arrived } from './meet-arrivals.ts';
import type { Recorded } from './record-results.ts';
import type { DatasetRules } from './rules-cache.ts';

const nothing: FoundFailures = {
  failing: [],
  passing: [],
  undecided: [],
  metrics: new Map(),
  healedBy: new Map(),
};

const isLearned = ({ suite }: Failure) => suite === LEARNED_SUITE;

/** One judged profile, as far as the incident of its dataset is concerned. */
export interface ProfileNews {
  results: readonly CheckResult[];
  /** Which part of the dataset it describes; empty for the whole. */
  series: string;
  /** The rules that judged it: they say whose clause one is. */
  own: Pick<DatasetRules, 'consumers'>;
  arrived: Pick<Arrived, 'failing' | 'healedBy'>;
  /** Older than the newest of its series. */
  isLate: boolean;
  /** Is an incident of the dataset open? */
  hasOpen: boolean;
  /** What fails in it of parts of the dataset that come no more. */
  gone: ReadonlyMap<string, string>;
  /** Did learned monitors say nothing of it, because they are learning still? What they told before stays. */
  isLearning?: boolean;
}

/**
 * What a profile says to its dataset's incident; null: nothing. One older than the newest of its series is judged and
 * answered, but neither opens nor heals: today speaks for today. Only a deadline that was missed heals by the very profile
 * it awaited, however old. The receive and the replay both ask this.
 */
export function newsOf(profile: ProfileNews, now: Date) {
  const { results, series, own, arrived, isLate, hasOpen, gone, isLearning = false } = profile;
  const outcomes = isLate ? nothing : failuresOf(results, { series, own }, now);
  const failing = [...outcomes.failing, ...arrived.failing];
  const isNews = failing.length > 0 || arrived.healedBy.size > 0;
  if (!isNews && (isLate || !hasOpen)) return null;
  return {
    ...outcomes,
    failing,
    gone,
    passing: [...outcomes.passing, ...arrived.healedBy.keys()],
    healedBy: new Map([...outcomes.healedBy, ...arrived.healedBy]),
    ...(isLate && { covers: () => false }),
    ...(!isLate && isLearning && { covers: (failure: Failure) => speaksFor(failure, series) && !isLearned(failure) }),
  } satisfies Partial<Recorded>;
}
