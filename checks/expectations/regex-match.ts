import { readPattern } from '../suite/read-pattern.ts';
import { rowKind } from './declared-rows.ts';
import type { Kind } from './kind.ts';
import { PATTERN_PARAMS } from './posted-pattern.ts';
import { bracketOfRegex } from './value-pattern.ts';

/**
 * Every value matches the regular expression somewhere (write ^ and $ for the whole), nulls left out. Listed values are matched
 * here, in the syntax of RE2; others as the producer counts under that text, or under `pattern_id`.
 */
export const regexMatch: Kind = rowKind({
  name: 'regex_match',
  reads: ['values'],
  on: 'column',
  spec: { params: { ...PATTERN_PARAMS, pattern: readPattern }, shorthand: 'pattern', required: ['pattern'] },
  what: 'values do not match',
  decidedBy: 'complete topValues, or patterns with matched and tested',
  expected: ({ expectation }) => ({ text: `matches ${String(expectation.params['pattern'])}` }),
  bracket: (subject) => bracketOfRegex(subject, false),
});
