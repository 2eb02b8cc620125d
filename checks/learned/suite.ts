/** The name under which learned findings stand where results say their suite; no suite of a user may have it. */
export const LEARNED_SUITE = '(learned)';
