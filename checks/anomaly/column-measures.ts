/* eslint plumbline/few-arguments: off -- hundreds of calls a profile: an object for each would be garbage */
import { numberOf } from '../compare.ts';
import { instantMs } from '../instant.ts';
import type { ColumnProfile, Profile } from '../profile.ts';
import { FAMILIES } from './family.ts';
import { innerStddev } from './inner-stddev.ts';
import { type Adding, type Put, putMeasure } from './put-measure.ts';
import { unitOf, type Unit } from './scale.ts';

const HOUR_MS = 3_600_000;
/** Of a distribution whose kurtosis is not known: that of heavy tails. */
const KURTOSIS = 9;

/** Collects the measures of one column. */
export interface Collecting extends Adding {
  profile: ColumnProfile;
  rows: number;
  unit: Unit | undefined;
  /** Are its numbers given to rows one after the other? */
  isGiven: boolean;
}

/** All that is watched of one column: shares, places, spreads, lengths, extremes, whatever its profile holds of them. */
export function addColumnMeasures(collecting: Collecting, interval: Profile['dataInterval']): void {
  addShares(collecting);
  addDistinct(collecting);
  if (!isText(collecting.profile)) addNumbers(collecting);
  addText(collecting);
  addTimes(collecting, interval);
}

/** Puts it, unless it is no number or was measured of nothing. */
function add(collecting: Collecting, put: Put, weight = 1): void {
  const { raw, scaled = raw, n, noise } = put;
  if (!Number.isFinite(scaled) || !(n > 0) || !Number.isFinite(noise)) return;
  const measure = putMeasure(collecting, put);
  if (weight < 1) measure.weight = weight;
}

/** A share; its sampling error on the scale of arcsine does not depend on how large it is. */
function addShare(collecting: Collecting, name: string, some: number, n: number): void {
  add(collecting, { name, family: 'share', raw: some / n, n, noise: 0.5 / Math.sqrt(n) });
}

const OF_VALUES = [
  'emptyCount',
  'blankCount',
  'zeroCount',
  'negativeCount',
  'paddedCount',
  'nonAsciiCount',
  'trueCount',
  'nanCount',
] as const;
const SHARE_NAMES = Object.fromEntries(OF_VALUES.map((name) => [name, name.replace('Count', 'Share')])) as Record<
  (typeof OF_VALUES)[number],
  string
>;

function addShares(collecting: Collecting): void {
  const { profile, rows } = collecting;
  const { count, nullCount } = profile;
  const nulls = nullCount ?? (count === undefined ? undefined : rows - count);
  if (nulls !== undefined) addShare(collecting, 'nullShare', nulls, rows);
  const values = count ?? (nulls === undefined ? NaN : rows - nulls);
  for (const name of OF_VALUES) {
    const some = profile[name];
    if (some !== undefined) addShare(collecting, SHARE_NAMES[name], some, values);
  }
  for (const [kind, some] of Object.entries(profile.typeCounts ?? {})) {
    if (kind !== 'null') addShare(collecting, named('type', kind), some, values);
  }
}

/** The names of shares by kind, each put together once: the profiler knows a dozen kinds, others may post what they like. */
const NAMES = { type: new Map<string, string>(), characters: new Map<string, string>() };
const MOST_NAMES = 100;

function named(of: keyof typeof NAMES, kind: string): string {
  const found = NAMES[of].get(kind) ?? `${of}.${kind}`;
  if (NAMES[of].size < MOST_NAMES) NAMES[of].set(kind, found);
  return found;
}

/** The number of different values and their share; values seen once tell how sure the number is. */
function addDistinct(collecting: Collecting): void {
  const { distinct, count, uniqueOnceCount } = collecting.profile;
  if (distinct === undefined || count === undefined || count === 0 || distinct.value === 0) return;
  const once = uniqueOnceCount ?? Math.min(distinct.value, count - distinct.value + 1);
  const noise = Math.sqrt(once + 1) / distinct.value;
  add(collecting, { name: 'distinct', family: 'distinct', raw: distinct.value, n: count, noise });
  addShare(collecting, 'distinctShare', Math.min(count, distinct.value), count);
}

function addNumbers(collecting: Collecting): void {
  const { profile, unit } = collecting;
  const { mean, stddev, count } = profile;
  if (typeof mean !== 'number' || count === undefined || count === 0 || unit === undefined) return;
  const { center, spread } = unit;
  if (collecting.isGiven) return addLargest(collecting, unit);
  const sd = (stddev ?? spread) / spread;
  add(collecting, {
    name: 'mean',
    family: 'location',
    raw: mean,
    scaled: (mean - center) / spread,
    n: count,
    noise: sd / Math.sqrt(count),
  });
  const inner = innerStddev(profile);
  addSpread(collecting, unit, inner);
  // How wide it is today, since columns grow: without what is to be weighed.
  const { quantiles, median } = profile;
  const width = unitOf(inner === null ? profile : { quantiles, median, mean, stddev: inner })?.spread ?? spread;
  for (const end of ['min', 'max'] as const) {
    const value = numberOf(profile[end] ?? NaN);
    if (value === null) continue;
    const moves = Math.abs(value - center) / count / width;
    const weight = Math.min(1, moves / FAMILIES.location.gate);
    addExtreme(collecting, end, { raw: value, out: (value - center) / spread, weight });
  }
}

/** The largest of numbers that were given one after the other is remembered, to tell whether the next lie beyond it; it never matters. */
function addLargest(collecting: Collecting, { center, spread }: Unit): void {
  const value = numberOf(collecting.profile.max ?? NaN);
  if (value !== null) addExtreme(collecting, 'max', { raw: value, out: (value - center) / spread, weight: 0 });
}

/** The standard deviation, where both ends are known without them: a single wild value is no other distribution, but an extreme value. */
function addSpread(collecting: Collecting, { spread }: Unit, inner: number | null): void {
  const { stddev, kurtosis, count } = collecting.profile;
  if (stddev === undefined || count === undefined) return;
  const raw = inner ?? stddev;
  const tails = kurtosis === undefined ? KURTOSIS : Math.max(1.8, kurtosis + 3);
  const noise = (raw / spread) * Math.sqrt((tails - 1) / (4 * count));
  const name = inner === null ? 'stddev' : 'innerStddev';
  add(collecting, { name, family: 'spread', raw, scaled: raw / spread, n: count, noise });
}

/** How far out an extreme value lies: at least as far as the column is wide. It weighs as it moves the mean: 1 by as much as matters of a mean. */
function addExtreme(
  collecting: Collecting,
  name: 'min' | 'max' | 'minHours' | 'maxHours',
  { raw, out, weight = 1 }: { raw: number; out: number; weight?: number },
): void {
  const scaled = Math.max(1, name.startsWith('max') ? out : -out);
  add(collecting, { name, family: 'extreme', raw, scaled, n: collecting.profile.count ?? 0, noise: 0.1 }, weight);
}

const isText = ({ type }: ColumnProfile): boolean => type === 'string' || type === 'timestamp' || type === 'date';

function addText(collecting: Collecting): void {
  const { length, characters, count } = collecting.profile;
  if (count === undefined || count === 0) return;
  const noise = 0.3 / Math.sqrt(count);
  if (length?.mean !== undefined)
    add(collecting, { name: 'length.mean', family: 'length', raw: length.mean, n: count, noise });
  if (characters === undefined) return;
  const all = Object.values(characters).reduce((sum, each) => sum + each, 0);
  if (all === 0) return;
  for (const [kind, some] of Object.entries(characters))
    addShare(collecting, named('characters', kind), (some / all) * count, count);
}

/** Where its times lie in hours after the start of the data interval. */
function addTimes(collecting: Collecting, interval: Profile['dataInterval']): void {
  const { profile } = collecting;
  const { count, timestamp, type } = profile;
  if (count === undefined || count === 0) return;
  if (timestamp?.outsideIntervalCount !== undefined)
    addShare(collecting, 'outsideShare', timestamp.outsideIntervalCount, count);
  if (timestamp?.futureCount !== undefined) addShare(collecting, 'futureShare', timestamp.futureCount, count);
  if (interval === undefined || (type !== 'timestamp' && type !== 'date')) return;
  const [start, stop] = [instantMs(interval.start), instantMs(interval.end)];
  if (start === null || stop === null) return;
  const width = Math.max(HOUR_MS, stop - start);
  for (const end of ['min', 'max'] as const) {
    const at = instantMs(String(profile[end] ?? ''));
    if (at === null) continue;
    const out = (2 * (at - (start + stop) / 2)) / width;
    addExtreme(collecting, `${end}Hours`, { raw: (at - start) / HOUR_MS, out });
  }
}
