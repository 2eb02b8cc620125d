import { ENGINE_VERSION, type LearnedSummary } from '../../../checks/index.ts';

/** What the learned monitors say of a profile in short, as it is answered. */
export interface AnsweredLearning extends LearnedSummary {
  /** Its history is learnt just now, so it was not judged. */
  isCatchingUp?: true;
}

/** Did learned monitors say nothing of a profile when that was answered, because they were learning its history? */
export function isUnjudged(answer: string): boolean {
  const { learned } = JSON.parse(answer) as { learned?: AnsweredLearning | null };
  return learned?.isCatchingUp === true;
}

/** Of a profile that was not judged, because its history is learnt just now. */
export const catchingUp = (runs: number): AnsweredLearning => ({
  ...{ state: 'learning', runs, measures: 0, alarms: 0, engine: ENGINE_VERSION, calibration: null, isCatchingUp: true },
});
