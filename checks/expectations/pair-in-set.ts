import type { Scalar } from '../profile.ts';
import { described, SCALAR_SCHEMA, readText, readScalars, refuse } from '../suite/values.ts';
import { aboutColumn, columnsRead } from './column-list.ts';
import { rowKind } from './declared-rows.ts';
import type { Kind } from './kind.ts';
import { isSample } from './sample.ts';
import { countValues } from './value-counts.ts';
import { shareOfValues } from './value-share.ts';

const MOST_PAIRS = 10_000;
const PAIR_SCHEMA = { type: 'array', items: SCALAR_SCHEMA, minItems: 2, maxItems: 2 };

const readPairs = described<Scalar[][]>(
  { type: 'array', items: PAIR_SCHEMA, minItems: 1, maxItems: MOST_PAIRS },
  (value, report) => {
    if (value.type !== 'list' || value.items.length === 0 || value.items.length > MOST_PAIRS) {
      return refuse(value, report, 'a list of pairs, such as [[DE, EUR], [CH, CHF]]');
    }
    const pairs: Scalar[][] = [];
    for (const item of value.items) {
      const pair = readScalars(item, report);
      if (pair !== undefined && pair.length !== 2) refuse(item, report, 'a pair, such as [DE, EUR]');
      else if (pair !== undefined) pairs.push(pair);
    }
    return pairs.length === value.items.length ? pairs : undefined;
  },
);

/**
 * In each row the values of `a` and `b` are one of the pairs; rows in which one of them is null are left out. A value that is
 * in no pair proves the fault.
 */
export const pairInSet: Kind = rowKind({
  name: 'pair_in_set',
  reads: ({ params: { a, b } }) => ({ columns: columnsRead([a, b] as string[], ['values']) }),
  on: 'dataset',
  spec: { params: { a: readText, b: readText, pairs: readPairs }, required: ['a', 'b', 'pairs'] },
  what: 'rows have a pair that is not listed',
  expected: ({ expectation }) => ({ text: `one of ${(expectation.params['pairs'] as []).length} pairs` }),
  bracket: (subject) => {
    if (isSample(subject.profile)) return null;
    const { a, b, pairs } = subject.expectation.params as { a: string; b: string; pairs: Scalar[][] };
    const [left, right] = [aboutColumn(subject, a), aboutColumn(subject, b)];
    const partner = [right.column?.nullCount, left.column?.nullCount];
    const found = [left, right].map(({ column }, side) => {
      const known = new Set(pairs.map((pair) => String(pair[side])));
      const strangers = shareOfValues(column, (value) => !known.has(String(value)))?.failedLow ?? 0;
      return Math.max(0, strangers - (partner[side] ?? strangers));
    });
    const failedLow = Math.max(...found);
    if (failedLow === 0) return null;
    const total = left.column === null ? null : (countValues(left.column)?.total ?? null);
    return { tested: partner[0] === 0 ? total : null, failedLow, failedHigh: null };
  },
});
