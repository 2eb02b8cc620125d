import type { Share } from '../stats/intervals.ts';
import { fitShares, shareQuantile } from '../stats/beta-binomial.ts';
import { FEWEST_RUNS } from './suggestion.ts';

/** A run may have more than the limit with this probability. */
const TAIL = 0.001;
/** A share that moves by less is no news: five points. */
const MOST_ROOM = 0.05;
/** Sizes of runs that a limit is asked for. */
const MOST_SIZES = 12;
/** From so many rows without one case on, fewer than one row in a thousand is one (95 %): the rule of three. */
export const ROWS_FOR_NEVER = 3000;

/**
 * The largest share of failing rows that an ordinary run may have: null when none was ever seen in enough rows to say never.
 * Without a case 3 / N (95 %, the rule of three); else the 99.9 % point of a beta-binomial fitted to the runs, at the size where
 * it is largest, at least the worst that was seen, and half as much again (five points at most) that nobody minds. Of fewer than five runs twice the worst.
 */
export function shareLimit(runs: readonly Share[]): number | null {
  const tried = runs.filter(({ of }) => of > 0);
  const total = tried.reduce((sum, { of }) => sum + of, 0);
  const failed = tried.reduce((sum, { count }) => sum + count, 0);
  if (failed === 0) return total >= ROWS_FOR_NEVER ? null : Math.min(1, 3 / total);
  const worst = Math.max(...tried.map(({ count, of }) => count / of));
  if (tried.length < FEWEST_RUNS) return Math.min(1, 2 * worst);
  const model = fitShares(tried);
  const bound =
    model === null ? worst : Math.max(...sizesOf(tried).map((size) => shareQuantile(model, size, TAIL) / size));
  const limit = Math.max(worst, bound);
  return Math.min(1, limit + Math.min(MOST_ROOM, limit / 2));
}

/** Sizes of runs from the smallest to the largest: whole rows make the share that is let pass jump from one to the next. */
function sizesOf(runs: readonly Share[]): number[] {
  const sorted = [...new Set(runs.map(({ of }) => Math.round(of)))].sort((one, other) => one - other);
  const step = Math.max(1, Math.ceil(sorted.length / MOST_SIZES));
  return sorted.filter((_, at) => at % step === 0);
}

/** The tolerance that lets so much pass, rounded in favour of the data: `true` for a rule without any. */
export function toleranceOf(limit: number | null): true | { mostly: number } {
  if (limit === null) return true;
  return { mostly: Math.max(0, Math.floor((1 - limit) * 1000 + 1e-9) / 1000) };
}
