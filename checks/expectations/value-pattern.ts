import { compilePattern } from '../pattern.ts';
import type { Bracket } from './declared-rows.ts';
import type { Subject } from './kind.ts';
import { bracketOfPattern } from './posted-pattern.ts';
import { shareOfValues } from './value-share.ts';

/** Steps over all listed values, some hundred milliseconds; and what it costs to begin with one. */
const MOST_STEPS = 10_000_000;
const STEPS_TO_BEGIN = 1000;

/** Values that do not match the expectation's regular expression (`matching: false`), or that do: as counted, else of those listed. */
export function bracketOfRegex(subject: Subject, matching: boolean): Bracket | null {
  const text = String(subject.expectation.params['pattern']);
  const counted = bracketOfPattern(subject, matching);
  if (counted !== null) return counted;
  const { pattern } = compilePattern(text);
  if (pattern === null) return null;
  let left = MOST_STEPS;
  return shareOfValues(subject.column, (value) => {
    const listed = String(value);
    left -= STEPS_TO_BEGIN + listed.length * pattern.size;
    const matches = left < 0 ? null : pattern.matches(listed);
    return matches === null ? null : matches === matching;
  });
}
