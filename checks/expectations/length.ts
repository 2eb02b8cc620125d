import { numberOf } from '../compare.ts';
import type { Bound } from '../expectation.ts';
import { readClause } from '../suite/clause.ts';
import { readNumber } from '../suite/values.ts';
import { expectedOf, positionOf } from './bound.ts';
import { missing, undecided } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { judgeLadder } from './ladder.ts';
import { exactly } from './reading.ts';
import { rowBasis } from './row-basis.ts';
import { judgeShare } from './share.ts';

/** Every text is as long as the bound says, in the producer's characters. `length: 3` is exactly three. */
export const length: Kind = {
  name: 'length',
  reads: ['lengths'],
  on: 'column',
  metric: 'length.max',
  read: (value, report) => readClause(value, { bound: 'required', tolerance: true, readEnd: readNumber }, report),
  judge: (subject) => judgeLadder(subject, judgeLength),
};

function judgeLength(subject: Subject, bound: Bound): Finding {
  const { column } = subject;
  const expected = expectedOf(bound);
  const min = numberOf(column?.length?.min);
  const max = numberOf(column?.length?.max);
  const tested = rowBasis(subject).values;
  if (column === null || ((min === null || max === null) && tested !== 0)) {
    return { ...missing(subject, 'the shortest or longest length', 'length.min and length.max'), expected };
  }
  if (min !== null && max !== null && min > max) return undecided('lengths contradict', 'length.min and max');
  const positions = [exactly(min), exactly(max)].map((reading) => reading && positionOf(reading, bound));
  const failedLow = new Set(positions.filter((position) => position !== null && position !== 'inside')).size;
  const whole = { value: min ?? 0, low: min ?? 0, high: max ?? 0, note: null };
  const failedHigh = failedLow === 0 ? 0 : isAllOutside(positionOf(whole, bound)) ? tested : null;
  const share = {
    tested,
    failedLow,
    failedHigh,
    what: 'values are too short or too long',
    needs: 'a counter',
    expected,
  };
  const judged = judgeShare(subject, { carriesOver: true, testedOptional: true, ...share });
  const worst = positions[0] === 'inside' ? max : min;
  return judged.outcome === 'fail' && failedLow > 0 ? { ...judged, observed: worst } : judged;
}

function isAllOutside(position: string): boolean {
  return position === 'below' || position === 'above';
}
