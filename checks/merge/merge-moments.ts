import type { ColumnProfile } from '../profile.ts';
import { commonOf, defined, sumOf } from './add.ts';

const DECIMAL = /^-?\d{1,400}(\.\d{1,400})?$/;

type Moments = Pick<ColumnProfile, 'mean' | 'sum' | 'stddev' | 'stddevKind' | 'variance'>;

/**
 * Mean, sum and spread of the whole, from parts that have values: pooled moments after Chan, Golub and LeVeque (1979). A
 * spread needs its kind (sample or population), count and mean of every part; else it is left out.
 */
export function mergeMoments(parts: readonly ColumnProfile[]): Moments {
  const counts = parts.map(finiteCount);
  const mean = meanOf(parts, counts);
  const sum = sumsOf(parts);
  if (mean === undefined) return defined<Moments>({ sum } as Moments);
  return defined<Moments>({ mean, sum, ...spreadOf(parts, counts, mean) } as Moments);
}

/** How many values the moments are of: those that are numbers. */
function finiteCount({ count, nanCount = 0, infCount = 0 }: ColumnProfile): number | undefined {
  return count === undefined ? undefined : count - nanCount - infCount;
}

function meanOf(parts: readonly ColumnProfile[], counts: readonly (number | undefined)[]): number | undefined {
  const n = sumOf(counts);
  const weighted = sumOf(
    parts.map(({ mean }, index) => (mean === undefined ? undefined : mean * (counts[index] ?? NaN))),
  );
  return n === undefined || weighted === undefined || n === 0 ? undefined : weighted / n;
}

function spreadOf(
  parts: readonly ColumnProfile[],
  counts: readonly (number | undefined)[],
  mean: number,
): Pick<Moments, 'stddev' | 'stddevKind' | 'variance'> {
  // One value alone has no spread, and so no kind of it.
  const kind = commonOf(parts.filter((_, index) => counts[index] !== 1).map(({ stddevKind }) => stddevKind));
  if (kind === undefined) return {};
  const less = kind === 'sample' ? 1 : 0;
  const squares = parts.map((part, index) => {
    const n = counts[index] ?? NaN;
    const variance = part.variance ?? (part.stddev === undefined ? undefined : part.stddev ** 2);
    const within = n === 1 ? 0 : variance === undefined ? undefined : variance * (n - less);
    return within === undefined || part.mean === undefined ? undefined : within + n * (part.mean - mean) ** 2;
  });
  const [total, n] = [sumOf(squares), sumOf(counts)];
  if (total === undefined || n === undefined || n - less <= 0) return {};
  const variance = total / (n - less);
  return { variance, stddev: Math.sqrt(variance), stddevKind: kind };
}

/** Numbers are added as such; as soon as one is a decimal in text, all are added exactly and the sum is text. */
function sumsOf(parts: readonly ColumnProfile[]): number | string | undefined {
  const sums = parts.map(({ sum }) => sum);
  if (sums.every((sum) => typeof sum === 'number')) return sumOf(sums);
  const texts = sums.map(String);
  if (sums.includes(undefined) || !texts.every((text) => DECIMAL.test(text))) return undefined;
  const places = Math.max(...texts.map((text) => text.split('.')[1]?.length ?? 0));
  const total = texts.reduce((sum, text) => sum + scaled(text, places), 0n);
  const digits = String(total < 0n ? -total : total).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return `${total < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${digits.slice(-places)}`}`;
}

function scaled(text: string, places: number): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(places, '0'));
}
