import { rowKind } from './declared-rows.ts';
import type { Kind } from './kind.ts';
import { bracketOfPattern, PATTERN_PARAMS } from './posted-pattern.ts';

/**
 * Every value matches the regular expression, nulls left out. The producer matches (it says in its engine whether anywhere or
 * as a whole) and counts under that text, or under `pattern_id`.
 */
export const regexMatch: Kind = rowKind({
  name: 'regex_match',
  on: 'column',
  spec: { params: PATTERN_PARAMS, shorthand: 'pattern', required: ['pattern'] },
  what: 'values do not match',
  decidedBy: 'patterns with matched and tested',
  expected: ({ expectation }) => ({ text: `matches ${String(expectation.params['pattern'])}` }),
  bracket: (subject) => bracketOfPattern(subject, [subject.expectation.params['pattern']], false),
});
