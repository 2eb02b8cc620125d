import { readWord } from '../suite/values.ts';
import { rowKind } from './declared-rows.ts';
import type { Kind } from './kind.ts';
import { bracketOfPattern } from './posted-pattern.ts';
import { isOfSemanticType, SEMANTIC_TYPES, type SemanticType } from './semantic-types.ts';
import { shareOfValues } from './value-share.ts';

/**
 * Every value has the form of the type, nulls left out: `email`, `url`, `uuid`, `ipv4`, `ipv6`, `credit_card` (Luhn), `us_ssn`,
 * `iban` (check digits) or `phone` (E.164). Listed values are tried here, others by the producer's count of a pattern of that id.
 */
export const semanticType: Kind = rowKind({
  name: 'semantic_type',
  reads: ['values'],
  on: 'column',
  spec: { params: { is: readWord(SEMANTIC_TYPES) }, shorthand: 'is', required: ['is'] },
  what: ({ expectation }) => `values are no ${String(expectation.params['is'])}`,
  decidedBy: 'complete topValues, or a pattern whose id is the type',
  expected: ({ expectation }) => ({ text: String(expectation.params['is']) }),
  bracket: (subject) => {
    const type = subject.expectation.params['is'] as SemanticType;
    const counted = bracketOfPattern(subject, false, { id: type });
    return counted ?? shareOfValues(subject.column, (value) => !isOfSemanticType(type, String(value)));
  },
});
