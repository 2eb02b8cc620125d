import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnOfNumbers, columnOfTexts } from '../testing/column-of.ts';
import { kolmogorovSmirnovDistance } from '../stats/kolmogorov-two-sample.ts';
import { categoriesFromCounts } from './category-distribution.ts';
import { compare, type DriftComparison, type DriftMeasure } from './compare.ts';
import { chiSquareTest, cramersV, unbiasedCramersV } from './contingency.ts';
import { type Distribution, distributionOf } from './distribution.ts';
import { hellinger } from './hellinger.ts';
import { jensenShannonDistance } from './jensen-shannon.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { kullbackLeibler } from './kullback-leibler.ts';
import { numbersFromSample } from './number-distribution.ts';
import { pooled } from './pooled-together.ts';
import { populationStability } from './population-stability.ts';
import { smoothedShares } from './shares.ts';
import { largestChange, totalVariation } from './total-variation.ts';
import { energyDistance, wasserstein } from './wasserstein.ts';

/** The same cases in every run. */
const asked = (numRuns = 100): fc.Parameters<unknown> => ({ seed: 20_261_126, numRuns });
const hundred = Array.from({ length: 101 }, (_, index) => index / 100);

/** Numbers with ties, outliers, or neither, as columns have them. */
const values = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.constantFrom(0, 1, 1e6),
);
const sample = fc.array(values, { minLength: 1, maxLength: 400 });
const long = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 30, maxLength: 400 });
const counts = fc
  .integer({ min: 2, max: 12 })
  .chain((size) => fc.tuple(...[0, 1].map(() => fc.array(fc.nat({ max: 500 }), { minLength: size, maxLength: size }))));
const shares = counts.map(([a, b]) => [smoothedShares(a!), smoothedShares(b!)] as const);
const texts = fc.array(fc.constantFrom(...'aaaabbbccde'), { minLength: 1, maxLength: 300 });
/** Ranks that producers post: few, ours, uneven. */
const ranks = fc.constantFrom([0.25, 0.5, 0.75], [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99], hundred);
const listed = fc.constantFrom(0, 3, 20, 1000);

const measures: Record<string, (p: readonly number[], q: readonly number[]) => number> = {
  populationStability,
  jensenShannonDistance,
  hellinger,
  totalVariation,
  largestChange,
};

function told(rows: readonly number[], form: { ranks: number[]; listed: number }): Distribution {
  return distributionOf(columnOfNumbers(rows, form))!;
}

function effect(compared: readonly DriftComparison[], measure: DriftMeasure): number {
  return compared.find((one) => one.measure === measure)?.effect ?? NaN;
}

describe('a distance over shares', () => {
  it.each(Object.entries(measures))(
    '%s is the same both ways, zero of the same, and within its bounds',
    (name, measure) => {
      fc.assert(
        fc.property(shares, ([p, q]) => {
          expect(measure(p, q)).toBeCloseTo(measure(q, p), 12);
          expect(measure(p, p)).toBe(0);
          expect(measure(p, q)).toBeGreaterThanOrEqual(0);
          if (name !== 'populationStability') expect(measure(p, q)).toBeLessThanOrEqual(1);
        }),
        asked(),
      );
    },
  );

  it.each(Object.entries(measures))('%s does not depend on the order of the cells', (_name, measure) => {
    fc.assert(
      fc.property(shares, fc.infiniteStream(fc.nat()), ([p, q], keys) => {
        const order = p.map((_, index) => ({ index, key: keys.next().value as number })).sort((a, b) => a.key - b.key);
        const shuffled = (all: readonly number[]): number[] => order.map(({ index }) => all[index]!);
        expect(measure(shuffled(p), shuffled(q))).toBeCloseTo(measure(p, q), 12);
      }),
      asked(),
    );
  });

  it.each(Object.entries(measures))('%s grows with the part of the rows that changed', (_name, measure) => {
    fc.assert(
      fc.property(
        shares,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([p, q], s, t) => {
          const mixed = (part: number): number[] => p.map((share, index) => share + part * (q[index]! - share));
          expect(measure(p, mixed(Math.min(s, t)))).toBeLessThanOrEqual(measure(p, mixed(Math.max(s, t))) + 1e-12);
        },
      ),
      asked(),
    );
  });

  it('the stability index is both Kullback-Leibler divergences together', () => {
    fc.assert(
      fc.property(shares, ([p, q]) => {
        expect(populationStability(p, q)).toBeCloseTo(kullbackLeibler(p, q) + kullbackLeibler(q, p), 10);
      }),
      asked(),
    );
  });

  it('Hellinger and total variation hold each other within bounds: H² ≤ TV ≤ √2 H', () => {
    fc.assert(
      fc.property(shares, ([p, q]) => {
        const h = hellinger(p, q);
        expect(h * h).toBeLessThanOrEqual(totalVariation(p, q) + 1e-12);
        expect(totalVariation(p, q)).toBeLessThanOrEqual(Math.SQRT2 * h + 1e-12);
      }),
      asked(),
    );
  });

  it("Cramér's V is within 0 and 1, and never larger without its bias", () => {
    fc.assert(
      fc.property(counts, (table) => {
        const rows = table.map((row) => row.map((count) => count + 1));
        const { statistic } = chiSquareTest(rows);
        const size = { rows: 2, columns: rows[0]!.length, total: rows.flat().reduce((sum, count) => sum + count, 0) };
        const [plain, unbiased] = [cramersV(statistic, size), unbiasedCramersV(statistic, size)];
        expect(plain).toBeLessThanOrEqual(1);
        expect(unbiased).toBeGreaterThanOrEqual(0);
        expect(unbiased).toBeLessThanOrEqual(plain + 1e-9);
      }),
      asked(),
    );
  });
});

describe('a distance of numbers', () => {
  const distances = {
    wasserstein,
    energyDistance,
    kolmogorovSmirnov: (...[a, b]: Parameters<typeof wasserstein>) => kolmogorovSmirnov(a, b).distance,
  };

  it.each(Object.entries(distances))(
    '%s is the same both ways, zero of the same, and never negative',
    (name, distance) => {
      fc.assert(
        fc.property(sample, sample, (a, b) => {
          const [x, y] = [numbersFromSample(a)!, numbersFromSample(b)!];
          const there = distance(x, y);
          expect(there).toBeGreaterThanOrEqual(0);
          expect(there).toBeCloseTo(distance(y, x), 9);
          expect(distance(x, x)).toBe(0);
          if (name === 'kolmogorovSmirnov') expect(there).toBeLessThanOrEqual(1);
        }),
        asked(),
      );
    },
  );

  it('Wasserstein moves by as much as all rows move', () => {
    fc.assert(
      fc.property(sample, fc.integer({ min: -100, max: 100 }), (a, shift) => {
        const rows = a.map((value) => Math.round(value * 64) / 64);
        const moved = numbersFromSample(rows.map((value) => value + shift))!;
        expect(wasserstein(numbersFromSample(rows)!, moved)).toBeCloseTo(Math.abs(shift), 8);
      }),
      asked(),
    );
  });

  it('Kolmogorov-Smirnov knows the distance of the rows exactly where all values are listed', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const exact = { ranks: [], listed: 1000 };
        const { distance, low, high } = kolmogorovSmirnov(told(a, exact).numbers!, told(b, exact).numbers!);
        expect(low).toBeCloseTo(high, 12);
        expect(distance).toBeCloseTo(kolmogorovSmirnovDistance(a, b), 12);
      }),
      asked(),
    );
  });
});

describe('what a profile leaves out', () => {
  it('never puts the true distance of the rows beyond the bounds', () => {
    fc.assert(
      fc.property(
        sample,
        sample,
        fc.record({ ranks, listed }),
        fc.record({ ranks, listed }),
        (a, b, formOfA, formOfB) => {
          const { low, high } = kolmogorovSmirnov(told(a, formOfA).numbers!, told(b, formOfB).numbers!);
          const truth = kolmogorovSmirnovDistance(a, b);
          expect(low).toBeLessThanOrEqual(truth + 1e-12);
          expect(high).toBeGreaterThanOrEqual(truth - 1e-12);
        },
      ),
      asked(400),
    );
  });

  it('nor of rows of several profiles together', () => {
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 2, maxLength: 4 }),
        sample,
        fc.record({ ranks, listed }),
        (parts, b, form) => {
          const whole = pooled(parts.map((part) => told(part, form)))!.numbers!;
          const { low, high } = kolmogorovSmirnov(whole, told(b, form).numbers!);
          const truth = kolmogorovSmirnovDistance(parts.flat(), b);
          expect(whole.rows).toBe(parts.flat().length);
          expect(low).toBeLessThanOrEqual(truth + 1e-9);
          expect(high).toBeGreaterThanOrEqual(truth - 1e-9);
        },
      ),
      asked(200),
    );
  });

  it('nor where only a histogram is told', () => {
    fc.assert(
      fc.property(long, long, fc.integer({ min: 1, max: 40 }), (a, b, bins) => {
        const [x, y] = [a, b].map((rows) => distributionOf(histogramOf(rows, bins))!.numbers!);
        const { low, high } = kolmogorovSmirnov(x!, y!);
        const truth = kolmogorovSmirnovDistance(a, b);
        expect(low).toBeLessThanOrEqual(truth + 1e-12);
        expect(high).toBeGreaterThanOrEqual(truth - 1e-12);
      }),
      asked(),
    );
  });

  it('is at most a twentieth of the distance of continuous rows at 101 ranks', () => {
    fc.assert(
      fc.property(long, long, (a, b) => {
        const { low, high } = kolmogorovSmirnov(
          told(a, { ranks: hundred, listed: 0 }).numbers!,
          told(b, { ranks: hundred, listed: 0 }).numbers!,
        );
        expect(high - low).toBeLessThanOrEqual(0.05 + 4 / a.length + 4 / b.length);
      }),
      asked(),
    );
  });

  it('is nothing to categories that are all listed: parts together are the whole', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const [x, y, whole] = [a, b, [...a, ...b]].map((rows) => distributionOf(columnOfTexts(rows))!);
        const both = pooled([x!, y!])!.categories!;
        const known = whole!.categories!;
        expect(new Map(both.values.map((value, i) => [value, both.counts[i]]))).toEqual(
          new Map(known.values.map((value, i) => [value, known.counts[i]])),
        );
        expect([both.rows, both.other, both.mostUnlisted]).toEqual([known.rows, 0, 0]);
      }),
      asked(),
    );
  });
});

function histogramOf(rows: readonly number[], bins: number) {
  const [min, max] = [Math.min(...rows), Math.max(...rows)];
  const boundaries = Array.from({ length: bins + 1 }, (_, index) => -1000 + (2000 * index) / bins);
  const inBins = new Array<number>(bins).fill(0);
  for (const value of rows) {
    const after = boundaries.findIndex((boundary, index) => index > 0 && (value < boundary || index === bins));
    inBins[after - 1]!++;
  }
  return { count: rows.length, min, max, histogram: { boundaries, counts: inBins } };
}

describe('comparing', () => {
  it('rows with themselves finds no drift by any measure', () => {
    fc.assert(
      fc.property(sample, texts, (a, words) => {
        for (const distribution of [distributionOf(columnOfNumbers(a))!, distributionOf(columnOfTexts(words))!]) {
          for (const { value, effect: gated, p } of compare(distribution, distribution)) {
            expect(value).toBeCloseTo(0, 9);
            expect(gated).toBe(0);
            expect(p).toBe(1);
          }
        }
      }),
      asked(),
    );
  });

  it('answers finite numbers, and p and bounds within 0 and 1, whatever the rows', () => {
    fc.assert(
      fc.property(sample, sample, fc.record({ ranks, listed }), (a, b, form) => {
        for (const { value, effect: gated, noise, p, bounds } of compare(told(a, form), told(b, form))) {
          expect([value, gated, noise, p].every(Number.isFinite)).toBe(true);
          expect(p >= 0 && p <= 1).toBe(true);
          if (bounds !== undefined) expect(bounds.low <= value && value <= bounds.high && bounds.high <= 1).toBe(true);
        }
      }),
      asked(),
    );
  });

  it('of profiles that contradict themselves throws nothing and never answers what is no number', () => {
    const any = fc.oneof(fc.double(), fc.constantFrom(0, 1, -1, 10, 1e308, -1e308));
    const odd = fc.record(
      {
        count: fc.oneof(fc.nat({ max: 50 }), any),
        nanCount: fc.nat({ max: 60 }),
        min: any,
        max: any,
        median: any,
        rankError: fc.double({ min: 0, max: 2 }),
        quantiles: fc.dictionary(fc.constantFrom('0', '0.1', '0.25', '0.5', '0.9', '1', 'x', '7'), any),
        topValues: fc.array(
          fc.record({
            value: fc.oneof(any, fc.constantFrom('a', 'b', null)),
            count: fc.oneof(fc.nat({ max: 60 }), any),
          }),
          { maxLength: 5 },
        ),
        valueCountsComplete: fc.boolean(),
        trueCount: any,
        falseCount: any,
        histogram: fc.record({ boundaries: fc.array(any, { maxLength: 4 }), counts: fc.array(any, { maxLength: 3 }) }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(odd, odd, (one, other) => {
        const [x, y] = [distributionOf(one), distributionOf(other)];
        if (x === null || y === null) return;
        for (const reference of [x, pooled([x, y])!]) {
          for (const { value, effect: gated, p } of compare(reference, y)) {
            expect([value, gated, p].filter((number) => !Number.isFinite(number))).toEqual([]);
          }
        }
      }),
      asked(1000),
    );
  });

  it('counts the mass of values that come and go', () => {
    const rows = (of: Record<string, number>): Distribution => ({
      numbers: null,
      categories: categoriesFromCounts(new Map(Object.entries(of))),
    });
    const compared = compare(rows({ a: 700, b: 200, c: 100 }), rows({ a: 70, b: 20, d: 10 }));
    expect(compared.find(({ measure }) => measure === 'newMass')).toMatchObject({ value: 0.1, n: 1000, m: 100 });
    expect(compared.find(({ measure }) => measure === 'lostMass')?.value).toBe(0.1);
    expect(effect(compared, 'newMass')).toBeGreaterThan(0.09);
    expect(compared.find(({ measure }) => measure === 'newMass')!.p).toBeLessThan(1e-6);
    expect(compared.find(({ measure }) => measure === 'lostMass')!.p).toBeLessThan(0.01);
  });

  it('takes a value that the reference may hide for new only as far as it cannot have been there', () => {
    const past = {
      count: 1000,
      topValues: [
        { value: 'a', count: 900 },
        { value: 'b', count: 40 },
      ],
      otherCount: 60,
    };
    const of = (count: number) => ({
      count: 100,
      topValues: [
        { value: 'a', count: 100 - count },
        { value: 'z', count },
      ],
      valueCountsComplete: true,
    });
    const newMass = (count: number) =>
      compare(distributionOf(past)!, distributionOf(of(count))!).find(({ measure }) => measure === 'newMass')!;
    expect(newMass(8)).toMatchObject({ value: 0, p: 1 });
    expect(newMass(40).value).toBeCloseTo(0.3, 9);
  });
});
