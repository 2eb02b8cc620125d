import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../checks/index.ts';
import { randomFrom } from '../random.ts';
import type { Partition, Rule } from '../rule.ts';
import { rules } from '../rules.ts';
import { averageKnn } from './average-knn.ts';
import { fitHoltWinters, deequHoltWinters } from './holt-winters.ts';
import { deequOnlineNormal } from './online-normal.ts';
import { elementary, gxAutoRange, mad35, z3 } from './series-peers.ts';
import { isStationary } from './stationary.ts';
import {
  alignedCounts,
  chiSquareTail,
  jensenShannon,
  ksPValue,
  oneSampleChiSquare,
  twoSampleChiSquare,
} from './two-sample.ts';
import { distributionOf, rest, shareUpTo, valueAt } from './distribution.ts';

const gaussian = (seed: string, count: number): number[] => {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => 100 + random.normal());
};

describe("peers' rules for one metric", () => {
  it('Elementary includes the tested row: however wild it is, its z is at most 14 / sqrt(15)', () => {
    const history = gaussian('elementary', 14);
    const z = 3 * elementary.fit(history)(1e9);
    expect(z).toBeCloseTo(14 / Math.sqrt(15), 6);
    expect(3 * elementary.fit(Array.from({ length: 14 }, () => 5))(6)).toBeCloseTo(3.61, 2);
  });

  it('Elementary tells an outage of half on its first day and not on the second', () => {
    const history = Array.from({ length: 14 }, (_, day) => 1000 + (day % 2));
    expect(elementary.fit(history)(500)).toBeGreaterThan(1);
    expect(elementary.fit([...history.slice(1), 500])(500)).toBeLessThan(1);
  });

  it('Deequ OnlineNormal cannot alarm before the eleventh point: |z| is at most sqrt(n - 1)', () => {
    const constant = (count: number): number[] => Array.from({ length: count }, (_, index) => index % 2);
    expect(3 * deequOnlineNormal.fit(constant(8))(1e9)).toBeCloseTo(Math.sqrt(8), 5);
    expect(deequOnlineNormal.fit(constant(9))(1e9)).toBeLessThanOrEqual(1);
    expect(deequOnlineNormal.fit(constant(10))(1e9)).toBeGreaterThan(1);
  });

  it('Deequ HoltWinters takes its limit from absolute residuals: about a quarter of clean Gaussian points alarm', () => {
    let alarms = 0;
    const series = 300;
    for (let index = 0; index < series; index++) {
      const values = gaussian(`hw${index}`, 57);
      if (deequHoltWinters.fit(values.slice(0, 56))(values[56]!) > 1) alarms += 1;
    }
    // 23.7 % for residuals that were known; the fit's own error adds to it, an in-sample fit takes from it.
    expect(alarms / series).toBeGreaterThan(0.17);
    expect(alarms / series).toBeLessThan(0.37);
  });

  it('additive Holt-Winters foretells a week that repeats, and takes on a new level with its trend', () => {
    const week = [0, 5, 3, 1, -2, -4, -3];
    const values = Array.from({ length: 33 }, (_, day) => 100 + week[day % 7]!);
    const parameters = { alpha: 0.3, beta: 0.1, gamma: 0.1 };
    expect(fitHoltWinters(values, parameters).forecasts[0]).toBeCloseTo(100 + week[33 % 7]!, 10);
    const moved = fitHoltWinters([...values, 200], parameters);
    expect(moved.residuals.at(-1)).toBeCloseTo(100 - week[33 % 7]!, 10);
    // The level takes 0.3 of the error and the trend 0.1 of that.
    const error = moved.residuals.at(-1)!;
    expect(moved.forecasts[0]).toBeCloseTo(100 + 0.3 * error + 0.1 * 0.3 * error + week[34 % 7]!, 10);
  });

  it.each([z3, mad35, gxAutoRange])(
    '$name alarms on ten standard deviations, and on any change of a constant',
    (rule) => {
      const history = gaussian('plain', 28);
      expect(rule.fit(history)(110)).toBeGreaterThan(1);
      expect(rule.fit(history)(100)).toBeLessThan(1);
      expect(rule.fit(Array.from({ length: 28 }, () => 7))(7.001)).toBeGreaterThan(1);
      expect(rule.fit(Array.from({ length: 28 }, () => 7))(7)).toBeLessThanOrEqual(1);
    },
  );

  it('GX auto range at false positive rate 5 % alarms on more than 5 % of clean points, for want of history', () => {
    let alarms = 0;
    for (let index = 0; index < 400; index++) {
      const values = gaussian(`gx${index}`, 29);
      if (gxAutoRange.fit(values.slice(0, 28))(values[28]!) > 1) alarms += 1;
    }
    expect(alarms / 400).toBeGreaterThan(0.05);
    expect(alarms / 400).toBeLessThan(0.2);
  });

  it('a random walk is not stationary and noise is', () => {
    const noise = gaussian('df', 29);
    let sum = 0;
    expect(isStationary(noise)).toBe(true);
    expect(isStationary(noise.map((value) => (sum += value)))).toBe(false);
  });
});

describe('two-sample measures of peers', () => {
  it('have the tails that tables have', () => {
    expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 10);
    expect(chiSquareTail(18.307038053275146, 10)).toBeCloseTo(0.05, 10);
    expect(chiSquareTail(500, 10)).toBeGreaterThan(0);
    expect(chiSquareTail(500, 10)).toBeLessThan(1e-90);
    // 2.7777777778 with p .2493522088 for [[10, 10, 20], [20, 20, 20]] (SciPy's documentation).
    expect(twoSampleChiSquare([10, 10, 20], [20, 20, 20])).toBeCloseTo(0.2493522088, 9);
    expect(jensenShannon([1, 0], [0.5, 0.5])).toBeCloseTo(0.46450140402245893 / Math.sqrt(Math.LN2), 10);
  });

  it('the one-sample chi-square doubles the statistic: no drift alarms far more often than 5 %', () => {
    let alarms = 0;
    for (let index = 0; index < 300; index++) {
      const random = randomFrom(`chi${index}`);
      const draw = (): number[] => {
        const counts = Array.from({ length: 10 }, () => 0);
        for (let row = 0; row < 1000; row++) counts[random.below(10)]! += 1;
        return counts;
      };
      if (oneSampleChiSquare(draw(), draw()) < 0.05) alarms += 1;
    }
    expect(alarms / 300).toBeGreaterThan(0.38);
    expect(alarms / 300).toBeLessThan(0.6);
  });

  it('count a value that only one profile names against the rest of the other', () => {
    const values = (counts: [string, number][]) => ({
      kind: 'values' as const,
      count: 10,
      distinct: 3,
      counts: new Map(counts),
    });
    expect(
      alignedCounts(
        values([
          ['a', 6],
          [rest, 4],
        ]),
        values([
          ['a', 5],
          ['b', 5],
        ]),
      ),
    ).toEqual([
      [6, 4],
      [5, 5],
    ]);
    expect(
      alignedCounts(
        values([['a', 10]]),
        values([
          ['a', 5],
          ['b', 5],
        ]),
      ),
    ).toEqual([
      [10, 0],
      [5, 5],
    ]);
  });

  it('read distributions of numbers from quantiles', () => {
    const one = distributionOf({
      type: 'number',
      count: 100,
      min: 0,
      max: 10,
      quantiles: { '0.25': 2, '0.5': 5, '0.75': 5 },
    });
    if (one?.kind !== 'numbers') throw new Error('no numbers');
    expect(shareUpTo(one, 5, 'left')).toBe(0.5);
    expect(shareUpTo(one, 5, 'right')).toBe(0.75);
    expect(shareUpTo(one, 1, 'right')).toBeCloseTo(0.125, 10);
    expect(shareUpTo(one, -1, 'right')).toBe(0);
    expect(shareUpTo(one, 11, 'left')).toBe(1);
    expect(valueAt(one, 0.6)).toBe(5);
    expect(valueAt(one, 0.125)).toBeCloseTo(1, 10);
    expect(ksPValue(one, one)).toBe(1);
  });
});

const partition = (day: number, count: number, values: Record<string, number>): Partition => {
  const start = new Date(Date.UTC(2026, 0, 1 + day));
  const random = randomFrom(`partition${day}`);
  const mean = 50 + 0.2 * random.normal();
  const profile: Profile = {
    dataset: { namespace: 'test', name: 'orders' },
    rowCount: count,
    columnMetrics: {
      amount: {
        type: 'number',
        count,
        nullCount: 0,
        mean,
        stddev: 10,
        min: 0,
        max: 100 + random.normal(),
        median: mean,
        distinct: { value: 100 },
        quantiles: { '0.05': 33, '0.25': 43, '0.5': mean, '0.75': 57, '0.95': 66 },
      },
      channel: {
        type: 'string',
        count,
        nullCount: 0,
        distinct: { value: Object.keys(values).length },
        valueCountsComplete: true,
        topValues: Object.entries(values).map(([value, rows]) => ({ value, count: rows })),
        length: { min: 3, max: 5, mean: 4 },
      },
    },
  };
  return { start, end: new Date(start.getTime() + 86_400_000), profile };
};

describe('every rule', () => {
  const usual = (day: number): Partition =>
    partition(day, 2000 + (day % 3), { web: 1500, shop: 400 + (day % 3), phone: 100 });
  const learned = (rule: Rule) => {
    const watcher = rule.start({ cadence: 'daily' });
    for (let day = 0; day < 35; day++) watcher.observe(usual(day));
    return watcher;
  };

  it.each(rules.map((rule) => [rule.name, rule] as const))(
    '%s scores another table higher than the same one, and judging changes nothing',
    (_, rule) => {
      const watcher = learned(rule);
      const wild = partition(35, 20, { web: 1, none: 19 });
      wild.profile.columnMetrics!['amount'] = {
        ...wild.profile.columnMetrics!['amount'],
        mean: 5000,
        min: 4000,
        max: 6000,
        median: 5000,
        quantiles: { '0.5': 5000 },
      };
      const before = watcher.judge(usual(35));
      const alarmed = watcher.judge(wild);
      expect(alarmed.alarms.length).toBeGreaterThan(0);
      expect(alarmed.score).toBeGreaterThan(before.score);
      expect(watcher.judge(usual(35))).toEqual(before);
    },
  );

  it('AvgKNN alarms on the table, not on columns', () => {
    expect(learned(averageKnn).judge(partition(35, 20, { none: 20 })).alarms).toMatchObject([
      { column: null, metric: 'novelty' },
    ]);
  });
});
