import { NO_BASELINE, type Baseline } from '../anomaly/baseline.ts';
import type { Feedback } from '../anomaly/feedback.ts';
import { judgeLearned, type LearnedInput, type LearnedVerdict } from '../anomaly/judge.ts';
import { learn } from '../anomaly/learn.ts';
import type { Budget } from '../anomaly/tuning.ts';
import type { Profile } from '../profile.ts';
import { chance } from './chance.ts';

const MINUTE_MS = 60_000;
/** A Monday. */
const START = Date.parse('2026-01-05T00:00:00Z');
const STEP_MINUTES = 5;
/** Points in a day. */
export const DAY = (24 * 60) / STEP_MINUTES;

export const pointTime = (point: number): Date => new Date(START + point * STEP_MINUTES * MINUTE_MS);

/** A profile of one metric. */
export const metricOf = (value: number): Profile => ({
  dataset: { namespace: 'test', name: 'stream' },
  metrics: { value },
});

/** A metric between 20 and 80 by the hour of the day, with noise of 2; the same for the same point. */
export function usualPoint(point: number): number {
  const { normal } = chance(5000 + point);
  return 50 - 28 * Math.cos((2 * Math.PI * point) / DAY) + 2 * normal();
}

interface Following {
  /** What is known of the points before this one; those are skipped. */
  from?: { point: number; baseline: Baseline };
  budget?: Budget;
  feedback?: (point: number) => Feedback | undefined;
  between?: (baseline: Baseline) => Baseline;
}

/** What learned monitors say point by point (by its place), and what they remember in the end. */
export function followPoints(
  profiles: readonly Profile[],
  { from, budget, feedback, between = (baseline) => baseline }: Following = {},
): { verdicts: LearnedVerdict[]; inputs: LearnedInput[]; baseline: Baseline } {
  let baseline: Baseline = from?.baseline ?? NO_BASELINE;
  const inputs: LearnedInput[] = [];
  const verdicts: LearnedVerdict[] = [];
  profiles.forEach((profile, point) => {
    if (point < (from?.point ?? 0)) return;
    const said = feedback?.(point);
    const input: LearnedInput = {
      ...{ profile, at: pointTime(point), baseline },
      ...(said && { feedback: [said] }),
      ...(budget && { tuning: { budget, calibration: null } }),
    };
    const verdict = judgeLearned(input);
    inputs[point] = input;
    verdicts[point] = verdict;
    baseline = between(learn(input, verdict));
  });
  return { verdicts, inputs, baseline };
}

/** Places of the points that told of something new. */
export const toldAt = (verdicts: readonly LearnedVerdict[]): number[] =>
  verdicts.flatMap(({ findings }, point) => (findings.some(({ continues }) => !continues) ? [point] : []));
