import { median, quantile } from './median.ts';

/** A slow drift: how far the newest runs together have moved from the level of the cycles before them. */
export interface Drift {
  /** The level of the four cycles before, and the mean of the newest runs that differ from it most. */
  level: number;
  recent: number;
  /** How much the newest runs sum up to; 1 and above is more than chance and more than the series ever did before. */
  strength: number;
}

/** What one run may add, in robust standard deviations, and what each must exceed. */
const MOST_STEP = 3;
const ALLOWANCE = 0.75;
/** What the steps must sum up to, and how much more than in the series' own past. */
const LIMIT = 5;
const MORE_THAN_EVER = 1.3;
const LEVEL_CYCLES = 4;

/**
 * Whether `values` (without their season, oldest first, the newest the one in question) drift: each run's distance from the median of
 * the four cycles before it, cut at three deviations, summed over the newest runs up to two cycles with an allowance taken off each
 * (a CUSUM of Page 1954 over a window), and held against the largest such sum of the series' own past, so that series which wander
 * anyway (autocorrelated, with a trend) must wander farther. Null with less than five cycles.
 */
export function driftOf(values: readonly number[], cycle: number, floor: number): Drift | null {
  if (values.length < (LEVEL_CYCLES + 1) * cycle) return null;
  const first = 2 * cycle;
  const levels = values.slice(first).map((_, index) => {
    const end = first + index;
    return median(values.slice(Math.max(0, end - LEVEL_CYCLES * cycle), end));
  });
  const steps = levels.map((level, index) => (values[first + index] as number) - level);
  const scale = scaleOf(steps.slice(0, -1), floor);
  const cut = steps.map((step) => Math.max(-MOST_STEP, Math.min(MOST_STEP, step / scale)));
  const sums = cut.map((_, end) => windowSum(cut.slice(Math.max(0, end + 1 - 2 * cycle), end + 1)));
  const ever = Math.max(0, ...sums.slice(0, -cycle).map(({ sum }) => sum));
  const { sum, runs } = sums.at(-1) as WindowSum;
  const level = levels.at(-1) as number;
  const newest = steps.slice(-runs);
  return {
    level,
    recent: level + newest.reduce((total, step) => total + step, 0) / newest.length,
    strength: sum / Math.max(LIMIT, MORE_THAN_EVER * ever),
  };
}

function scaleOf(steps: readonly number[], floor: number): number {
  const sizes = steps.map(Math.abs);
  return Math.max(1.4826 * median(sizes), quantile(sizes, 0.9) / 1.645, floor);
}

interface WindowSum {
  sum: number;
  runs: number;
}

/** The largest sum of the newest steps of one sign, and over how many. */
function windowSum(steps: readonly number[]): WindowSum {
  let best: WindowSum = { sum: 0, runs: 1 };
  for (const side of [1, -1]) {
    let sum = 0;
    for (let runs = 1; runs <= steps.length; runs++) {
      sum += side * (steps[steps.length - runs] as number) - ALLOWANCE;
      if (sum > best.sum) best = { sum, runs };
    }
  }
  return best;
}
