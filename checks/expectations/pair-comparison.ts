import { columnsRead } from './column-list.ts';
import { compareScalars, type Order } from '../compare.ts';
import { readText, readWord } from '../suite/values.ts';
import { endsOf, pairOf, spanOrder, type ColumnPair } from './column-pair.ts';
import { rowKind } from './declared-rows.ts';
import type { Kind } from './kind.ts';

const RELATIONS = ['above', 'at_least', 'equals', 'differs', 'at_most', 'below'] as const;
type Relation = (typeof RELATIONS)[number];

/** Which orders of a against b keep each relation. */
const KEPT: Readonly<Record<Relation, readonly Order[]>> = {
  above: [1],
  at_least: [0, 1],
  equals: [0],
  differs: [-1, 1],
  at_most: [-1, 0],
  below: [-1],
};

/**
 * In each row `a` stands in the relation `is` to `b`; rows in which one of them is null are left out. Ranges that do not touch
 * decide it, and ends that are the wrong way round prove at least one fault.
 */
export const pairComparison: Kind = rowKind({
  name: 'pair_comparison',
  reads: ({ params: { a, b } }) => ({ columns: columnsRead([a, b] as string[], ['span', 'values']) }),
  on: 'dataset',
  spec: { params: { a: readText, is: readWord(RELATIONS), b: readText }, required: ['a', 'is', 'b'] },
  what: ({ expectation: { params } }) => `rows break ${wordsOf(params)}`,
  expected: ({ expectation: { params } }) => ({ text: wordsOf(params) }),
  bracket: (subject) => {
    const { a, is, b } = subject.expectation.params as { a: string; is: Relation; b: string };
    const pair = pairOf(subject, a, b);
    if (pair === null) return null;
    const order = spanOrder(pair.a, pair.b);
    if (order !== null && KEPT[is].includes(order)) return { tested: pair.both, failedLow: 0, failedHigh: 0 };
    const failedLow = order === null ? Number(isDisproved(pair, is)) : pair.bothLow;
    return failedLow === 0 ? null : { tested: pair.both, failedLow, failedHigh: null };
  },
});

const SIGNS: Readonly<Record<Relation, string>> = {
  above: '>',
  at_least: '≥',
  equals: '=',
  differs: '≠',
  at_most: '≤',
  below: '<',
};

function wordsOf({ a, is, b }: Record<string, unknown>): string {
  return `${String(a).slice(0, 60)} ${SIGNS[is as Relation]} ${String(b).slice(0, 60)}`;
}

/** Do the ends contradict the relation? They do only where each value has a partner: neither column has nulls. */
function isDisproved({ a, b, both, bothLow }: ColumnPair, is: Relation): boolean {
  const [left, right] = [endsOf(a), endsOf(b)];
  const isWhole = both !== null && bothLow > 0 && a.nullCount === 0 && b.nullCount === 0;
  if (!isWhole || is === 'differs') return false;
  return (['min', 'max'] as const).some((end) => {
    const [ours, theirs] = [left[end], right[end]];
    const order = ours === null || theirs === null ? null : compareScalars(ours, theirs);
    return order !== null && !keepsEnds(order, is);
  });
}

/** Were a above b in each row, so would its smallest be above the smallest, and its largest above the largest. */
function keepsEnds(order: Order, is: Relation): boolean {
  return KEPT[is].includes(order);
}
