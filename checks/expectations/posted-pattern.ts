import { readText } from '../suite/values.ts';
import type { Bracket } from './declared-rows.ts';
import type { Subject } from './kind.ts';
import { rowBasis } from './row-basis.ts';

/** What the clause of a pattern may say besides tolerance: the pattern, and the `id` under which the producer counts it. */
export const PATTERN_PARAMS = { pattern: readText, pattern_id: readText } as const;

/** How many values the producer found to match a pattern, and of how many; null when it counted none of that text or id. */
function matchesOf(
  { column, expectation }: Subject,
  words: readonly unknown[],
): { matched: number; of: number } | null {
  const wanted = expectation.params['pattern_id'] ?? undefined;
  const posted = column?.patterns?.find(({ id, pattern }) =>
    wanted === undefined ? words.some((word) => word === pattern || word === id) : id === wanted,
  );
  if (posted === undefined) return null;
  const matched = posted.matched ?? posted.count;
  const of = posted.tested ?? column?.count;
  return matched === undefined || of === undefined ? null : { matched, of };
}

/** Values that do not match (`matching: false`) or that do, as the producer counted them under one of the words. */
export function bracketOfPattern(subject: Subject, words: readonly unknown[], matching: boolean): Bracket | null {
  const found = matchesOf(subject, words);
  if (found === null) return null;
  const failed = matching ? found.matched : found.of - found.matched;
  const untested = Math.max(0, (rowBasis(subject).values ?? found.of) - found.of);
  return { tested: found.of + untested, failedLow: failed, failedHigh: failed + untested };
}
