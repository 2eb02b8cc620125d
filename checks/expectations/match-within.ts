import { compareScalars, numberOf } from '../compare.ts';
import type { Scalar } from '../profile.ts';
import type { Expected } from '../result.ts';
import { described, refuse } from '../suite/values.ts';
import { positionOf } from './bound.ts';
import { finding, undecided, words } from './finding.ts';
import type { Finding } from './kind.ts';
import type { otherBasis } from './other-dataset.ts';
import type { Reading } from './reading.ts';

const PERCENT = /^(\d{1,6}(?:\.\d{1,9})?)\s?%$/;

/** How far two figures may be apart: a share of the other one, or so much. */
export interface Within {
  size: number;
  relative: boolean;
}

/** Reads `1%` or `5`. */
export const readWithin = described<Within>({ type: ['string', 'number'], minimum: 0 }, (value, report) => {
  const given = value.type === 'scalar' ? value.value : null;
  if (typeof given === 'number' && given >= 0 && Number.isFinite(given)) return { size: given, relative: false };
  const percent = typeof given === 'string' ? PERCENT.exec(given) : null;
  if (percent !== null) return { size: Number(percent[1]) / 100, relative: true };
  return refuse(value, report, 'a share such as 1%, or a number from 0 up');
});

/** A figure here and the same figure of another dataset. */
export interface MatchCase {
  label: string;
  ours: Reading;
  theirs: Reading;
  within: Within;
  basis: ReturnType<typeof otherBasis>;
}

/** Are they equal, or near enough? What either may truly be is counted in: inside that error it is undecided. */
export function judgeMatch({ label, ours, theirs, within, basis }: MatchCase): Finding {
  const evidence = {
    observed: ours.value,
    expected: aroundWords(theirs.value, within),
    basis: { ...basis, value: theirs.value },
    ...((ours.note ?? theirs.note) !== null && { breach: null }),
  };
  const sides = `${label} ${words(ours.value)} here, ${words(theirs.value)} there`;
  const isFinite = [ours, theirs].every(({ value }) => typeof value !== 'number' || Number.isFinite(value));
  const position = !isFinite
    ? 'incomparable'
    : within.size === 0
      ? samePosition(ours, theirs)
      : nearPosition(ours, theirs, within);
  if (position === 'inside') return finding('pass', sides, evidence);
  if (position === 'outside') return finding('fail', sides, evidence);
  if (position === 'incomparable') return undecided(`${sides}: they cannot be compared`, 'two numbers', evidence);
  return undecided(`${sides}: not exact enough to tell`, `an exact ${label} of all rows on both sides`, evidence);
}

type Position = 'inside' | 'outside' | 'unclear' | 'incomparable';

/** The same to the last digit, also of dates and of numbers beyond doubles. */
function samePosition(ours: Reading, theirs: Reading): Position {
  if (compareScalars(ours.value, theirs.value) === null) return 'incomparable';
  const above = ours.low !== null && theirs.high !== null && compareScalars(ours.low, theirs.high) === 1;
  const below = ours.high !== null && theirs.low !== null && compareScalars(ours.high, theirs.low) === -1;
  if (above || below) return 'outside';
  const isExact = ours.note === null && theirs.note === null;
  return isExact && compareScalars(ours.value, theirs.value) === 0 ? 'inside' : 'unclear';
}

function nearPosition(ours: Reading, theirs: Reading, { size, relative }: Within): Position {
  const [a, b] = [ours, theirs].map((reading) => [reading.low, reading.high].map((end) => numberOf(end)));
  const [aLow = null, aHigh = null, bLow = null, bHigh = null] = [...(a ?? []), ...(b ?? [])];
  if (numberOf(ours.value) === null || numberOf(theirs.value) === null) return 'incomparable';
  const low = aLow === null || bHigh === null ? null : aLow - bHigh;
  const high = aHigh === null || bLow === null ? null : aHigh - bLow;
  const ends = [bLow, bHigh].map((end) => (end === null ? Infinity : Math.abs(end)));
  const least = bLow !== null && bHigh !== null && bLow * bHigh > 0 ? Math.min(...ends) : 0;
  const room = (base: number) => (relative ? size * base : size);
  const difference = { value: Number(ours.value) - Number(theirs.value), low, high, note: ours.note ?? theirs.note };
  const sure = positionOf(difference, { low: -room(least), high: room(least) });
  if (sure === 'inside') return 'inside';
  const most = room(Math.max(...ends));
  const furthest = positionOf(difference, { low: -most, high: most });
  return furthest === 'below' || furthest === 'above' ? 'outside' : 'unclear';
}

function aroundWords(value: Scalar, { size, relative }: Within): Expected | null {
  if (typeof value === 'boolean') return null;
  if (size === 0) return { low: value, high: value };
  const number = numberOf(value);
  if (number === null) return null;
  const room = relative ? Math.abs(number) * size : size;
  return { low: number - room, high: number + room };
}
