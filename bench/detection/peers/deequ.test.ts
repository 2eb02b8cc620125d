import { describe, expect, it } from 'vitest';
import { deequForecast } from './holt-winters.ts';
import { onlineNormal } from './online-normal.ts';

// Inputs and answers of Deequ's own tests (awslabs/deequ, Apache-2.0: OnlineNormalStrategyTest, HoltWintersTest). Their data comes
// from java.util.Random, whose sequence Java's documentation fixes.
function javaGaussians(seed: number): () => number {
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(seed) ^ 0x5deece66dn) & mask;
  const bits = (count: bigint): number => {
    state = (state * 0x5deece66dn + 0xbn) & mask;
    return Number(state >> (48n - count));
  };
  const unit = (): number => (bits(26n) * 2 ** 27 + bits(27n)) * 2 ** -53;
  let kept: number | undefined;
  return () => {
    if (kept !== undefined) {
      const value = kept;
      kept = undefined;
      return value;
    }
    for (;;) {
      const [a, b] = [2 * unit() - 1, 2 * unit() - 1];
      const sum = a * a + b * b;
      if (sum >= 1 || sum === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(sum)) / sum);
      kept = b * scale;
      return a * scale;
    }
  };
}

describe('OnlineNormal says what Deequ says', () => {
  const next = javaGaussians(1);
  const data = Array.from({ length: 51 }, () => next()).map((value, index) => {
    if (index < 20 || index > 30) return value;
    return value + (index % 2 === 0 ? index : -index);
  });
  const usual = { lower: 1.5, upper: 1.5, ignoreStart: 0.2, ignoreAnomalies: true, from: 0 };
  const found = (options: Partial<typeof usual>) =>
    onlineNormal(data, { ...usual, ...options }).flatMap(({ mean, sd, anomaly }, index) =>
      anomaly ? [{ index, mean, sd }] : [],
    );
  const expectBounds = (
    points: ReturnType<typeof found>,
    factor: number,
    bounds: readonly [number, number][],
  ): void => {
    expect(points).toHaveLength(bounds.length);
    for (const [at, { mean, sd }] of points.entries()) {
      expect(mean - factor * sd).toBeCloseTo(bounds[at]![0], 10);
      expect(mean + factor * sd).toBeCloseTo(bounds[at]![1], 10);
    }
  };

  it('over a whole series, anomalies not learned', () => {
    const points = found({ lower: 3.5, upper: 3.5 });
    expect(points.map(({ index }) => index)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
    expectBounds(points, 3.5, [
      [-14.868489924421404, 14.255383455388895],
      [-13.6338479733374, 13.02074150430489],
      [-16.71733585267535, 16.104229383642842],
      [-17.346915620547467, 16.733809151514958],
      [-17.496117397890874, 16.883010928858365],
      [-17.90391150851199, 17.29080503947948],
      [-17.028892797350824, 16.415786328318315],
      [-17.720100310354653, 17.106993841322144],
      [-18.23663168508628, 17.62352521605377],
      [-19.32641622778204, 18.71330975874953],
      [-18.96540323993527, 18.35229677090276],
    ]);
  });

  it('within an interval, everything before it learned: so an anomaly check asks about the newest', () => {
    const points = found({ from: 25 }).filter(({ index }) => index < 31);
    expect(points.map(({ index }) => index)).toEqual([25, 26, 27, 28, 29, 30]);
    expectBounds(points, 1.5, [
      [-15.630116599125694, 16.989221350098695],
      [-14.963376676338362, 16.322481427311363],
      [-15.131834814393196, 16.490939565366197],
      [-14.76810451038132, 16.12720926135432],
      [-15.078145049879462, 16.437249800852463],
      [-14.540171084298914, 15.899275835271913],
    ]);
  });

  it('with one side alone', () => {
    const above = onlineNormal(data, { ...usual, lower: Number.MAX_VALUE, ignoreStart: 0.1 });
    expect(above.flatMap(({ anomaly }, index) => (anomaly ? [index] : []))).toEqual([20, 22, 24, 26, 28, 30]);
    const below = onlineNormal(data, { ...usual, upper: Number.MAX_VALUE, ignoreStart: 0.1 });
    expect(below.flatMap(({ anomaly }, index) => (anomaly ? [index] : []))).toEqual([21, 23, 25, 27, 29]);
  });

  it('and keeps an anomaly out of mean and spread, or does not', () => {
    const series = [1, 1, 1, 2, 1, 1, 1];
    expect(onlineNormal(series, usual).at(-1)).toEqual({ mean: 1, sd: 0, anomaly: false });
    const learned = onlineNormal(series, { ...usual, ignoreAnomalies: false }).at(-1);
    expect(learned?.mean).toBeCloseTo(8 / 7, 12);
    expect(learned?.sd).toBeCloseTo(Math.sqrt(6) / 7, 12);
  });
});

describe('Holt-Winters says what Deequ says', () => {
  const anomalies = (series: readonly number[], from: number, { to = series.length, period = 7 } = {}): number[] => {
    const { forecasts, limit } = deequForecast(series.slice(0, from), { period, ahead: to - from });
    return series
      .slice(from, to)
      .flatMap((value, index) => (Math.abs(value - forecasts[index]!) > limit ? [from + index] : []));
  };
  const next = javaGaussians(42);
  const week = [1, 1, 1.2, 1.3, 1.5, 2.1, 1.9];
  const fortnight = [...week, ...week].map((value) => value + next());

  it('of two weeks with noise', () => {
    expect(anomalies([...fortnight, fortnight[0]!], 14)).toEqual([]);
    expect(anomalies([...fortnight, 0], 14)).toEqual([14]);
    expect(anomalies([...fortnight, ...fortnight], 26)).toEqual([]);
  });

  it('of constants, trends and seasons without noise', () => {
    const constant = Array.from({ length: 21 }, () => 1);
    expect(anomalies(constant, 14)).toEqual([]);
    expect(anomalies([...constant.slice(1), 0], 14)).toEqual([20]);
    const line = Array.from({ length: 48 }, (_, index) => index);
    expect(anomalies(line, 36)).toEqual([]);
    const waves = line.map((value) => value + Math.sin((2 * Math.PI * value) / 7));
    expect(anomalies(waves, 36)).toEqual([]);
    const wrong = [0, 1, 1, 1, 1, 1, 1];
    expect(anomalies([...wrong, ...wrong, 1, 1, 1, 1, 1, 1, 1], 14)).toEqual([14]);
  });

  it('of monthly milk production: 7 of 12 months, and of car sales in Quebec: 3', () => {
    const milk = [
      [589, 561, 640, 656, 727, 697, 640, 599, 568, 577, 553, 582],
      [600, 566, 653, 673, 742, 716, 660, 617, 583, 587, 565, 598],
      [628, 618, 688, 705, 770, 736, 678, 639, 604, 611, 594, 634],
      [658, 622, 709, 722, 782, 756, 702, 653, 615, 621, 602, 635],
    ].flat();
    expect(anomalies(milk, 36, { period: 12 })).toHaveLength(7);
    const cars = [
      [6550, 8728, 12026, 14395, 14587, 13791, 9498, 8251, 7049, 9545, 9364, 8456],
      [7237, 9374, 11837, 13784, 15926, 13821, 11143, 7975, 7610, 10015, 12759, 8816],
      [10677, 10947, 15200, 17010, 20900, 16205, 12143, 8997, 5568, 11474, 12256, 10583],
      [10862, 10965, 14405, 20379, 20128, 17816, 12268, 8642, 7962, 13932, 15936, 12628],
    ].flat();
    expect(anomalies(cars, 36, { period: 12 })).toHaveLength(3);
  });
});
