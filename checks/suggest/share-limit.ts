import type { Share } from '../stats/intervals.ts';
import { fitShares, shareQuantile, type ShareModel } from '../stats/beta-binomial.ts';
import { clopperPearson } from '../stats/intervals.ts';
import { FEWEST_RUNS } from './suggestion.ts';

/** A run may have more than the limit with this probability. */
const TAIL = 0.001;
/** A share that moves by less is no news: five points. */
const MOST_ROOM = 0.05;
/** Sizes of runs that a limit is asked for. */
const MOST_SIZES = 12;
/** From so many rows without one case on, fewer than one row in a thousand is one (95 %): the rule of three. */
export const ROWS_FOR_NEVER = 3000;
const RUNS_FOR_NEVER = 30;
const MANY_ROWS = 30_000;

/**
 * The largest share of failing rows that an ordinary run may have: null when none was ever seen in enough rows to say never.
 * Without a case 3 / N (95 %, the rule of three). Else the 99.9 % point of a beta-binomial fitted to the runs, its mean at the upper
 * end of its own 95 % interval, at the size where it is largest; at least the worst that was seen, and half as much again (five points
 * at most) that nobody minds. Of fewer than five runs twice the worst.
 */
export function shareLimit(runs: readonly Share[]): number | null {
  const tried = runs.filter(({ of }) => of > 0);
  const total = { count: sumOf(tried, ({ count }) => count), of: sumOf(tried, ({ of }) => of) };
  if (total.count === 0) return total.of >= ROWS_FOR_NEVER ? null : Math.min(1, 3 / total.of);
  const worst = Math.max(...tried.map(({ count, of }) => count / of));
  if (tried.length < FEWEST_RUNS) return Math.min(1, 2 * worst);
  const model = cautious(fitShares(tried), total);
  const bound =
    model === null ? worst : Math.max(...sizesOf(tried).map((size) => shareQuantile(model, size, TAIL) / size));
  const limit = Math.max(worst, bound);
  return Math.min(1, limit + Math.min(MOST_ROOM, limit / 2));
}

/**
 * The same where a single case is no fault yet: what never failed may fail in one row of the smallest run, until thirty runs or
 * thirty thousand rows went by without.
 */
export function lenientLimit(runs: readonly Share[]): number | null {
  const limit = shareLimit(runs);
  const tried = runs.filter(({ of }) => of > 0);
  if (limit !== null || tried.length >= RUNS_FOR_NEVER || sumOf(tried, ({ of }) => of) >= MANY_ROWS) return limit;
  return Math.min(MOST_ROOM, 1 / Math.min(...tried.map(({ of }) => of)));
}

const sumOf = (runs: readonly Share[], of: (run: Share) => number): number =>
  runs.reduce((sum, run) => sum + of(run), 0);

/** The model with the mean that so few cases leave possible. */
function cautious(model: ShareModel | null, { count, of }: Share): ShareModel | null {
  if (model === null || count === of) return model;
  const mean = Math.min(1, clopperPearson({ count: Math.round(count), of: Math.round(of) }).high);
  if (model.kind === 'fixed') return { kind: 'fixed', share: Math.max(model.share, mean) };
  const { a, b } = model.shape;
  return { kind: 'beta', shape: { a: mean * (a + b), b: (1 - mean) * (a + b) } };
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
