import type { Profile } from '../profile.ts';
import { NO_BASELINE, type Baseline } from '../anomaly/baseline.ts';
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

/** What a watcher says day by day. */
export function follow(profiles: readonly (Profile | null)[], holidays?: ReadonlySet<number>, stepMs = DAY_MS) {
  let baseline: Baseline = NO_BASELINE;
  const verdicts: LearnedVerdict[] = [];
  profiles.forEach((profile, day) => {
    if (profile === null) return;
    const input = { profile, at: new Date(START + day * stepMs), baseline, ...(holidays && { holidays }) };
    const verdict = judgeLearned(input);
    verdicts.push(verdict);
    baseline = learn(input, verdict);
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
