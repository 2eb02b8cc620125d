import { plural } from './number.ts';
import type { Words } from './words.ts';

/** Weekdays are told apart when each was seen three times. */
const RUNS_OF_WEEKDAYS = 21;

/** How far the learned monitors of a dataset are. */
export interface LearningState {
  state: 'learning' | 'usual' | 'alarm';
  /** Runs learned so far. */
  runs: number;
  /** Troubles found in the newest run. */
  alarms: number;
}

/** `learning: 3 of 21 runs until weekdays are known`, `usual`, `2 findings`; with the mark that goes with it. */
export function learningWords({ state, runs, alarms }: LearningState): Words {
  if (state === 'alarm') return { tone: 'warn', word: plural(alarms, 'finding') };
  if (runs < RUNS_OF_WEEKDAYS) {
    const so = state === 'learning' ? 'learning' : 'usual so far';
    return { tone: 'unknown', word: `${so}: ${runs} of ${RUNS_OF_WEEKDAYS} runs until weekdays are known` };
  }
  return { tone: 'ok', word: 'usual' };
}
