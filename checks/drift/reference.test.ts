import { describe, expect, it } from 'vitest';
import { scipy } from '../testing/reference-vectors.ts';
import { chiSquareTest, cramersV, gTest } from './contingency.ts';
import { hellinger } from './hellinger.ts';
import { jensenShannonDistance, jensenShannonDivergence } from './jensen-shannon.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { kullbackLeibler } from './kullback-leibler.ts';
import { numbersFromSample } from './number-distribution.ts';
import { populationStability } from './population-stability.ts';
import { sharesOf } from './shares.ts';
import { largestChange, totalVariation } from './total-variation.ts';
import { energyDistance, wasserstein } from './wasserstein.ts';

type Samples = { a: number[]; b: number[]; aw?: number[] | null; bw?: number[] | null };
type Shares = { p: number[]; q: number[]; base?: 'e' | 2 };
type Table = { table: number[][]; correction: boolean };
type Tested = { statistic: number; pvalue: number; dof: number; cramers_v_uncorrected: number };

/** Within 1e-10 for a statistic. */
function same(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(expected)));
}

function sameTest(actual: { statistic: number; freedom: number; p: number }, expected: Tested): void {
  same(actual.statistic, expected.statistic);
  expect(actual.freedom).toBe(expected.dof);
  expect(Math.abs(actual.p - expected.pvalue)).toBeLessThanOrEqual(Math.min(1e-8, 1e-6 * expected.pvalue));
}

const numbers = ({ a, b, aw, bw }: Samples) =>
  [numbersFromSample(a, aw ?? undefined)!, numbersFromSample(b, bw ?? undefined)!] as const;
const ofShares =
  (measure: (p: number[], q: number[]) => number) =>
  ({ p, q }: Shares, expected: number): void =>
    same(measure(sharesOf(p), sharesOf(q)), expected);
/** SciPy's divergences are in nats unless a base is given. */
const nats = ({ base }: Shares): number => (base === 2 ? 1 : Math.LN2);

const measures: Record<string, (input: never, expected: never) => void> = {
  chi2_contingency: ({ table, correction }: Table, expected: Tested) => {
    const tested = chiSquareTest(table, { yates: correction });
    sameTest(tested, expected);
    const total = table.flat().reduce((sum, count) => sum + count, 0);
    const { statistic } = chiSquareTest(table);
    same(cramersV(statistic, { rows: 2, columns: table[0]!.length, total }), expected.cramers_v_uncorrected);
  },
  g_test: ({ table, correction }: Table, expected: Tested) => sameTest(gTest(table, { yates: correction }), expected),
  wasserstein_distance: (input: Samples, expected) => same(wasserstein(...numbers(input)), expected),
  energy_distance: (input: Samples, expected) => same(energyDistance(...numbers(input)), expected),
  jensenshannon_DISTANCE: (input: Shares, expected) =>
    same(jensenShannonDistance(sharesOf(input.p), sharesOf(input.q)) * Math.sqrt(nats(input)), expected),
  'js_divergence (=distance^2)': (input: Shares, expected) =>
    same(jensenShannonDivergence(sharesOf(input.p), sharesOf(input.q)) * nats(input), expected),
  'kl_divergence nats': ofShares(kullbackLeibler),
  'kl_divergence GX docs': ofShares(kullbackLeibler),
  hellinger: ofShares(hellinger),
  total_variation: ofShares(totalVariation),
  l_infinity: ofShares(largestChange),
  'psi nats': ofShares(populationStability),
  'psi = KL(p,q)+KL(q,p)': ofShares(populationStability),
};

it('covers every distance of the file', () => {
  expect(Object.keys(measures).sort()).toEqual(Object.keys(scipy.distances).sort());
});

it.each(scipy.statistics['ks_2samp/exact'] ?? [])(
  'as SciPy computes the statistic of ks_2samp $input',
  ({ input, expected }) => {
    same(kolmogorovSmirnov(...numbers(input as Samples)).distance, (expected as Tested).statistic);
  },
);

describe.each(Object.entries(measures))('as SciPy computes %s', (name, check) => {
  it.each(scipy.distances[name] ?? [])('$input', ({ input, expected }) => {
    check(input as never, expected as never);
  });
});
