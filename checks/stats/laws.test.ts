import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chance } from '../testing/chance.ts';
import { fitShares, shareProbability, shareQuantile, shareTail, type ShareModel } from './beta-binomial.ts';
import { incompleteBeta } from './beta.ts';
import { chiSquareQuantile, chiSquareTail } from './chi-square.ts';
import { CUSUM, cusumAlarm, nextCusum, NO_CUSUM } from './cusum.ts';
import { benjaminiHochberg, benjaminiYekutieli, holm } from './false-discovery.ts';
import { incompleteGamma, logGamma } from './gamma.ts';
import { clopperPearson, wilson } from './intervals.ts';
import { kolmogorovExactTail, kolmogorovSmirnovOneSample } from './kolmogorov-exact.ts';
import { kolmogorovSmirnovDistance, kolmogorovSmirnovExactP } from './kolmogorov-two-sample.ts';
import { kolmogorovSmirnovP, kolmogorovTail } from './kolmogorov.ts';
import { mannWhitney, mannWhitneyExact } from './mann-whitney.ts';
import { median, medianAbsoluteDeviation } from './median.ts';
import { erfc, normalDensity, normalQuantile, normalTail } from './normal.ts';
import { quantileSorted, type QuantileType } from './quantile.ts';
import { studentQuantile, studentTail } from './student.ts';
import { theilSen } from './theil-sen.ts';

/** The same cases in every run. */
const asked = { seed: 20_261_126, numRuns: 100 };
const unit = fc.double({ min: 0, max: 1, noNaN: true });
/** Probabilities of all sizes down to 1e-250. */
const tail = fc.double({ min: -250, max: -0.302, noNaN: true }).map((exponent) => 10 ** exponent);
const freedom = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 31, max: 5000 }));
const real = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0);
const ps = fc.array(unit, { minLength: 1, maxLength: 30 });

function near(actual: number | null, expected: number, relative: number): void {
  expect(Math.abs((actual ?? NaN) - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

/** Computed with fifty digits (mpmath 1.3), and so right to the last one that is written. */
describe('far in the tails', () => {
  it.each([
    [0.75, 0.28884436634648486],
    [1, 0.15729920705028513],
    [2.5, 4.06952017444959e-4],
    [10, 2.088487583762545e-45],
    [26, 5.663192408856143e-296],
  ])('erfc(%d)', (x, expected) => near(erfc(x), expected, 1e-15));

  it.each([
    [20, 2.7536241186062337e-89],
    [37, 5.725571222524577e-300],
  ])('normal beyond %d', (z, expected) => near(normalTail(z), expected, 1e-12));

  it.each([
    [100, 4, 2.9980010494962311e-8],
    [1e6, 3, 1.102657790839614e-18],
    [30, 30, 3.125895815304444e-24],
  ])('t beyond %d with %d degrees of freedom', (x, df, expected) => near(studentTail(x, df), expected, 1e-12));

  it.each([
    [1000, 3, 1.799420876531448e-216],
    [1400, 9, 7.730994243999156e-296],
    [100500, 100000, 0.1318548116033838],
  ])('chi-square beyond %d with %d degrees of freedom', (x, df, expected) =>
    near(chiSquareTail(x, df), expected, 1e-11),
  );
});

describe('a tail and its quantile', () => {
  it('of the normal distribution undo each other', () => {
    fc.assert(
      fc.property(tail, (p) => near(normalTail(normalQuantile(p)), p, 1e-11)),
      asked,
    );
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(0.5)]).toEqual([
      Infinity,
      -Infinity,
      expect.closeTo(0, 15),
    ]);
  });

  it("of Student's t undo each other", () => {
    fc.assert(
      fc.property(tail, freedom, (p, df) => near(studentTail(studentQuantile(p, df), df), p, 1e-9)),
      asked,
    );
  });

  it('of chi-square undo each other', () => {
    fc.assert(
      fc.property(tail, freedom, (p, df) => near(chiSquareTail(chiSquareQuantile(p, df), df), p, 1e-9)),
      asked,
    );
  });

  it('of the normal distribution agree with its density', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (z) => {
        expect((normalTail(z - 1e-4) - normalTail(z + 1e-4)) / 2e-4).toBeCloseTo(normalDensity(z), 7);
      }),
      asked,
    );
  });
});

describe('incomplete functions', () => {
  it('have two tails that make one, and fall as they should', () => {
    fc.assert(
      fc.property(freedom, freedom, unit, unit, (a, b, x, y) => {
        const [beta, gamma] = [incompleteBeta(x, { a, b }), incompleteGamma(a, x * 2 * a)];
        expect(beta.lower + beta.upper).toBeCloseTo(1, 12);
        expect(gamma.lower + gamma.upper).toBeCloseTo(1, 12);
        expect(incompleteBeta(1 - x, { a: b, b: a }, x).upper).toBeCloseTo(beta.lower, 12);
        expect(incompleteBeta(Math.min(x, y), { a, b }).lower).toBeLessThanOrEqual(
          incompleteBeta(Math.max(x, y), { a, b }).lower + 1e-13,
        );
      }),
      asked,
    );
  });

  it('agree with sums of the binomial and Poisson distributions', () => {
    const choose = (n: number, k: number): number => Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), unit, (n, p) => {
        const k = Math.ceil(n / 2);
        const terms = Array.from(
          { length: n - k + 1 },
          (_, i) => choose(n, k + i) * p ** (k + i) * (1 - p) ** (n - k - i),
        );
        expect(incompleteBeta(p, { a: k, b: n - k + 1 }).lower).toBeCloseTo(
          terms.reduce((sum, term) => sum + term, 0),
          11,
        );
        const poisson = Array.from({ length: k }, (_, i) =>
          Math.exp(i * Math.log(9 * p + 0.1) - (9 * p + 0.1) - logGamma(i + 1)),
        );
        expect(incompleteGamma(k, 9 * p + 0.1).upper).toBeCloseTo(
          poisson.reduce((sum, term) => sum + term, 0),
          11,
        );
      }),
      asked,
    );
  });

  it('are no number of what is none', () => {
    expect(incompleteGamma(NaN, 1).lower).toBeNaN();
    expect(incompleteGamma(-1, 1).upper).toBeNaN();
    expect(incompleteBeta(NaN, { a: 1, b: 1 }).lower).toBeNaN();
    expect([normalTail(NaN), studentTail(NaN, 3), studentQuantile(2, 3), chiSquareQuantile(0.5, 0)]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
  });
});

describe("Kolmogorov's distribution", () => {
  it('goes on where its two series meet, and falls', () => {
    near(kolmogorovTail(1.18 - 1e-12), kolmogorovTail(1.18), 1e-10);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4, noNaN: true }), (x) => {
        expect(kolmogorovTail(x + 0.01)).toBeLessThanOrEqual(kolmogorovTail(x) + 1e-15);
      }),
      asked,
    );
  });

  it('of finite n goes on where its two methods meet', () => {
    for (const n of [10, 60, 400, 1500]) {
      const d = 2 / Math.sqrt(n);
      near(kolmogorovExactTail(d * (1 - 1e-9), n), kolmogorovExactTail(d, n), 1e-6);
    }
  });

  it('of many values is near its limit with the correction', () => {
    for (const d of [0.02, 0.03, 0.04]) near(kolmogorovSmirnovP(d, 2000), kolmogorovExactTail(d, 2000), 0.01);
  });

  it('of two samples counts orders: all of them, for each distance', () => {
    // Of the 20 orders of three and three values, two have distance 1 and ten at least 2/3.
    expect(kolmogorovSmirnovExactP([1, 2, 3], [4, 5, 6])).toBeCloseTo(0.1, 14);
    expect(kolmogorovSmirnovExactP([1, 2, 4], [3, 5, 6])).toBeCloseTo(0.6, 14);
    near(kolmogorovSmirnovExactP(range(0, 60), range(100, 160)), 2 * Math.exp(2 * logGamma(61) - logGamma(121)), 1e-9);
  });

  it('gives uniform p to uniform values, and none to others', () => {
    const of = chance(1);
    const found = Array.from({ length: 400 }, () => {
      const sample = Array.from({ length: 20 }, () => of.uniform());
      return kolmogorovSmirnovOneSample(sample, (x) => x).p;
    });
    expect(kolmogorovSmirnovOneSample(found, (x) => x).p).toBeGreaterThan(0.01);
    expect(
      kolmogorovSmirnovOneSample(
        Array.from({ length: 200 }, () => of.uniform() ** 2),
        (x) => x,
      ).p,
    ).toBeLessThan(1e-6);
  });
});

describe('q-values', () => {
  it('are no smaller than p, keep their order, and cost more the more they promise', () => {
    fc.assert(
      fc.property(ps, (all) => {
        const [bh, by, all_] = [benjaminiHochberg(all), benjaminiYekutieli(all), holm(all)];
        all.forEach((p, i) => {
          expect(bh[i]!).toBeGreaterThanOrEqual(p);
          expect(by[i]!).toBeGreaterThanOrEqual(bh[i]! - 1e-15);
          expect(all_[i]!).toBeGreaterThanOrEqual(bh[i]! - 1e-15);
          all.forEach((other, j) => p <= other && expect(bh[i]!).toBeLessThanOrEqual(bh[j]!));
        });
      }),
      asked,
    );
  });

  it('keep the share of false discoveries', () => {
    const of = chance(2);
    let share = 0;
    for (let run = 0; run < 400; run++) {
      const all = Array.from({ length: 50 }, (_, i) => normalTail(of.normal() + (i < 10 ? 3 : 0)));
      const rejected = benjaminiHochberg(all).flatMap((q, i) => (q <= 0.1 ? [i] : []));
      share += rejected.filter((i) => i >= 10).length / Math.max(1, rejected.length) / 400;
    }
    // 0.1 times the forty of fifty that are true.
    expect(share).toBeGreaterThan(0.06);
    expect(share).toBeLessThan(0.1);
  });
});

describe('robust statistics', () => {
  const many = fc.array(real, { minLength: 1, maxLength: 60 });

  it('move and stretch with their values, and do not see an outlier', () => {
    fc.assert(
      fc.property(many, real, fc.double({ min: -10, max: 10, noNaN: true }), (all, shift, scale) => {
        const changed = all.map((value) => value * scale + shift);
        expect(median(changed)).toBeCloseTo(median(all)! * scale + shift, 5);
        expect(medianAbsoluteDeviation(changed)).toBeCloseTo(medianAbsoluteDeviation(all)! * Math.abs(scale), 5);
        const [low, high] = [Math.min(...all), Math.max(...all)];
        expect(median([...all, 1e300])! >= low).toBe(true);
        expect(median([...all, ...all, 1e300])! <= high).toBe(true);
      }),
      asked,
    );
    expect([median([]), medianAbsoluteDeviation([])]).toEqual([null, null]);
  });

  it('Theil-Sen finds a line through a quarter of outliers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: -50, max: 50 }),
        fc.array(real, { maxLength: 4 }),
        (slope, start, odd) => {
          const xs = range(0, 17);
          const ys = xs.map((x) => odd[(x - 3) / 4] ?? start + slope * x);
          expect(theilSen(xs, ys)).toEqual({ slope: expect.closeTo(slope, 9), intercept: expect.closeTo(start, 9) });
        },
      ),
      asked,
    );
    expect(theilSen([1, 1], [2, 3])).toBeNull();
  });

  it('quantiles of every type rise with p, from the least value to the greatest', () => {
    fc.assert(
      fc.property(many, unit, unit, fc.integer({ min: 1, max: 9 }), (all, p, q, type) => {
        const sorted = all.sort((a, b) => a - b);
        const at = (rank: number): number => quantileSorted(sorted, rank, type as QuantileType)!;
        expect(at(Math.min(p, q))).toBeLessThanOrEqual(at(Math.max(p, q)) + 1e-9);
        expect([at(0), at(1)]).toEqual([sorted[0], sorted[sorted.length - 1]]);
      }),
      asked,
    );
  });

  it('Mann-Whitney with and without its approximation agree, and turn round with the samples', () => {
    const of = chance(4);
    const [a, b] = [Array.from({ length: 14 }, () => of.normal()), Array.from({ length: 11 }, () => of.normal() + 0.8)];
    expect(mannWhitneyExact(a, b).p).toBeCloseTo(mannWhitney(a, b).p, 2);
    expect(mannWhitneyExact(b, a).p).toBeCloseTo(mannWhitneyExact(a, b).p, 12);
    expect(mannWhitney(a, b).u + mannWhitney(b, a).u).toBe(14 * 11);
    expect(mannWhitneyExact([1, 2, 3], [4, 5, 6])).toEqual({ u: 0, p: 0.1 });
    expect(mannWhitney([1, 1], [1, 1]).p).toBe(1);
  });

  it('the distance of two samples does not depend on their order', () => {
    fc.assert(
      fc.property(many, many, (a, b) => {
        expect(kolmogorovSmirnovDistance(a, b)).toBe(kolmogorovSmirnovDistance(b.slice().reverse(), a));
      }),
      asked,
    );
  });
});

describe('cumulative sums', () => {
  const runsUntil = (seed: number, shift: number): number => {
    const of = chance(seed);
    let sums = NO_CUSUM;
    for (let run = 1; run <= 20_000; run++) {
      sums = nextCusum(sums, of.normal() + shift);
      if (cusumAlarm(sums) !== null) return run;
    }
    return 20_000;
  };
  const typical = (shift: number, seeds: number): number =>
    median(range(1, seeds + 1).map((seed) => runsUntil(seed, shift)))!;

  it('find a lasting shift by two standard deviations in some six runs, and none in thousands', () => {
    expect(typical(2, 200)).toBeGreaterThanOrEqual(5);
    expect(typical(2, 200)).toBeLessThanOrEqual(7);
    expect(typical(-1, 200)).toBeLessThanOrEqual(17);
    expect(typical(0, 20)).toBeGreaterThan(5000);
  });

  it('count no single residual for more than the clip, and forget what is no number', () => {
    expect(nextCusum(NO_CUSUM, 1e9)).toEqual({ up: CUSUM.clip - CUSUM.slack, down: 0 });
    expect(nextCusum({ up: 3, down: 1 }, NaN)).toEqual({ up: 3, down: 1 });
    expect(cusumAlarm({ up: 0, down: 9 })).toBe('down');
  });
});

describe('shares', () => {
  const trials = fc.integer({ min: 1, max: 60 });
  const model: fc.Arbitrary<ShareModel> = fc.oneof(
    unit.map((share) => ({ kind: 'fixed' as const, share })),
    fc
      .record({ a: fc.double({ min: 0.1, max: 50, noNaN: true }), b: fc.double({ min: 0.1, max: 50, noNaN: true }) })
      .map((shape) => ({ kind: 'beta' as const, shape })),
  );

  it('have probabilities that make one, tails that are their sums, and quantiles that are least', () => {
    fc.assert(
      fc.property(model, trials, unit, (of_, of, p) => {
        const each = range(0, of + 1).map((count) => shareProbability(of_, { count, of }));
        expect(each.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
        const beyond = (count: number): number => each.slice(count).reduce((sum, one) => sum + one, 0);
        for (const count of [0, 1, Math.floor(of / 2), of])
          expect(shareTail(of_, { count, of })).toBeCloseTo(beyond(count), 9);
        const least = shareQuantile(of_, of, p);
        expect(shareTail(of_, { count: least + 1, of })).toBeLessThanOrEqual(p);
        if (least > 0) expect(shareTail(of_, { count: least, of })).toBeGreaterThan(p);
      }),
      asked,
    );
  });

  it('are fitted to what they were made of', () => {
    const of = chance(6);
    const runs = (spread: number): { count: number; of: number }[] =>
      Array.from({ length: 300 }, () => {
        const share = Math.min(1, Math.max(0, 0.1 + spread * of.normal()));
        return { count: Array.from({ length: 200 }, () => of.uniform()).filter((u) => u < share).length, of: 200 };
      });
    const fitted = fitShares(runs(0.03));
    if (fitted?.kind !== 'beta') throw new Error('runs vary more than chance does');
    const { a, b } = fitted.shape;
    expect(a / (a + b)).toBeCloseTo(0.1, 2);
    expect(Math.sqrt((a * b) / (a + b) ** 2 / (a + b + 1))).toBeCloseTo(0.03, 2);
    expect(fitShares([])).toBeNull();
    expect(
      fitShares([
        { count: 0, of: 50 },
        { count: 0, of: 70 },
      ]),
    ).toEqual({ kind: 'fixed', share: 0 });
  });

  it('lie within their intervals as often as promised', () => {
    const sure = (interval: typeof wilson, share: number): number =>
      range(0, 41).reduce((sum, count) => {
        const { low, high } = interval({ count, of: 40 });
        return low <= share && share <= high
          ? sum + shareProbability({ kind: 'fixed', share }, { count, of: 40 })
          : sum;
      }, 0);
    const grid = range(1, 100).map((percent) => percent / 100);
    for (const share of grid) expect(sure(clopperPearson, share)).toBeGreaterThanOrEqual(0.95);
    expect(grid.reduce((sum, share) => sum + sure(wilson, share), 0) / 99).toBeCloseTo(0.95, 2);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
