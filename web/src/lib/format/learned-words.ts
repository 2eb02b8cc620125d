import type { CheckResultShape } from '../api/types.ts';
import { plural } from './number.ts';

/** The suite of what was learned; no suite that somebody declares can have its name. */
const LEARNED_SUITE = '(learned)';

/** Was it learned from the past, and declared by nobody? */
export const isLearned = ({ suite }: { suite?: string | undefined }): boolean => suite === LEARNED_SUITE;

const SEASON = { week: ', by weekday', day: ', by hour of the day' };

/** `Learned from 56 runs, by weekday; 2 more are left out, as they were in alarm or had no value.` */
export function learnedFrom({ history = 0, excluded = 0, season }: CheckResultShape['basis']): string {
  const by = season === null || season === undefined ? '' : SEASON[season];
  const left =
    excluded === 0 ? '' : `; ${excluded} more ${excluded === 1 ? 'is' : 'are'} left out, in alarm or without a value`;
  return `Learned from ${plural(history, 'run')}${by}${left}.`;
}

/** How a value was foretold, by the name that the server gives the model. */
const MODELS: Readonly<Record<string, string>> = {
  level: 'the middle of the newest runs',
  last: 'the run before',
  trend: 'the middle of the newest runs, moved on by their slope',
  drift: 'the run before, moved on by the slope of the newest',
  seasonal: 'the middle of the newest runs, with what this day or hour usually adds',
  'seasonal trend': 'the middle of the newest runs, moved on by their slope, with what this day or hour usually adds',
  columns: 'the columns of the runs before',
  copy: 'a comparison with the run before',
};

/** In words; one that is not known here by its own name. */
export const modelWords = (model: string): string => MODELS[model] ?? model;
