import { compilePattern } from '../pattern.ts';
import type { Bracket } from './declared-rows.ts';
import type { Subject } from './kind.ts';
import { bracketOfPattern } from './posted-pattern.ts';
import { shareOfValues } from './value-share.ts';

/** Values that do not match the expectation's regular expression (`matching: false`), or that do: as counted, else of those listed. */
export function bracketOfRegex(subject: Subject, matching: boolean): Bracket | null {
  const text = String(subject.expectation.params['pattern']);
  const counted = bracketOfPattern(subject, [text], matching);
  if (counted !== null) return counted;
  const { pattern } = compilePattern(text);
  if (pattern === null) return null;
  return shareOfValues(subject.column, (value) => {
    const matches = pattern.matches(String(value));
    return matches === null ? null : matches === matching;
  });
}
