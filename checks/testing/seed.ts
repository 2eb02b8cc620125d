/** The same cases in every run; another number looks at other cases, which is how faults in new kinds are found. */
export const SEED = 20_261_125;
