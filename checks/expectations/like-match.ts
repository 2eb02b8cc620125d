import { readBoolean } from '../suite/values.ts';
import { rowKind } from './declared-rows.ts';
import type { Kind } from './kind.ts';
import { likePattern } from './like-pattern.ts';
import { bracketOfPattern, PATTERN_PARAMS } from './posted-pattern.ts';
import { shareOfValues } from './value-share.ts';

/**
 * Every value is like the SQL LIKE pattern (`%` any run, `_` one character, `\` takes them literally, letter case counts), or
 * none is with `negate: true`. Listed values are matched here, others by the producer's count.
 */
export const likeMatch: Kind = rowKind({
  name: 'like_match',
  reads: ['values'],
  on: 'column',
  spec: { params: { ...PATTERN_PARAMS, negate: readBoolean }, shorthand: 'pattern', required: ['pattern'] },
  what: ({ expectation }) => (expectation.params['negate'] === true ? 'values are like it' : 'values are not like it'),
  decidedBy: 'complete topValues, or patterns with matched and tested',
  expected: ({ expectation: { params } }) => ({
    text: `${params['negate'] === true ? 'not like' : 'like'} ${String(params['pattern'])}`,
  }),
  bracket: (subject) => {
    const { pattern, negate } = subject.expectation.params as { pattern: string; negate?: boolean };
    const counted = bracketOfPattern(subject, negate === true);
    if (counted !== null) return counted;
    const isLike = likePattern(pattern);
    return shareOfValues(subject.column, (value) => {
      const like = isLike(String(value));
      return like === null ? null : like === (negate === true);
    });
  },
});
