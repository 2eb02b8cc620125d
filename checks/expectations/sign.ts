import { compareScalars, numberOf } from '../compare.ts';
import type { ColumnProfile } from '../profile.ts';
import { readClause } from '../suite/clause.ts';
import { missing, undecided } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { rowBasis } from './row-basis.ts';
import { judgeShare } from './share.ts';

/** The two kinds that bound every value by zero, by the counts of negatives and zeros or else by the minimum. */
export function signKind(name: 'positive' | 'non_negative'): Kind {
  const zeroFails = name === 'positive';
  const what = zeroFails ? 'values are not positive' : 'values are negative';
  return {
    name,
    on: 'column',
    metric: 'min',
    reads: ['signs', 'span'],
    read: (value, report) => readClause(value, { tolerance: true }, report),
    judge: (subject) => judgeSign(subject, zeroFails, what),
  };
}

function judgeSign(subject: Subject, zeroFails: boolean, what: string): Finding {
  const { column } = subject;
  const tested = rowBasis(subject).values;
  if (column === null) return missing(subject, 'the smallest value', 'min');
  const counted = countOf(column, zeroFails);
  if (counted === null && column.min === undefined && tested !== 0)
    return missing(subject, 'the smallest value', 'min');
  const least = column.min === undefined ? 1 : numberOf(column.min) === null ? null : compareScalars(column.min, 0);
  if (counted === null && least === null) return undecided('the smallest value is not a number', 'a number for min');
  const breaks = least === -1 || (zeroFails && least === 0);
  const odd = column.nanCount ?? 0;
  const failedLow = (counted ?? 0) + odd === 0 && breaks ? 1 : (counted ?? Number(breaks)) + odd;
  const failedHigh = counted === null && breaks ? tested : failedLow + (column.infCount ?? 0);
  const needs = zeroFails ? 'negativeCount and zeroCount' : 'negativeCount';
  const testedOptional = column.min !== undefined;
  return judgeShare(subject, { tested, failedLow, failedHigh, what, needs, carriesOver: true, testedOptional });
}

function countOf({ negativeCount, zeroCount }: ColumnProfile, zeroFails: boolean): number | null {
  if (negativeCount === undefined || (zeroFails && zeroCount === undefined)) return null;
  return negativeCount + (zeroFails ? (zeroCount ?? 0) : 0);
}
