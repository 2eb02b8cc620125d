import { readPattern } from '../suite/read-pattern.ts';
import { rowKind } from './declared-rows.ts';
import type { Kind } from './kind.ts';
import { PATTERN_PARAMS } from './posted-pattern.ts';
import { shapesOfPattern } from '../shape-pattern.ts';
import { bracketOfRegex, bracketOfShapes } from './value-pattern.ts';
import { bothBrackets } from './declared-rows.ts';

/**
 * Every value matches the regular expression somewhere (write ^ and $ for the whole), nulls left out. Listed values are matched
 * here, in the syntax of RE2; others as the producer counts under that text, or under `pattern_id`. A pattern that says no more
 * than shapes do, such as `^[A-Z]+\\-[0-9]+$`, is decided by the counted shapes too.
 */
export const regexMatch: Kind = rowKind({
  name: 'regex_match',
  reads: ({ column = '', params }) => ({
    columns: { [column]: shapesOfPattern(String(params['pattern'])) === null ? ['values'] : ['form'] },
  }),
  on: 'column',
  spec: { params: { ...PATTERN_PARAMS, pattern: readPattern }, shorthand: 'pattern', required: ['pattern'] },
  what: 'values do not match',
  decidedBy: 'complete topValues, or patterns with matched and tested',
  expected: ({ expectation }) => ({ text: `matches ${String(expectation.params['pattern'])}` }),
  bracket: (subject) => bothBrackets(bracketOfRegex(subject, false), bracketOfShapes(subject)),
});
