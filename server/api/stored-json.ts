import type { Profile } from '../../checks/index.ts';
import type { VerdictAnswer } from './shapes/verdict.ts';

/** A profile's document as it was kept. */
export const profileOf = (document: string) => JSON.parse(document) as Profile;

/** The answer that was given for a profile. */
export const answerOf = (answer: string) => JSON.parse(answer) as VerdictAnswer;
