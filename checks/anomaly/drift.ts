import type { Courses } from './courses.ts';
import { effectAt, newestPlainInto } from './foretell.ts';
import { median, quantile } from './median.ts';
import { medianOfFirst } from './small-sort.ts';

/** A slow drift: how far the newest runs together have moved from the level of the cycles before them. */
export interface Drift {
  /** The mean step of the newest runs that differ most. */
  size: number;
  /** How much they sum up to; 1 and above is more than chance and more than the series ever did before. */
  strength: number;
}

/** Steps of so many cycles are remembered. */
export const WANDERING_CYCLES = 6;
/** What one run may add, in robust standard deviations, and what each must exceed. */
const MOST_STEP = 3;
const ALLOWANCE = 0.5;
/** What the steps must sum up to, and how much more than in the series' own past. */
const LIMIT = 4;
const MORE_THAN_EVER = 1.2;
/** Steps are taken to be alike up to this correlation. */
const MOST_ALIKE = 0.7;
const LEVELS = new Float64Array(96);

/** How far a value is, without the effect of its phase, from the median of the four cycles before it; null with less than two. */
export function stepOf(
  courses: Courses,
  slot: number,
  { value, phase }: { value: number; phase: number },
): { size: number; level: number } | null {
  const lane = courses.lanes[slot]!;
  if (lane < 0) return null;
  const { cycle } = courses.layout.cadence;
  const count = newestPlainInto(courses, lane, LEVELS);
  if (count < 2 * cycle) return null;
  const level = medianOfFirst(LEVELS, count);
  const effect = effectAt(courses, lane, phase);
  if (courses.layout.cadence.isHourly && Number.isNaN(effect)) return null;
  return { size: value - level - (Number.isNaN(effect) ? 0 : effect), level };
}

/**
 * Whether a series drifts whose runs were these steps from their levels, oldest first: the steps, cut at three deviations, are summed
 * over the newest runs up to two cycles with an allowance taken off each (a CUSUM of Page 1954 over a window), and held against the
 * largest such sum of the series' own past, so that series which wander anyway must wander farther. Null with less than three cycles.
 */
export function driftOf(steps: readonly number[], cycle: number, floor: number): Drift | null {
  if (steps.length < 3 * cycle) return null;
  const scale = scaleOf(steps.slice(0, -1), floor);
  const cut = steps.map((step) => Math.max(-MOST_STEP, Math.min(MOST_STEP, step / scale)));
  const limit = LIMIT * wandering(cut.slice(0, -cycle));
  const sums = cut.map((_, end) => windowSum(cut.slice(Math.max(0, end + 1 - 2 * cycle), end + 1)));
  const ever = Math.max(0, ...sums.slice(0, -cycle).map(({ sum }) => sum));
  const { sum, runs } = sums.at(-1) as WindowSum;
  const size = (scale * cut.slice(-runs).reduce((total, step) => total + step, 0)) / runs;
  return { size, strength: sum / Math.max(limit, MORE_THAN_EVER * ever) };
}

/**
 * How many times as wide as those of runs that know nothing of each other the sums of these steps lie: of a first-order autoregression with
 * their correlation at lag 1, less what so few show by chance.
 */
function wandering(steps: readonly number[]): number {
  let [both, own] = [0, 0];
  for (let index = 1; index < steps.length; index++) {
    both += steps[index - 1]! * steps[index]!;
    own += steps[index]! ** 2;
  }
  const alike = own === 0 ? 0 : Math.min(MOST_ALIKE, Math.max(0, both / own - 1 / Math.sqrt(steps.length)));
  return Math.sqrt((1 + alike) / (1 - alike));
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
