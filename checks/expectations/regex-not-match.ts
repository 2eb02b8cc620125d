import { readPattern } from '../suite/read-pattern.ts';
import { rowKind } from './declared-rows.ts';
import type { Kind } from './kind.ts';
import { PATTERN_PARAMS } from './posted-pattern.ts';
import { bracketOfRegex } from './value-pattern.ts';

/** No value matches the regular expression anywhere, nulls left out; matched and counted like those of `regex_match`. */
export const regexNotMatch: Kind = rowKind({
  name: 'regex_not_match',
  reads: ['values'],
  on: 'column',
  spec: { params: { ...PATTERN_PARAMS, pattern: readPattern }, shorthand: 'pattern', required: ['pattern'] },
  what: 'values match',
  decidedBy: 'complete topValues, or patterns with matched and tested',
  expected: ({ expectation }) => ({ text: `does not match ${String(expectation.params['pattern'])}` }),
  bracket: (subject) => bracketOfRegex(subject, true),
});
