import type { CheckResult } from '../../checks/index.ts';
import { failuresOf } from './judge.ts';
import type { Arrived } from './meet-arrivals.ts';
import type { Recorded } from './record-results.ts';

/** One judged profile, as far as the incident of its dataset is concerned. */
export interface JudgedProfile {
  results: readonly CheckResult[];
  arrived: Pick<Arrived, 'failing' | 'healedBy'>;
  /** Older than the newest profile of its dataset. */
  isLate: boolean;
  /** It speaks for no incident at all: a segment, or a retired dataset. */
  isSilent: boolean;
  /** Is an incident of the dataset open? */
  hasOpen: boolean;
}

type News = Pick<Recorded, 'failing' | 'passing' | 'undecided' | 'metrics' | 'covers' | 'healedBy'>;

/**
 * What a profile says to its dataset's incident; null: nothing. One older than the newest accepted is judged and answered,
 * but neither opens nor heals: today speaks for today. Only a deadline that was missed heals by the very profile it awaited,
 * however old.
 */
export function newsOf({ results, arrived, isLate, isSilent, hasOpen }: JudgedProfile, now: Date): News | null {
  if (isSilent) return null;
  const outcomes = isLate ? nothing : failuresOf(results, now);
  const failing = [...outcomes.failing, ...arrived.failing];
  const isNews = failing.length > 0 || arrived.healedBy.size > 0;
  if (!isNews && (isLate || !hasOpen)) return null;
  return {
    ...outcomes,
    failing,
    passing: [...outcomes.passing, ...arrived.healedBy.keys()],
    healedBy: arrived.healedBy,
  };
}

const nothing = {
  failing: [],
  passing: [],
  undecided: [],
  metrics: new Map<string, string | null>(),
  covers: () => false,
};
