import { readFileSync } from 'node:fs';

/** Numbers of SciPy by the name of the case: what goes in, and what comes out. */
export interface ScipyVectors {
  cases: Record<string, [input: unknown, expected: unknown][]>;
}

/** What `checks/testing/vectors/` holds of SciPy. */
export const scipy = read('scipy') as ScipyVectors;

/** What `checks/testing/vectors/` holds of R: series of its data sets, and numbers made of them. */
export const fromR = read('r') as Record<string, number[]>;

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), 'utf8'));
}
