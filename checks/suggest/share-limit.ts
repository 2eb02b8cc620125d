import type { Share } from '../stats/intervals.ts';
import { fitShares, shareQuantile } from '../stats/beta-binomial.ts';
import { FEWEST_RUNS } from './suggestion.ts';

/** A run may have more than the limit with this probability. */
const TAIL = 0.001;
/** From so many rows without one case on, fewer than one row in a thousand is one (95 %): the rule of three. */
export const ROWS_FOR_NEVER = 3000;

/**
 * The largest share of failing rows that an ordinary run may have: null when none was ever seen in enough rows to say never.
 * Without a case 3 / N (95 %, the rule of three); else the 99.9 % point of a beta-binomial fitted to the runs, for a run as small
 * as the smallest, and at least the worst that was seen. Of fewer than five runs twice the worst.
 */
export function shareLimit(runs: readonly Share[]): number | null {
  const tried = runs.filter(({ of }) => of > 0);
  const total = tried.reduce((sum, { of }) => sum + of, 0);
  const failed = tried.reduce((sum, { count }) => sum + count, 0);
  if (failed === 0) return total >= ROWS_FOR_NEVER ? null : Math.min(1, 3 / total);
  const worst = Math.max(...tried.map(({ count, of }) => count / of));
  if (tried.length < FEWEST_RUNS) return Math.min(1, 2 * worst);
  const model = fitShares(tried);
  const size = Math.round(Math.min(...tried.map(({ of }) => of)));
  const bound = model === null ? worst : shareQuantile(model, size, TAIL) / size;
  return Math.min(1, Math.max(worst, bound));
}

/** The tolerance that lets so much pass, rounded in favour of the data: `true` for a rule without any. */
export function toleranceOf(limit: number | null): true | { mostly: number } {
  if (limit === null) return true;
  return { mostly: Math.max(0, Math.floor((1 - limit) * 1000 + 1e-9) / 1000) };
}
