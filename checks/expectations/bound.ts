import { compareScalars, numberOf } from '../compare.ts';
import type { Bound } from '../expectation.ts';
import type { Scalar } from '../profile.ts';
import type { Basis, Expected } from '../result.ts';
import { finding, undecided, words } from './finding.ts';
import type { Finding } from './kind.ts';
import type { Reading } from './reading.ts';

export type Position = 'inside' | 'below' | 'above' | 'unclear' | 'incomparable';

/** One measured value against the bounds of an expectation. */
export interface BoundCase {
  label: string;
  reading: Reading;
  bound: Bound | undefined;
  warnBound: Bound | undefined;
  needs: string;
  unit?: string | null;
  tested?: number | null;
  basis?: Basis;
}

/** Judges a reading on its ladder: outside `bound` fails, outside `warnBound` warns, inside the error of either is undecided. */
export function judgeBound(given: BoundCase): Finding {
  const { label, reading, bound, warnBound, basis, unit, tested } = given;
  const evidence = { observed: reading.value, expected: expectedOf(bound ?? warnBound), unit, tested, basis };
  const position = positionOf(reading, bound);
  const warning = position === 'inside' ? positionOf(reading, warnBound) : position;
  if (warning === 'inside') return finding('pass', `${label} is as expected`, evidence);
  if (warning === 'incomparable') {
    return undecided(`${label} cannot be compared with the bound`, 'a number, date or timestamp', evidence);
  }
  if (warning === 'unclear') return undecided(unclearReason(label, reading), given.needs, evidence);
  const breached = position === 'inside' ? warnBound : bound;
  const reason = `${label} ${breachWords(reading.value, warning, breached)}`;
  const breach = farthest(reading, warning, breached);
  if (position !== 'inside') return finding('fail', reason, { breach, ...evidence });
  return finding('warn', reason, { breach, ...evidence, expected: expectedOf(warnBound) });
}

/** How far beyond the bound the value may truly lie; null when the reading has no such end, or it is no number. */
function farthest(reading: Reading, side: 'below' | 'above', bound: Bound | undefined): number | null {
  const [value, end] = side === 'below' ? [reading.low, bound?.low] : [reading.high, bound?.high];
  const [at, limit] = [numberOf(value), numberOf(end)];
  return at === null || limit === null ? null : Math.abs(at - limit);
}

/** Where a reading lies against a bound; `unclear` when its error reaches over an end. No bound: always inside. */
export function positionOf(reading: Reading, bound: Bound | undefined): Position {
  if (bound === undefined) return 'inside';
  if (!isComparable(reading.value, bound)) return 'incomparable';
  if (bound.low !== undefined && beyondLow(reading.high, bound)) return 'below';
  if (bound.high !== undefined && beyondHigh(reading.low, bound)) return 'above';
  const low = bound.low === undefined || isWithin(reading.low, bound.low, beyondLow(reading.low, bound));
  const high = bound.high === undefined || isWithin(reading.high, bound.high, beyondHigh(reading.high, bound));
  return low && high ? 'inside' : 'unclear';
}

/** A bound as the record of a result shows it. */
export function expectedOf(bound: Bound | undefined): Expected | null {
  return bound === undefined ? null : { low: bound.low ?? null, high: bound.high ?? null };
}

function isComparable(value: Scalar, bound: Bound): boolean {
  if (typeof value === 'number' && !Number.isFinite(value)) return false;
  if (bound.low !== undefined && compareScalars(value, bound.low) === null) return false;
  return bound.high === undefined || compareScalars(value, bound.high) !== null;
}

/** An end of the reading that can be compared, and is not beyond. */
function isWithin(end: Scalar | null, limit: number | string, isBeyond: boolean): boolean {
  return end !== null && !isBeyond && compareScalars(end, limit) !== null;
}

function beyondLow(value: Scalar | null, bound: Bound): boolean {
  if (value === null || bound.low === undefined) return false;
  const order = compareScalars(value, bound.low);
  return order === -1 || (order === 0 && bound.exclusiveLow === true);
}

function beyondHigh(value: Scalar | null, bound: Bound): boolean {
  if (value === null || bound.high === undefined) return false;
  const order = compareScalars(value, bound.high);
  return order === 1 || (order === 0 && bound.exclusiveHigh === true);
}

function unclearReason(label: string, reading: Reading): string {
  const { low, high, note } = reading;
  if (low === null && high === null) return `${label} is ${note}`;
  if (high === null) return `${label} is ${note} (at least ${words(low)})`;
  if (low === null) return `${label} is ${note} (at most ${words(high)})`;
  return `${label} is ${note} (${words(low)} to ${words(high)})`;
}

function breachWords(value: Scalar, side: 'below' | 'above', bound: Bound | undefined): string {
  const end = (side === 'below' ? bound?.low : bound?.high) ?? null;
  const exclusive = side === 'below' ? bound?.exclusiveLow : bound?.exclusiveHigh;
  const shown = words(value) === words(end) ? String(value) : words(value);
  if (exclusive === true && compareScalars(value, end ?? 0) === 0)
    return `${shown} is not ${opposite(side)} ${words(end)}`;
  return `${shown} is ${side} ${words(end)}`;
}

function opposite(side: 'below' | 'above'): string {
  return side === 'below' ? 'above' : 'below';
}
