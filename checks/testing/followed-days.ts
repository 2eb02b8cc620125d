import type { Baseline } from '../anomaly/baseline.ts';
import { NO_BASELINE } from '../anomaly/baseline.ts';
import type { Feedback } from '../anomaly/feedback.ts';
import { judgeLearned, type LearnedVerdict } from '../anomaly/judge.ts';
import { learn } from '../anomaly/learn.ts';
import type { Profile } from '../profile.ts';
import { chance } from './chance.ts';

const DAY_MS = 86_400_000;
/** A Monday. */
const START = Date.parse('2026-01-05T00:00:00Z');

/** What a day's table is like; what is not said is as ever. */
export interface DayOf {
  rows?: number;
  mean?: number;
  nulls?: number;
  codes?: Record<string, number>;
  /** The type of the first column. */
  type?: string;
  extra?: string;
}

/** A run to be followed, with what somebody says of its alarms. */
export interface Told {
  profile: Profile;
  feedback?: readonly Feedback[];
}

/** A table of numbers and codes, a little different each day; the same for the same day. */
export function dayOf(day: number, of: DayOf = {}): Profile {
  const { normal } = chance(1000 + day);
  const rows = Math.round((of.rows ?? 1000) * (1 + 0.02 * normal()));
  const count = Math.round(rows * (1 - (of.nulls ?? 0.01) * (1 + 0.02 * normal())));
  const mean = (of.mean ?? 50) + 0.3 * normal();
  const codes = Object.entries(of.codes ?? { a: 0.5, b: 0.3, c: 0.2 });
  const fields = [
    { name: 'amount', type: of.type ?? 'DOUBLE' },
    { name: 'code', type: 'VARCHAR' },
  ];
  return {
    dataset: { namespace: 'test', name: 'orders' },
    rowCount: rows,
    schema: { fields: of.extra === undefined ? fields : [...fields, { name: of.extra, type: 'BIGINT' }] },
    columnMetrics: {
      amount: {
        ...(of.type === undefined && { type: 'number' as const }),
        count,
        nullCount: rows - count,
        mean,
        stddev: 10 + 0.1 * normal(),
        min: mean - 35,
        max: mean + 35,
        quantiles: Object.fromEntries(
          Array.from({ length: 19 }, (_, rank) => [
            String((rank + 1) / 20),
            mean + 10 * Math.log((rank + 1) / (19 - rank)),
          ]),
        ),
        negativeCount: 0,
      },
      code: {
        type: 'string',
        count: rows,
        nullCount: 0,
        distinct: { value: codes.length, exact: true },
        topValues: codes.map(([value, share]) => ({ value, count: Math.round(share * rows) })),
        valueCountsComplete: true,
      },
    },
  };
}

export const dateOf = (day: number): Date => new Date(START + day * DAY_MS);

export const holidayOn = (day: number): number => Math.floor(dateOf(day).getTime() / DAY_MS);

/** What learned monitors say day by day, and what they remember in the end; `between` may replace that after each day. */
export function follow(
  days: readonly (Told | Profile)[],
  {
    holidays,
    between = (baseline) => baseline,
  }: { holidays?: ReadonlySet<number>; between?: (baseline: Baseline) => Baseline } = {},
): { verdicts: LearnedVerdict[]; baseline: Baseline } {
  let baseline: Baseline = NO_BASELINE;
  const verdicts = days.map((day, index) => {
    const { profile, feedback = undefined } = 'profile' in day ? day : { profile: day };
    const input = {
      profile,
      at: dateOf(index),
      baseline,
      ...(holidays && { holidays }),
      ...(feedback && { feedback }),
    };
    const verdict = judgeLearned(input);
    baseline = between(learn(input, verdict));
    return verdict;
  });
  return { verdicts, baseline };
}

/** The causes and columns of what was found. */
export const saidOf = ({ findings }: LearnedVerdict): string[] =>
  findings.map(({ cause, column }) => `${cause} ${column ?? 'table'}`);
