import r from './vectors/r.json' with { type: 'json' };
import scipyCases from './vectors/scipy.json' with { type: 'json' };

/** Numbers of SciPy by the name of the case: what goes in, and what comes out. */
export const scipy = scipyCases.cases as unknown as Record<string, [input: unknown, expected: unknown][]>;

/** What R made of series of its data sets, and the series. */
export const fromR = r;
