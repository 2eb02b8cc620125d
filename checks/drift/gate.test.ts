import { describe, expect, it } from 'vitest';
import { chance, type Chance } from '../testing/chance.ts';
import { columnOfNumbers, columnOfTexts } from '../testing/column-of.ts';
import { kolmogorovSmirnovOneSample } from '../stats/kolmogorov-exact.ts';
import { normalQuantile } from '../stats/normal.ts';
import type { ColumnProfile } from '../profile.ts';
import { compare, type DriftComparison, type DriftMeasure } from './compare.ts';
import { distributionOf } from './distribution.ts';
import { DRIFT_GATES, type DriftVerdict, driftVerdicts, type Rarity } from './gate.ts';
import { pooled } from './pooled-together.ts';

type Draw = (chance: Chance, n: number) => ColumnProfile;

const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);
const numbers =
  (value: (chance: Chance) => number): Draw =>
  (of, n) =>
    columnOfNumbers(times(n, () => value(of)));
const words =
  (value: (chance: Chance) => string, listed = 100): Draw =>
  (of, n) =>
    columnOfTexts(
      times(n, () => value(of)),
      listed,
    );

/** Columns as they occur, none of which drifts. */
const columns: Record<string, Draw> = {
  normal: numbers((of) => of.normal()),
  skewed: numbers((of) => Math.exp(1.5 * of.normal())),
  'mostly zero': numbers((of) => (of.uniform() < 0.8 ? 0 : Math.round(100 * Math.exp(of.normal())) / 100)),
  'whole numbers': numbers((of) => Math.round(20 + 5 * of.normal())),
  codes: numbers((of) => (of.uniform() < 0.9 ? of.below(2) : 2 + of.below(4))),
  categories: words((of) => 'abcde'[Math.floor(of.uniform() ** 2 * 5)]!),
  'a long tail': words((of) => `v${Math.floor(Math.exp(8 * of.uniform()))}`, 20),
  'many values': words((of) => `v${of.below(300)}`),
  keys: words((of) => `v${of.below(1e9)}`, 20),
};

function comparisons(draw: Draw, of: Chance, { n, references }: { n: number; references: number }): DriftComparison[] {
  const reference = pooled(times(references, () => distributionOf(draw(of, n))!))!;
  return compare(reference, distributionOf(draw(of, n))!);
}

function judged(compared: readonly DriftComparison[], rarity: Rarity = 'rare'): DriftVerdict[] {
  const candidates = compared.map((comparison) => ({ column: 'amount', comparison, rarity }));
  return driftVerdicts(candidates, { reference: 'last 7 runs' });
}

const drifted = (verdicts: readonly DriftVerdict[]): DriftMeasure[] =>
  verdicts.filter((one) => one.drifted).map(({ measure }) => measure);

describe('no drift, no verdict', () => {
  it('in at most 3 of 1,000 batches of 50 to 500 rows, one column a run, against one run or seven, without a history of distances', () => {
    const of = chance(12);
    let [false_, all] = [0, 0];
    for (const draw of Object.values(columns)) {
      for (const n of [50, 150, 500]) {
        for (const references of [1, 7]) {
          for (let run = 0; run < 30; run++, all++) {
            if (drifted(judged(comparisons(draw, of, { n, references }))).length > 0) false_++;
          }
        }
      }
    }
    expect(all).toBe(1620);
    expect(false_ / all).toBeLessThanOrEqual(0.003);
  });

  it('of a shift by 0.01 standard deviations in 100,000,000 rows, however sure and rare it is', () => {
    const ranks = times(99, () => 0).map((_, index) => (index + 1) / 100);
    const column = (shift: number): ColumnProfile => ({
      ...{ count: 1e8, min: -5.6 + shift, max: 5.6 + shift, rankError: 0 },
      quantiles: Object.fromEntries(ranks.map((rank) => [String(rank), shift - normalQuantile(rank)])),
    });
    const at = (shift: number): DriftComparison[] =>
      compare(distributionOf(column(0))!, distributionOf(column(shift))!);
    expect(at(0.01).some(({ p }) => p < 1e-12)).toBe(true);
    expect(drifted(judged(at(0.01)))).toEqual([]);
    expect(drifted(judged(at(0.01), 'very rare'))).toEqual([]);
    expect(drifted(judged(at(0.5)))).toEqual([
      'kolmogorovSmirnov',
      'wasserstein',
      'populationStability',
      'jensenShannon',
    ]);
  });
});

describe('with no drift, at 50 to 500 rows', () => {
  const of = chance(5);
  const found = (draw: Draw, n: number, runs: number): DriftComparison[][] =>
    times(runs, () => comparisons(draw, of, { n, references: 3 }));
  const each = (all: DriftComparison[][], measure: DriftMeasure): DriftComparison[] =>
    all.flatMap((compared) => compared.filter((one) => one.measure === measure));

  it('the p of binned and categorical measures are uniform', () => {
    for (const [draw, measures] of [
      [columns['normal']!, ['populationStability', 'jensenShannon']],
      [columns['categories']!, ['cramersV', 'populationStability']],
    ] as const) {
      const all = found(draw, 500, 200);
      for (const measure of measures) {
        const ps = each(all, measure).map(({ p }) => p);
        expect(kolmogorovSmirnovOneSample(ps, (x) => x).p, measure).toBeGreaterThan(0.01);
      }
    }
  });

  it('the p of Kolmogorov-Smirnov and of new and lost mass are no smaller than they should be', () => {
    for (const name of Object.keys(columns)) {
      const all = found(columns[name]!, 200, 60);
      for (const measure of ['kolmogorovSmirnov', 'newMass', 'lostMass'] as const) {
        const ps = each(all, measure).map(({ p }) => p);
        expect(ps.filter((p) => p < 0.05).length, `${name} ${measure}`).toBeLessThanOrEqual(0.05 * ps.length + 6);
      }
    }
  });

  it.each([50, 150, 500])('what exceeds the noise is about zero, at %i rows', (n) => {
    const ratio = (
      all: DriftComparison[],
      value = (one: DriftComparison) => one.value,
      noise = (one: DriftComparison) => one.noise,
    ): number => all.reduce((sum, one) => sum + value(one), 0) / all.reduce((sum, one) => sum + noise(one), 0);
    const normal = found(columns['normal']!, n, 150);
    const squares = each(normal, 'jensenShannon');
    // Half a row added to each of ten bins pulls small batches together.
    const least = n === 50 ? 0.7 : 0.85;
    expect(ratio(each(normal, 'populationStability'))).toBeGreaterThan(least);
    expect(ratio(each(normal, 'populationStability'))).toBeLessThan(1.15);
    const divergence = ratio(
      squares,
      ({ value }) => value ** 2,
      ({ noise }) => noise ** 2,
    );
    expect(divergence).toBeGreaterThan(least);
    expect(divergence).toBeLessThan(1.15);
    expect(Math.abs(ratio(each(normal, 'kolmogorovSmirnov')) - 1)).toBeLessThan(0.2);
    expect(Math.abs(ratio(each(normal, 'wasserstein')) - 1)).toBeLessThan(0.25);
    const five = found(columns['categories']!, n, 150);
    expect(Math.abs(ratio(each(five, 'totalVariation')) - 1)).toBeLessThan(0.15);
    expect(each(five, 'cramersV').reduce((sum, { value }) => sum + value, 0) / 150).toBeLessThan(0.6 / Math.sqrt(n));
  });
});

describe('drift is told', () => {
  const of = chance(3);
  const against = (before: Draw, after: Draw, { n = 330, rarity = 'rare' as Rarity } = {}): DriftMeasure[] => {
    const reference = pooled(times(7, () => distributionOf(before(of, n))!))!;
    return drifted(judged(compare(reference, distributionOf(after(of, n))!), rarity));
  };
  const skewed = numbers((from) => Math.exp(from.normal()));

  it('of numbers in other units, cut off, or moved by half a standard deviation', () => {
    expect(
      against(
        skewed,
        numbers((from) => 10 * Math.exp(from.normal())),
      ),
    ).toContain('kolmogorovSmirnov');
    expect(
      against(
        skewed,
        numbers((from) => Math.min(1.5, Math.exp(from.normal()))),
      ),
    ).toContain('populationStability');
    expect(
      against(
        columns['normal']!,
        numbers((from) => from.normal() + 0.5),
      ),
    ).toContain('wasserstein');
  });

  it('of a category that is new, gone, or twice as frequent', () => {
    const before = words((from) => (from.uniform() < 0.1 ? 'cash' : from.uniform() < 0.5 ? 'card' : 'transfer'));
    const renamed = words((from) => (from.uniform() < 0.1 ? 'CASH' : from.uniform() < 0.5 ? 'card' : 'transfer'));
    const twice = words((from) => (from.uniform() < 0.25 ? 'cash' : from.uniform() < 0.5 ? 'card' : 'transfer'));
    expect(against(before, renamed)).toEqual(expect.arrayContaining(['newMass', 'lostMass']));
    expect(against(before, twice)).toContain('totalVariation');
    expect(against(before, twice)).not.toContain('newMass');
  });

  it('of no outlier alone, however far out', () => {
    const withOutlier: Draw = (from, n) => columnOfNumbers([...times(n - 1, () => from.normal()), 1e9]);
    expect(against(columns['normal']!, withOutlier)).toEqual([]);
  });

  it('only where the distance is rare in its own history', () => {
    const half = numbers((from) => from.normal() + 0.5);
    expect(against(columns['normal']!, half, { rarity: 'usual' })).toEqual([]);
  });
});

describe('a verdict', () => {
  const comparison = (measure: DriftMeasure, effect: number, p: number): DriftComparison => ({
    ...{ measure, value: effect, effect, noise: 0.01, p },
    ...{ n: 7000, m: 1000 },
  });
  const one = (compared: DriftComparison, rarity: Rarity = 'rare'): DriftVerdict => judged([compared], rarity)[0]!;

  it('says measure, effect, gate, noise floor, p, q and reference, and the first condition that is not met', () => {
    expect(one(comparison('kolmogorovSmirnov', 0.2, 1e-9))).toEqual({
      ...{ column: 'amount', measure: 'kolmogorovSmirnov', value: 0.2, effect: 0.2, gate: 0.05, noiseFloor: 0.01 },
      ...{ p: 1e-9, q: 1e-9, reference: 'last 7 runs', drifted: true, unmet: null },
    });
    expect(one(comparison('kolmogorovSmirnov', 0.2, 0.01)).unmet).toBe('significance');
    expect(one(comparison('kolmogorovSmirnov', 0.04, 1e-9)).unmet).toBe('effect');
    expect(one(comparison('kolmogorovSmirnov', 0.2, 1e-9), 'usual').unmet).toBe('rarity');
    expect(one(comparison('kolmogorovSmirnov', NaN, NaN)).unmet).toBe('significance');
  });

  it('is drift from the gate on, for every measure that has one', () => {
    for (const [name, gate] of Object.entries(DRIFT_GATES)) {
      const measure = name as DriftMeasure;
      expect(one(comparison(measure, gate, 1e-9)), measure).toMatchObject({ gate, drifted: true });
      expect(one(comparison(measure, gate * 0.999, 1e-9)).unmet, measure).toBe('effect');
    }
  });

  it('needs only a quarter of the effect where the distance is very rare', () => {
    expect(one(comparison('kolmogorovSmirnov', 0.02, 1e-9), 'very rare')).toMatchObject({
      gate: 0.0125,
      drifted: true,
    });
  });

  it('is dearer among many columns, and no dearer for a test that several measures share', () => {
    const quiet = times(99, () => comparison('kolmogorovSmirnov', 0, 1));
    const candidates = [comparison('kolmogorovSmirnov', 0.2, 1e-4), ...quiet].map((compared, index) => ({
      ...{ column: `c${index}`, comparison: compared, rarity: 'rare' as const },
    }));
    expect(driftVerdicts(candidates, { reference: 'x' })[0]).toMatchObject({ q: 0.01, unmet: 'significance' });
    const shared = judged([comparison('kolmogorovSmirnov', 0.2, 1e-4), comparison('wasserstein', 0.3, 1e-4)]);
    expect(shared.map(({ q }) => q)).toEqual([1e-4, 1e-4]);
  });

  it('is not given for measures that are only shown', () => {
    expect(judged([comparison('hellinger', 1, 0), comparison('kullbackLeibler', 9, 0)])).toEqual([]);
  });
});
