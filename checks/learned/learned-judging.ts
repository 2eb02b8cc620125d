import type { LearnedInput, LearnedVerdict } from '../anomaly/judge.ts';
import type { LearnedVersions } from './row.ts';

/** One judging by learned monitors: what was asked, what was found, and by which versions. */
export interface LearnedJudging {
  input: LearnedInput;
  verdict: LearnedVerdict;
  versions: LearnedVersions;
}
