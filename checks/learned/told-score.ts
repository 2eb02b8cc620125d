import type { Judged } from '../anomaly/judge-measure.ts';

/** How far out a measure is by the alarm line of the budget, where there is one; 1 and above is told. */
export const toldScore = (judged: Judged & { told?: number }): number => judged.told ?? judged.score;

/** Is it far enough out to be told? */
export const isAlarming = (judged: Judged): boolean => toldScore(judged) >= 1;
