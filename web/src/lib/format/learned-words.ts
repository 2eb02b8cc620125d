/** The suite of what was learned; no suite that somebody declares can have its name. */
export const LEARNED_SUITE = 'learned monitors';

/** Was it learned from the past, and declared by nobody? */
export const isLearned = ({ suite }: { suite?: string | undefined }): boolean => suite === LEARNED_SUITE;
