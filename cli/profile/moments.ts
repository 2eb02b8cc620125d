import type { ColumnProfile } from '../../checks/index.ts';

/** Means of the powers of (value - some shift), and how far the mean lies from that shift. */
export interface ShiftedMoments {
  count: number;
  /** Mean minus shift; 0 when the shift is the mean. */
  offset: number;
  /** Means of the second, third and fourth power of (value - shift). */
  powers: readonly [number, number, number];
}

/**
 * Sample variance and standard deviation, adjusted Fisher-Pearson skewness G1 and sample excess kurtosis G2 (Joanes & Gill 1998);
 * each is left out where it is not defined.
 */
export function momentMetrics({ count: n, offset: d, powers: [p2, p3, p4] }: ShiftedMoments): ColumnProfile {
  const m2 = Math.max(0, p2 - d * d);
  const m3 = p3 - 3 * d * p2 + 2 * d ** 3;
  const m4 = p4 - 4 * d * p3 + 6 * d * d * p2 - 3 * d ** 4;
  const variance = n > 1 ? (m2 * n) / (n - 1) : Number.NaN;
  const skewness = n > 2 && m2 > 0 ? ((m3 / m2 ** 1.5) * Math.sqrt(n * (n - 1))) / (n - 2) : Number.NaN;
  const excess = m4 / m2 ** 2 - 3;
  const kurtosis = n > 3 && m2 > 0 ? ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * excess + 6) : Number.NaN;
  const stddev = Math.sqrt(variance);
  return {
    ...(Number.isFinite(stddev) && { stddevKind: 'sample' as const, stddev }),
    ...(Number.isFinite(variance) && { variance }),
    ...(Number.isFinite(skewness) && { skewness }),
    ...(Number.isFinite(kurtosis) && { kurtosis }),
  };
}
