import { readText } from '../suite/values.ts';
import type { Bracket } from './declared-rows.ts';
import type { Subject } from './kind.ts';
import { rowBasis } from './row-basis.ts';

/** What the clause of a pattern may say besides tolerance: the pattern, and the `id` under which the producer counts it. */
export const PATTERN_PARAMS = { pattern: readText, pattern_id: readText } as const;

/** By what a posted count is known: the text of the pattern, or its id. */
interface PatternName {
  pattern?: string;
  id?: string;
}

/** How many values the producer found to match a pattern, and of how many; null when it counted none of that name. */
function matchesOf({ column }: Subject, { pattern, id }: PatternName): { matched: number; of: number } | null {
  const posted = column?.patterns?.find((one) => (id === undefined ? one.pattern === pattern : one.id === id));
  const matched = posted?.matched ?? posted?.count;
  const of = posted?.tested ?? (posted && column?.count);
  return !Number.isFinite(matched) || !Number.isFinite(of) ? null : { matched: Number(matched), of: Number(of) };
}

/** Values that do not match (`matching: false`) or that do, as the producer counted them; by the clause's own words if left out. */
export function bracketOfPattern(subject: Subject, matching: boolean, name?: PatternName): Bracket | null {
  const { pattern, pattern_id: id } = subject.expectation.params as { pattern?: string; pattern_id?: string };
  const found = matchesOf(
    subject,
    name ?? { ...(pattern !== undefined && { pattern }), ...(id !== undefined && { id }) },
  );
  if (found === null) return null;
  const failed = matching ? found.matched : found.of - found.matched;
  const untested = Math.max(0, (rowBasis(subject).values ?? found.of) - found.of);
  return { tested: found.of + untested, failedLow: failed, failedHigh: failed + untested };
}
