import type { DatasetDetail } from '../api/types.ts';
import { plural } from './number.ts';
import type { Words } from './words.ts';

/** Weekdays are told apart when each was seen three times. */
const RUNS_OF_WEEKDAYS = 21;

/** How far the learned monitors of a dataset are. */
export interface LearningState {
  state: 'learning' | 'usual' | 'alarm';
  /** Runs before the newest one. */
  runs: number;
  /** Troubles found in the newest run. */
  alarms: number;
}

/** `learning: 3 of 21 runs until weekdays are known`, `usual`, `2 findings`; with the mark that goes with it. */
export function learningWords({ state, runs, alarms }: LearningState): Words {
  if (state === 'alarm') return { tone: 'warn', word: plural(alarms, 'finding') };
  // The newest one counts: what comes next is held against it too.
  const known = runs + 1;
  if (known < RUNS_OF_WEEKDAYS) {
    const so = state === 'learning' ? 'learning' : 'usual so far';
    return { tone: 'unknown', word: `${so}: ${known} of ${RUNS_OF_WEEKDAYS} runs until weekdays are known` };
  }
  return { tone: 'ok', word: 'usual' };
}

type Setting = NonNullable<DatasetDetail['learn']>;

const BUDGET: Record<Setting['budget'], string> = {
  low: 'low: few false alarms, and small troubles are missed',
  normal: 'normal',
  high: 'high: more is found, with more false alarms',
};
const SEVERITY: Record<Setting['severity'], string> = {
  warn: 'a warning, which stops no pipeline',
  error: 'an error',
  critical: 'critical',
};

/** How a dataset is watched, fact by fact. */
export function settingWords({ budget, severity, calendar, only, except }: Setting): { name: string; value: string }[] {
  const columns = only === null ? 'all' : only.join(', ');
  return [
    { name: 'Sensitivity', value: BUDGET[budget] },
    { name: 'A finding is', value: SEVERITY[severity] },
    { name: 'Holidays', value: calendar ?? 'of no country' },
    { name: 'Columns', value: except.length === 0 ? columns : `${columns} but ${except.join(', ')}` },
  ];
}
