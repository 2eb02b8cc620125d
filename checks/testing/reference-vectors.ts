import r from './vectors/r.json' with { type: 'json' };
import numbersOfScipy from './vectors/scipy.json' with { type: 'json' };

/** By the name of the case: what goes in, and what comes out. */
type Cases = Record<string, { input: unknown; expected: unknown }[]>;

function cases(vectors: Record<string, unknown[][]>): Cases {
  const named = Object.entries(vectors).map(([name, pairs]) => {
    return [name, pairs.map(([input, expected]) => ({ input, expected }))] as const;
  });
  return Object.fromEntries(named);
}

/** What SciPy computes. */
export const scipy = { statistics: cases(numbersOfScipy.statistics), distances: cases(numbersOfScipy.distances) };

/** What R made of series of its data sets, and the series. */
export const fromR = r;
