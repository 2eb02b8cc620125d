import { numberOf } from '../../compare.ts';
import type { ColumnProfile } from '../../profile.ts';
import { known, supportOf, type ColumnRun, type Measured } from '../measured.ts';
import { shareLimit, toleranceOf } from '../share-limit.ts';
import { counted, FEWEST_ROWS, inProfiles, percent } from '../suggestion.ts';
import type { Family } from './family.ts';
import { ceilTo, floorTo } from './round.ts';

/** Where more than this is negative, negatives are part of the data. */
const MOST_NEGATIVE = 0.05;

/** Never below zero, never zero either, or hardly ever. */
export const sign: Family = (measured) => {
  const runs = known(measured, ({ column }) => {
    const count = column.count ?? 0;
    const least = numberOf(column.min);
    const negative = column.negativeCount ?? (least !== null && least >= 0 ? 0 : undefined);
    return count === 0 || negative === undefined || (least === null && column.negativeCount === undefined)
      ? null
      : { count: negative, of: count, zeros: column.zeroCount ?? (least !== null && least > 0 ? 0 : undefined) };
  });
  const support = supportOf(runs);
  if (runs.length === 0 || support.rows < FEWEST_ROWS || isAboutTime(measured)) return [];
  const limit = shareLimit(runs.map(({ value }) => value));
  const worst = Math.max(...runs.map(({ value: { count, of } }) => count / of));
  const where = `among ${counted(support.rows)} rows ${inProfiles(runs.length)}`;
  if (worst > 0) {
    if (limit === null || limit > MOST_NEGATIVE) return [];
    const reason = `at most ${percent(worst)} negative ${inProfiles(runs.length)}; up to ${percent(limit)} is what such runs have by chance`;
    return [{ kind: 'non_negative', clause: toleranceOf(limit), reason, support }];
  }
  const isPositive = runs.every(({ value }) => value.zeros === 0);
  const few = limit === null ? '' : '; too few to say never';
  const said = isPositive ? 'neither zero nor negative' : 'never below zero';
  return [
    {
      kind: isPositive ? 'positive' : 'non_negative',
      clause: toleranceOf(limit),
      reason: `${said} ${where}${few}`,
      support,
    },
  ];
};

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
    const isOdd = (column.nanCount ?? 0) > 0 || (column.infCount ?? 0) > 0;
    return min === null || max === null || isOdd ? null : { min, max };
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
    const clause = { between: [natural.low, natural.high] };
    return [{ kind: 'range', clause, reason: `${seen}, and called ${natural.what}`, support, variant: 'natural' }];
  }
  const limits = outerLimits(runs);
  if (limits === null) return [];
  return [
    {
      kind: 'range',
      clause: { between: limits },
      reason: `${seen}: three times the middle half beyond that is no ordinary value`,
      support,
    },
  ];
};

type Ends = { run: ColumnRun; value: { min: number; max: number } };

function outerLimits(runs: readonly Ends[]): [number, number] | null {
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
  const low = Math.min(Math.min(...tails.map((tail) => tail.low)) - 3 * spread, least - (Math.max(...mins) - least));
  const high = Math.max(Math.max(...tails.map((tail) => tail.high)) + 3 * spread, most + (most - Math.min(...maxs)));
  // What was never negative gets no negative limit.
  return [least >= 0 ? Math.max(0, floorTo(low)) : floorTo(low), most <= 0 ? Math.min(0, ceilTo(high)) : ceilTo(high)];
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
