export { NO_BASELINE, type Baseline } from './baseline.ts';
export { judgeLearned, type LearnedInput, type LearnedVerdict } from './judge.ts';
export type { Judged } from './judge-measure.ts';
export { learn } from './learn.ts';
export type { Cause, LearnedFinding } from './explain.ts';
