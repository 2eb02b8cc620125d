import { numberOf } from '../../compare.ts';
import type { ColumnProfile } from '../../profile.ts';
import { isKey, known, supportOf, type ColumnRun, type Measured } from '../measured.ts';
import { lenientLimit, shareLimit, toleranceOf } from '../share-limit.ts';
import { counted, FEWEST_ROWS, FEWEST_RUNS, inProfiles, percent } from '../suggestion.ts';
import type { Family } from './family.ts';
import { roomFactor } from './moving.ts';
import { ceilTo, floorTo } from './round.ts';

/** Where more than this is negative, negatives are part of the data. */
const MOST_NEGATIVE = 0.05;
/** With more values than this they are measured, not listed. */
const MOST_CODES = 50;
/** Where more than this is zero, a few more zeros are no news. */
const MOST_ZERO = 0.5;

/** Never below zero, or hardly ever; never zero either, or no oftener than runs have it by chance. */
export const sign: Family = (measured) => {
  if (isAboutTime(measured)) return [];
  const runs = known(measured, ({ column }) => signsOf(column));
  const support = supportOf(runs);
  if (runs.length === 0 || support.rows < FEWEST_ROWS) return [];
  const negative = runs.map(({ value: { negative: count, of } }) => ({ count, of }));
  const isZeroKnown = runs.every(({ value }) => value.zeros !== undefined);
  const notPositive = runs.map(({ value: { negative: count, zeros = 0, of } }) => ({ count: count + zeros, of }));
  const draft = (kind: string, shares: typeof negative, what: string): ReturnType<Family>[number] => {
    const limit = lenientLimit(shares);
    const worst = Math.max(...shares.map(({ count, of }) => count / of));
    const where = inProfiles(runs.length);
    const never = `never ${what} among ${counted(support.rows)} rows ${where}${limit === null ? '' : '; too few to say never'}`;
    const seldom = `at most ${percent(worst)} ${what} ${where}; up to ${percent(limit ?? 0)} is what such runs have by chance`;
    return { kind, clause: toleranceOf(limit), reason: worst === 0 ? never : seldom, support };
  };
  const isAsked = (shares: typeof negative, most: number): boolean => (shareLimit(shares) ?? 0) <= most;
  const isNeverZero = isZeroKnown && notPositive.every(({ count }) => count === 0);
  if (isNeverZero) return [draft('positive', notPositive, 'zero or negative')];
  const signs = isAsked(negative, MOST_NEGATIVE) ? [draft('non_negative', negative, 'negative')] : [];
  const zeros =
    isZeroKnown && runs.length >= FEWEST_RUNS && isAsked(notPositive, MOST_ZERO)
      ? [draft('positive', notPositive, 'zero or negative')]
      : [];
  return [...signs, ...zeros];
};

/** How many are negative (or not a number) and zero, as counted or as the smallest value tells; null where neither does. */
function signsOf({
  count = 0,
  min,
  negativeCount,
  zeroCount,
  nanCount = 0,
}: ColumnProfile): { negative: number; zeros: number | undefined; of: number } | null {
  const least = numberOf(min);
  const negative = negativeCount ?? (least !== null && least >= 0 ? 0 : undefined);
  if (count === 0 || negative === undefined) return null;
  return {
    negative: negative + nanCount,
    zeros: zeroCount ?? (least !== null && least > 0 ? 0 : undefined),
    of: count,
  };
}

const NATURAL: readonly { name: RegExp; low: number; high: number; what: string }[] = [
  { name: /(^|[^a-z])lat(itude)?_?$/i, low: -90, high: 90, what: 'a latitude' },
  { name: /(^|[^a-z])(lon|lng|long)(g?itude)?_?$/i, low: -180, high: 180, what: 'a longitude' },
  { name: /share|ratio|fraction|probability|(^|_)rate$/i, low: 0, high: 1, what: 'a share' },
  { name: /percent|pct/i, low: 0, high: 100, what: 'a percentage' },
];

/**
 * The ends that the values have by nature where the column is called so and keeps them; else limits far outside what any run
 * had: [q0.1 − 3 IQR, q99.9 + 3 IQR] over the runs, wider where extremes already came further, as far again as they differ.
 */
export const range: Family = (measured) => {
  if (measured.isClassified || isAboutTime(measured)) return [];
  const runs = known(measured, ({ column }) => {
    const [min, max] = [numberOf(column.min), numberOf(column.max)];
    const isBounded = (column.infCount ?? 0) === 0;
    return min === null || max === null || !isBounded ? null : { min, max };
  });
  const support = supportOf(runs);
  if (runs.length === 0 || support.rows < FEWEST_ROWS) return [];
  const [least, most] = [
    Math.min(...runs.map(({ value }) => value.min)),
    Math.max(...runs.map(({ value }) => value.max)),
  ];
  const natural = NATURAL.find(({ name, low, high }) => name.test(measured.name) && least >= low && most <= high);
  const seen = `from ${short(least)} to ${short(most)} ${inProfiles(runs.length)}`;
  if (natural !== undefined) {
    const clause = { between: [natural.low, natural.high], ...notNumbers(runs) };
    return [{ kind: 'range', clause, reason: `${seen}, and called ${natural.what}`, support, variant: 'natural' }];
  }
  const limits = isCode(measured) || isKey(measured) ? null : outerLimits(runs);
  if (limits === null) return [];
  return [
    {
      kind: 'range',
      clause: { ...limits, ...notNumbers(runs) },
      reason: `${seen}: three times the middle half beyond that is no ordinary value`,
      support,
    },
  ];
};

/** What is not a number lies in no range: so much of it as runs have is let pass. */
function notNumbers(runs: readonly Ends[]): { mostly?: number } {
  const shares = runs.map(({ run: { column } }) => ({ count: column.nanCount ?? 0, of: column.count ?? 0 }));
  const tolerance = shares.some(({ count }) => count > 0) ? toleranceOf(shareLimit(shares)) : true;
  return tolerance === true ? {} : tolerance;
}

type Ends = { run: ColumnRun; value: { min: number; max: number } };

function outerLimits(runs: readonly Ends[]): { between: [number, number] } | { at_most: number } | null {
  const tails = runs.flatMap(({ run: { column } }) => {
    const [low, high, first, third] = [0.001, 0.999, 0.25, 0.75].map((rank) => quantileOf(column, rank));
    return low === undefined || high === undefined || first === undefined || third === undefined
      ? []
      : [{ low, high, spread: third - first }];
  });
  if (tails.length === 0) return null;
  const spread = Math.max(...tails.map((tail) => tail.spread));
  const mins = runs.map(({ value }) => value.min);
  const maxs = runs.map(({ value }) => value.max);
  const [least, most] = [Math.min(...mins), Math.max(...maxs)];
  if (spread === 0 && least === most) return null;
  const low = Math.min(
    Math.min(...tails.map((tail) => tail.low)) - 3 * spread,
    least - roomFactor(mins) * (Math.max(...mins) - least),
  );
  const high = Math.max(
    Math.max(...tails.map((tail) => tail.high)) + 3 * spread,
    most + roomFactor(maxs) * (most - Math.min(...maxs)),
  );
  // What was never negative is bounded below by its sign.
  if (least >= 0) return { at_most: ceilTo(high) };
  // Rare negatives take something back, and may be as large as what they take back.
  const isTakenBack = runs.every(
    ({ run: { column } }) => (column.negativeCount ?? Infinity) <= MOST_NEGATIVE * (column.count ?? 0),
  );
  return {
    between: [floorTo(isTakenBack ? Math.min(low, -high) : low), most <= 0 ? Math.min(0, ceilTo(high)) : ceilTo(high)],
  };
}

/** Whole numbers, few and all listed, are names for something: their order says nothing of what may come. */
function isCode({ runs }: Measured): boolean {
  const values = new Set(runs.flatMap(({ column }) => (column.topValues ?? []).map(({ value }) => String(value))));
  const isListed = runs.every(
    ({ column }) => column.topValues !== undefined && (column.valueCountsComplete ?? column.otherCount === 0),
  );
  return (
    isListed && values.size <= MOST_CODES && runs.every(({ column }) => (column.typeCounts?.fractional ?? 0) === 0)
  );
}

/** A posted quantile by its rank, however its key is written. */
export function quantileOf({ quantiles = {} }: ColumnProfile, rank: number): number | undefined {
  const direct = quantiles[String(rank)];
  const value = direct ?? Object.entries(quantiles).find(([key]) => Number(key) === rank)?.[1];
  return Number.isFinite(value) ? value : undefined;
}

/** Does it hold times? Their ends move with the days. */
export function isAboutTime({ runs }: Measured): boolean {
  return runs.some(({ column }) => column.timestamp !== undefined || /date|time/i.test(column.type ?? ''));
}

const short = (value: number): string => String(Number(value.toPrecision(6)));
