import { rowKind } from './declared-rows.ts';
import type { Kind } from './kind.ts';
import { bracketOfPattern, PATTERN_PARAMS } from './posted-pattern.ts';

/** No value matches the regular expression, nulls left out; counted by the producer like `regex_match`. */
export const regexNotMatch: Kind = rowKind({
  name: 'regex_not_match',
  on: 'column',
  spec: { params: PATTERN_PARAMS, shorthand: 'pattern', required: ['pattern'] },
  what: 'values match',
  decidedBy: 'patterns with matched and tested',
  expected: ({ expectation }) => ({ text: `does not match ${String(expectation.params['pattern'])}` }),
  bracket: (subject) => bracketOfPattern(subject, [subject.expectation.params['pattern']], true),
});
