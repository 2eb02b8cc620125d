import type { LearnedInput, LearnedVerdict } from '../anomaly/judge.ts';
import type { CheckResult } from '../result.ts';
import type { LearnedVersions } from './row.ts';

/** What the answer to a profile says of learned monitors in short. */
export interface LearnedSummary extends LearnedVersions {
  /** `learning`: too few runs came before to judge by most of what is watched. */
  state: 'learning' | 'usual' | 'alarm';
  /** Runs learnt before this one. */
  runs: number;
  /** Measures that were held against their past. */
  measures: number;
  /** Rows in alarm. */
  alarms: number;
}

/** With so many runs before, gross errors are found. */
const FEW_RUNS = 3;

/** The summary of what was judged and told. */
export function learnedSummary(
  { baseline }: LearnedInput,
  { judged }: LearnedVerdict,
  { results, versions }: { results: readonly CheckResult[]; versions: LearnedVersions },
): LearnedSummary {
  const alarms = results.filter(({ outcome }) => outcome === 'warn' || outcome === 'fail').length;
  const state = alarms > 0 ? 'alarm' : baseline.runs < FEW_RUNS ? 'learning' : 'usual';
  return { state, runs: baseline.runs, measures: judged.length, alarms, ...versions };
}
