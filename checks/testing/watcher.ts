import type { Profile } from '../profile.ts';
import { NO_BASELINE, type Baseline } from '../anomaly/baseline.ts';
import type { Feedback } from '../anomaly/feedback.ts';
import { judgeLearned, type LearnedVerdict } from '../anomaly/judge.ts';
import { learn } from '../anomaly/learn.ts';
import { ordersOf, type OrdersOf } from './learned-days.ts';
import { chance } from './chance.ts';

export const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');
/** Thursday 2026-01-01 and the days, or hours, after it. */
export const at = (day: number): Date => new Date(START + day * DAY_MS);

/** A day of orders with so many rows. */
export const table = (rows: number, of: Omit<OrdersOf, 'rows'> = {}): Profile => ordersOf({ rows, ...of });

/** The day as holidays are named: in days since 1970. */
export const holidayOn = (day: number): number => Math.floor(at(day).getTime() / DAY_MS);

/** A run to be followed, with what somebody says of its alarms. */
export interface Told {
  profile: Profile;
  feedback?: readonly Feedback[];
}

interface Following {
  holidays?: ReadonlySet<number>;
  stepMs?: number;
  /** May replace what is remembered after each run. */
  between?: (baseline: Baseline) => Baseline;
}

/** What a watcher says run by run (null: there was none), and what it remembers in the end. */
export function follow(
  runs: readonly (Told | Profile | null)[],
  { holidays, stepMs = DAY_MS, between = (baseline) => baseline }: Following = {},
) {
  let baseline: Baseline = NO_BASELINE;
  const verdicts: LearnedVerdict[] = [];
  runs.forEach((run, place) => {
    if (run === null) return;
    const { profile, feedback = [] } = 'profile' in run ? run : { profile: run };
    const input = { profile, at: new Date(START + place * stepMs), baseline, feedback, ...(holidays && { holidays }) };
    const verdict = judgeLearned(input);
    verdicts.push(verdict);
    baseline = between(learn(input, verdict));
  });
  return { verdicts, baseline };
}

/** As many profiles, or whatever is made. */
export const days = <T>(count: number, make: (day: number) => T): T[] =>
  Array.from({ length: count }, (_, day) => make(day));
/** Days of about a thousand rows. */
export const steady = (count: number, seed = 1): Profile[] => {
  const { normal } = chance(seed);
  return days(count, () => table(Math.round(1000 * (1 + 0.03 * normal())), { mean: 50 + 0.3 * normal() }));
};
/** Causes and columns of what is found. */
export const saidOf = ({ findings }: LearnedVerdict): string[] =>
  findings.map(({ cause, column }) => `${cause} ${column ?? 'table'}`);
