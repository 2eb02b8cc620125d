import fc from 'fast-check';
import { inject } from 'vitest';
import { SEED } from './judge-everything.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Those of `npm run hunt`; none in every other run. */
    seeds: readonly number[];
  }
}

const MOST_SHOWN = 3000;

/**
 * Holds a law against `numRuns` cases of each seed. Where it breaks, the test fails with the seed, the path, the smallest
 * counterexample, and what was found instead, for every seed that breaks it.
 */
export function hold<Case>(law: fc.IProperty<Case>, numRuns: number): void {
  const hunted = inject('seeds');
  const broken = (hunted.length === 0 ? [SEED] : hunted).flatMap((seed) => {
    const found = fc.check(law, { numRuns, seed });
    if (!found.failed) return [];
    const { counterexamplePath: path, counterexample, errorInstance } = found;
    return [
      `seed ${seed}, path ${path}, counterexample ${fc.stringify(counterexample)}\n${foundInstead(errorInstance)}`,
    ];
  });
  if (broken.length > 0) throw new Error(`the law breaks:\n${broken.join('\n\n')}`);
}

/** What an assertion compared, which its message only counts; else the error. */
function foundInstead(error: unknown): string {
  const found = error instanceof Error && 'actual' in error ? fc.stringify(error.actual) : String(error);
  return found.slice(0, MOST_SHOWN);
}
