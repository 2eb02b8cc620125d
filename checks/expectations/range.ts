import { compareScalars, numberOf } from '../compare.ts';
import type { Bound } from '../expectation.ts';
import type { ColumnProfile, Scalar } from '../profile.ts';
import { readClause } from '../suite/clause.ts';
import { expectedOf, positionOf, type Position } from './bound.ts';
import { missing, undecided } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { judgeLadder } from './ladder.ts';
import { exactly } from './reading.ts';
import { rowBasis } from './row-basis.ts';
import { judgeShare } from './share.ts';

/**
 * Every value lies in the range: proven by min and max. How many lie outside, for a tolerance, is bracketed by the posted
 * quantiles. Counted not-a-number values always fail, infinite ones may; a producer that counts neither vouches for none.
 */
export const range: Kind = {
  name: 'range',
  reads: ({ column = '', tolerance, params }) => ({
    // The ends decide where none may lie outside; how many do, the ranks tell.
    columns: { [column]: (tolerance ?? params['warnTolerance']) ? ['span', 'ranks'] : ['span'] },
  }),
  on: 'column',
  metric: 'max',
  read: (value, report) => readClause(value, { bound: 'required', tolerance: true }, report),
  judge: (subject) => judgeLadder(subject, judgeRange),
};

function judgeRange(subject: Subject, bound: Bound): Finding {
  const { column } = subject;
  const expected = expectedOf(bound);
  const min = column?.min ?? column?.timestamp?.min ?? null;
  const max = column?.max ?? column?.timestamp?.max ?? null;
  const count = rowBasis(subject).values;
  const lacks = (bound.low !== undefined && min === null) || (bound.high !== undefined && max === null);
  if (column === null || (lacks && count !== 0)) {
    return { ...missing(subject, 'the smallest or largest value', 'min and max'), expected };
  }
  const below = sideOf(min, lowOnly(bound));
  const above = sideOf(max, highOnly(bound));
  if (below === 'incomparable' || above === 'incomparable') {
    return undecided('the values cannot be compared with the bound', 'numbers, dates or timestamps', { expected });
  }
  const side = { below: below === 'below', above: above === 'above' };
  const [failedLow, failedHigh] = outside({ column, count, bound }, side);
  const needs = 'a counter of values out of range';
  const share = { tested: count, failedLow, failedHigh, what: 'values are out of range', needs, expected };
  const judged = judgeShare(subject, { carriesOver: true, testedOptional: true, ...share });
  return judged.outcome === 'fail' && (side.below || side.above)
    ? { ...judged, observed: side.below ? min : max }
    : judged;
}

function sideOf(value: Scalar | null, bound: Bound): Position {
  const reading = exactly(value);
  return reading === null ? 'inside' : positionOf(reading, bound);
}

function lowOnly({ low, exclusiveLow }: Bound): Bound {
  return low === undefined ? {} : { low, exclusiveLow: exclusiveLow === true };
}

function highOnly({ high, exclusiveHigh }: Bound): Bound {
  return high === undefined ? {} : { high, exclusiveHigh: exclusiveHigh === true };
}

/** At least and at most how many values lie outside, given on which sides one surely does; null: no telling. */
function outside(
  { column, count, bound }: { column: ColumnProfile; count: number | null; bound: Bound },
  side: { below: boolean; above: boolean },
): [number, number | null] {
  // No profile that is received has a negative count; one handed to the engine must not vouch for values.
  const odd = Math.max(0, column.nanCount ?? 0);
  const infinite = Math.max(0, column.infCount ?? 0);
  if (count === null) {
    const sure = Number(side.below) + Number(side.above) + odd;
    return [sure, sure + infinite === 0 ? 0 : null];
  }
  const [under, underMost] = side.below ? tail(column, count, { low: bound.low }) : [0, 0];
  const [over, overMost] = side.above ? tail(column, count, { high: bound.high }) : [0, 0];
  return [Math.min(under + over + odd, count), Math.min(underMost + overMost + odd + infinite, count)];
}

/**
 * Rows beyond one end, as [at least, at most]: a posted quantile of rank p beyond a low end puts a share p there, one within
 * leaves at most p. One row either way is granted to producers that interpolate.
 */
function tail(
  column: ColumnProfile,
  count: number,
  end: { low?: Bound['low']; high?: Bound['high'] },
): [number, number] {
  const isLow = end.low !== undefined;
  const limit = numberOf(end.low ?? end.high);
  let sure = 0;
  let most = 1;
  for (const [key, value] of limit === null ? [] : Object.entries(column.quantiles ?? {})) {
    const rank = Number(key);
    if (!(rank >= 0 && rank <= 1) || !Number.isFinite(value)) continue;
    const order = compareScalars(value, limit ?? 0);
    const share = isLow ? rank : 1 - rank;
    if (order === (isLow ? -1 : 1)) sure = Math.max(sure, share);
    else if (order !== 0 && order !== null) most = Math.min(most, share);
  }
  const error = column.rankError ?? 0;
  const least = Math.max(1, Math.floor((sure - error) * count) - 1);
  return [least, Math.max(least, Math.ceil(Math.min(1, most + error) * count) + 1)];
}
