import { compilePattern } from '../pattern.ts';
import { shapesOfPattern } from '../shape-pattern.ts';
import type { Bracket } from './declared-rows.ts';
import type { Subject } from './kind.ts';
import { bracketOfPattern } from './posted-pattern.ts';
import { rowBasis } from './row-basis.ts';
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

/**
 * Values that do not match a pattern that says no more than shapes do, by the counted shapes. Texts beyond ASCII may have the shape
 * and not match; shapes that were counted in a sample of the values prove nothing.
 */
export function bracketOfShapes(subject: Subject): Bracket | null {
  const { column, expectation } = subject;
  const wanted = column?.shapes && shapesOfPattern(String(expectation.params['pattern']));
  if (!column?.shapes || !wanted || column.formSampled !== undefined) return null;
  const { values: tested } = rowBasis(subject);
  if (tested === null) return null;
  let listed = 0;
  let fitting = 0;
  for (const { shape, count } of column.shapes) {
    listed += count;
    if (wanted.includes(shape)) fitting += count;
  }
  const strange = column.nonAsciiCount ?? fitting;
  const failedLow = listed - fitting;
  return { tested, failedLow, failedHigh: Math.min(tested, Math.max(failedLow, tested - fitting + strange)) };
}
