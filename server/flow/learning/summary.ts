import type { LearnedVerdict } from '../../../checks/index.ts';
import { ENGINE_VERSION } from './codec.ts';

/** What the learned monitors say of a profile in one line of its answer. */
export interface LearnedSummary {
  /** `learning`: nothing has enough of a past to be compared with; `usual`: nothing is in alarm. */
  state: 'learning' | 'usual' | 'alarm';
  /** Earlier profiles that it was compared with. */
  runs: number;
  /** Measures that were held against their past. */
  measures: number;
  /** Troubles found. */
  alarms: number;
  engine: number;
  /** The version of the calibration by which alarms were told. */
  calibration: number | null;
  /** Is its history learnt just now, so that it was not judged? */
  isCatchingUp?: true;
}

/** Measures of fewer runs are compared, but hardly anything is told. */
const FEW = 3;

export function summaryOf({ judged, findings }: LearnedVerdict, runs: number): LearnedSummary {
  const isLearning = runs < FEW || judged.length === 0;
  const state = findings.length > 0 ? 'alarm' : isLearning ? 'learning' : 'usual';
  return { state, runs, measures: judged.length, alarms: findings.length, engine: ENGINE_VERSION, calibration: null };
}

/** Of a profile that was not judged by learned monitors, because its history is learnt just now. */
export const catchingUp = (runs: number): LearnedSummary => ({
  state: 'learning',
  ...{ runs, measures: 0, alarms: 0, engine: ENGINE_VERSION, calibration: null, isCatchingUp: true },
});
