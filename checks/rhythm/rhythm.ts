import { median } from '../stats/median.ts';
import { quantileSorted } from '../stats/quantile.ts';

/** A run as far as its place in time goes. Its interval is the data it works on, as a scheduler names it. */
export interface TimedRun {
  startedAt: Date | null;
  endedAt: Date | null;
  intervalStart: Date | null;
  intervalEnd: Date | null;
}

/** When a job usually starts, read from its own past: nobody declared it. */
export interface Rhythm {
  /** `interval`: some time after the end of each run's data interval; `starts`: by the clock, from when runs started. */
  basis: 'interval' | 'starts';
  everySeconds: number;
  /** How long after the interval's end (`interval`), or after a whole multiple of the period since 1970 (`starts`). */
  lagSeconds: number;
  /** A start later than expected by more than this is late. */
  slackSeconds: number;
  /** How many of the runs started within the slack. */
  kept: number;
  of: number;
}

const leastRuns = 4;
const leastKept = 0.6;
const second = 1000;
const daySeconds = 86_400;
/** Periods that schedules have, in seconds: a median this near to one is it. */
const usualPeriods = [60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 28_800, 43_200, daySeconds, 7 * daySeconds]; // prettier-ignore
const nearness = 0.03;

/** The rhythm of at least four runs of one job, in any order; null where most of them keep none. */
export function rhythmOf(runs: readonly TimedRun[]): Rhythm | null {
  return byIntervals(runs) ?? byStarts(runs);
}

/** To what a run belongs in a schedule: the end of its data interval, else its start. */
const anchorOf = (run: TimedRun): number | null => (run.intervalEnd ?? run.intervalStart)?.getTime() ?? null;

function byIntervals(runs: readonly TimedRun[]): Rhythm | null {
  const placed = runs.flatMap((run) => {
    const anchor = anchorOf(run);
    return anchor === null || run.startedAt === null ? [] : [{ anchor, lag: run.startedAt.getTime() - anchor }];
  });
  const every = periodOf(placed.map(({ anchor }) => anchor));
  if (every === null || placed.length < leastRuns) return null;
  return kept('interval', every, placed.map(({ lag }) => lag)); // prettier-ignore
}

function byStarts(runs: readonly TimedRun[]): Rhythm | null {
  const starts = runs.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt.getTime()]));
  const every = starts.length < leastRuns ? null : periodOf(starts);
  if (every === null) return null;
  // About the newest start, so that a rhythm that lies across a whole multiple of the period is not torn apart.
  const newest = Math.max(...starts);
  const near = starts.map((start) => start - newest - Math.round((start - newest) / every) * every);
  const middle = newest + (median(near) ?? 0);
  const rhythm = kept('starts', every, near.map((offset) => offset + newest)); // prettier-ignore
  return rhythm && { ...rhythm, lagSeconds: (((middle % every) + every) % every) / second };
}

/** The median of the distances between different instants, in milliseconds; null for less than three of them. */
function periodOf(instants: readonly number[]): number | null {
  const sorted = [...new Set(instants)].sort((a, b) => a - b);
  const gap = median(sorted.slice(1).map((at, index) => at - sorted[index]!));
  if (gap === null || sorted.length < 3 || gap < 30 * second) return null;
  const usual = usualPeriods.find((period) => Math.abs(gap / second / period - 1) <= nearness);
  return usual === undefined ? gap : usual * second;
}

function kept(basis: Rhythm['basis'], every: number, lags: readonly number[]): Rhythm | null {
  const lag = median(lags) ?? 0;
  const slack = slackOf(every);
  const within = lags.filter((one) => Math.abs(one - lag) <= slack).length;
  if (within / lags.length < leastKept) return null;
  return {
    basis,
    everySeconds: every / second,
    lagSeconds: lag / second,
    slackSeconds: slack / second,
    kept: within,
    of: lags.length,
  };
}

/** A tenth of the period, from a minute to a quarter of an hour. */
const slackOf = (every: number) => Math.min(15 * 60 * second, Math.max(60 * second, every / 10));

/** When a run should have started; null where the rhythm says nothing of it. */
export function expectedStart(rhythm: Rhythm, run: TimedRun): Date | null {
  const lag = rhythm.lagSeconds * second;
  if (rhythm.basis === 'interval') {
    const anchor = anchorOf(run);
    return anchor === null ? null : new Date(anchor + lag);
  }
  if (run.startedAt === null) return null;
  const every = rhythm.everySeconds * second;
  return new Date(Math.round((run.startedAt.getTime() - lag) / every) * every + lag);
}

/** By how many seconds a run started later than expected; 0 within the slack or before, null where nothing is expected. */
export function startedLate(rhythm: Rhythm, run: TimedRun): number | null {
  const expected = expectedStart(rhythm, run);
  if (expected === null || run.startedAt === null) return null;
  const late = (run.startedAt.getTime() - expected.getTime()) / second;
  return late > rhythm.slackSeconds ? Math.round(late) : 0;
}

/**
 * When the next run should start. A place in the rhythm at which none ran a week before (a weekend, a night) is passed over,
 * where the runs reach back so far.
 */
export function nextStart(rhythm: Rhythm, runs: readonly TimedRun[]): Date | null {
  const expected = runs.flatMap((run) => expectedStart(rhythm, run)?.getTime() ?? []);
  if (expected.length === 0) return null;
  const [newest, oldest] = [Math.max(...expected), Math.min(...expected)];
  const every = rhythm.everySeconds * second;
  const week = 7 * daySeconds * second;
  const steps = Math.max(1, Math.round(week / every));
  for (let step = 1; step <= steps; step++) {
    const next = newest + step * every;
    const reaches = next - week >= oldest && every < week;
    if (!reaches || expected.some((at) => Math.abs(at - (next - week)) < every / 2)) return new Date(next);
  }
  return new Date(newest + every);
}

/** How long runs took that came to an end: the middle and the ninth tenth, in seconds; null for less than three. */
export function usualDuration(runs: readonly TimedRun[]): { p50: number; p90: number; of: number } | null {
  const took = runs
    .flatMap(({ startedAt, endedAt }) =>
      startedAt && endedAt ? [(endedAt.getTime() - startedAt.getTime()) / second] : [],
    )
    .filter((seconds) => seconds >= 0)
    .sort((a, b) => a - b);
  if (took.length < 3) return null;
  return { p50: quantileSorted(took, 0.5) ?? 0, p90: quantileSorted(took, 0.9) ?? 0, of: took.length };
}
