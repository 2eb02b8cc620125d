import { describe, expect, it } from 'vitest';
import { fromR, scipy } from '../testing/reference-vectors.ts';
import { autocorrelation } from './autocorrelation.ts';
import { chiSquareTail } from './chi-square.ts';
import { benjaminiHochberg, benjaminiYekutieli, holm } from './false-discovery.ts';
import { clopperPearson, proportionTest, wilson } from './intervals.ts';
import { kolmogorovExactTail, kolmogorovSmirnovOneSample } from './kolmogorov-exact.ts';
import { kolmogorovSmirnovDistance, kolmogorovSmirnovExactP } from './kolmogorov-two-sample.ts';
import { kolmogorovTail } from './kolmogorov.ts';
import { mannWhitney, mannWhitneyExact } from './mann-whitney.ts';
import { MAD_TO_SD, median, medianAbsoluteDeviation } from './median.ts';
import { normalQuantile, normalTail } from './normal.ts';
import { type QuantileType, quantileSorted } from './quantile.ts';
import { studentTail } from './student.ts';

type Samples = { a: number[]; b: number[] };
type Counted = { k: number; n: number };

/** Within 1e-10 for a statistic. */
function sameStatistic(actual: number | null, expected: number): void {
  expect(Math.abs((actual ?? NaN) - expected)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(expected)));
}

/** Within 1e-8 for a p, and within 1e-6 of it where it is small. */
function sameP(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.min(1e-8, 1e-6 * expected));
}

function sameTest(actual: { statistic: number; p: number }, expected: unknown): void {
  const { statistic, pvalue } = expected as { statistic: number; pvalue: number };
  sameStatistic(actual.statistic, statistic);
  sameP(actual.p, pvalue);
}

function sameInterval({ low, high }: { low: number; high: number }, expected: unknown): void {
  const [from, to] = expected as [number, number];
  sameStatistic(low, from);
  sameStatistic(high, to);
}

function sameRankTest({ u, p }: { u: number; p: number }, expected: unknown): void {
  const [statistic, pvalue] = expected as [number, number];
  sameStatistic(u, statistic);
  sameP(p, pvalue);
}

function sameRejections(adjusted: readonly number[], expected: unknown): void {
  const { reject, adjusted: values } = expected as { reject: boolean[]; adjusted: number[] };
  expect(adjusted.map((q) => q <= 0.05)).toEqual(reject);
  adjusted.forEach((q, index) => sameP(q, values[index]!));
}

const statistics: Record<string, (input: never, expected: never) => void> = {
  'ks_2samp/exact': ({ a, b }: Samples, expected) =>
    sameTest({ statistic: kolmogorovSmirnovDistance(a, b), p: kolmogorovSmirnovExactP(a, b) }, expected),
  'ks_2samp/asymp': ({ a, b }: Samples, expected) => {
    const statistic = kolmogorovSmirnovDistance(a, b);
    const effective = Math.round((a.length * b.length) / (a.length + b.length));
    sameTest({ statistic, p: kolmogorovExactTail(statistic, effective) }, expected);
  },
  ks_1samp_norm: ({ x }: { x: number[] }, expected) => sameTest(kolmogorovSmirnovOneSample(x), expected),
  'kolmogorov_sf (kstwobign.sf)': (x, expected) => sameP(kolmogorovTail(x), expected),
  'kstwo.sf (finite n)': ({ D, n }: { D: number; n: number }, expected) => sameP(kolmogorovExactTail(D, n), expected),
  'chi2.sf': ({ x, df }: { x: number; df: number }, expected) => sameP(chiSquareTail(x, df), expected),
  'norm.sf': (z, expected) => sameP(normalTail(z), expected),
  't.sf': ({ x, df }: { x: number; df: number }, expected) => sameP(studentTail(x, df), expected),
  clopper_pearson_95: ({ k, n }: Counted, expected) => sameInterval(clopperPearson({ count: k, of: n }), expected),
  wilson_95: ({ k, n }: Counted, expected) => sameInterval(wilson({ count: k, of: n }), expected),
  'mannwhitneyu asymptotic': ({ a, b }: Samples, expected) => sameRankTest(mannWhitney(a, b), expected),
  'mannwhitneyu exact': ({ a, b }: Samples, expected) => sameRankTest(mannWhitneyExact(a, b), expected),
  'proportion z two-sided pooled': (input: { k1: number; n1: number; k2: number; n2: number }, expected) => {
    const { z, p } = proportionTest({ count: input.k1, of: input.n1 }, { count: input.k2, of: input.n2 });
    const known = expected as { z: number; p: number };
    sameStatistic(z, known.z);
    sameP(p, known.p);
  },
  'MAD scaled (constant 1.4826022185056018)': (values: number[], expected) => {
    const exact = 1 / normalQuantile(0.25);
    sameStatistic(medianAbsoluteDeviation(values)! * exact, expected);
    expect(MAD_TO_SD).toBeCloseTo(exact, 5);
  },
  'benjamini_hochberg 0.05': (ps, expected) => sameRejections(benjaminiHochberg(ps), expected),
  'benjamini_yekutieli 0.05': (ps, expected) => sameRejections(benjaminiYekutieli(ps), expected),
};

it('covers every statistic of the file', () => {
  expect(Object.keys(statistics).sort()).toEqual(Object.keys(scipy.statistics).sort());
});

describe.each(Object.entries(statistics))('as SciPy computes %s', (name, same) => {
  it.each(scipy.statistics[name] ?? [])('$input', ({ input, expected }) => {
    same(input as never, expected as never);
  });
});

describe('as R computes', () => {
  it('p.adjust', () => {
    benjaminiHochberg(fromR.p_adjust_input).forEach((q, index) => sameP12(q, fromR.p_adjust_BH![index]!));
    holm(fromR.p_adjust_input).forEach((q, index) => sameP12(q, fromR.p_adjust_holm![index]!));
  });

  it('mad', () => {
    sameStatistic(MAD_TO_SD * medianAbsoluteDeviation(fromR.Nile)!, fromR.mad_Nile![0]!);
    expect(median(fromR.Nile)).toBe(893.5);
  });

  it('acf', () => {
    fromR.acf_Nile_lag1_5!.forEach((expected, index) => {
      sameStatistic(autocorrelation(fromR.Nile, index + 1), expected);
    });
  });

  it('quantiles of all nine types', () => {
    fromR['quantile_type1..9_of_1,2,4,7,11_p.3']!.forEach((expected, index) => {
      sameStatistic(quantileSorted([1, 2, 4, 7, 11], 0.3, (index + 1) as QuantileType), expected);
    });
  });
});

/** R's numbers are written with twelve digits. */
function sameP12(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-11 * expected);
}
