import { describe, expect, it } from 'vitest';
import { holtWinters, leastNear, type Season, simpleSmoothing, type Smoothed } from './holt-winters.ts';
import { loessDecomposition } from './loess-decomposition.ts';
import { partiallySorted } from './partial-sort.ts';
import { chance } from './chance.ts';
import { fromR } from './reference-vectors.ts';

/** R's numbers are written with twelve digits. */
function same(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => {
    expect(Math.abs(value - expected[index]!)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(expected[index]!)));
  });
}

const passengers = fromR.AirPassengers;
const monthly = (season: Season) => ({ period: 12, season });

describe('Holt-Winters as R computes it', () => {
  it('with fixed parameters: fitted values, squared errors, state at the end, forecast', () => {
    const found = holtWinters(passengers, { alpha: 0.3, beta: 0.1, gamma: 0.2 }, monthly('additive'));
    same([found.squares], fromR['hw_additive_fixed_a.3_b.1_g.2_SSE']);
    same(found.fitted.slice(0, 24), fromR.hw_additive_fixed_fitted_first24);
    same([found.level, found.trend, ...found.season], fromR.hw_additive_fixed_start);
    const forecast = found.season.map((season, index) => found.level + (index + 1) * found.trend + season);
    same(forecast, fromR.hw_additive_fixed_forecast12);
  });

  const squaresOf =
    (smooth: (parameters: readonly number[]) => Smoothed) =>
    (parameters: readonly number[]): number =>
      smooth(parameters).squares;
  const seasonal = (season: Season) =>
    squaresOf(([alpha = 0, beta = 0, gamma = 0]) => holtWinters(passengers, { alpha, beta, gamma }, monthly(season)));
  const optimised = [
    ['additive', seasonal('additive'), [0.3, 0.1, 0.1], fromR.hw_additive_opt_alpha_beta_gamma_SSE],
    ['multiplicative', seasonal('multiplicative'), [0.3, 0.1, 0.1], fromR.hw_mult_opt_alpha_beta_gamma_SSE],
    ['simple', squaresOf(([alpha = 0]) => simpleSmoothing(fromR.Nile, alpha)), [0.5], fromR.ses_Nile_alpha_SSE],
  ] as const;

  it.each(optimised)(
    'with its best parameters, %s: the same squared errors at the same parameters',
    (_, squares, start, expected) => {
      same([squares(expected.slice(0, -1))], expected.slice(-1));
      const best = leastNear(start, squares);
      // Both search: ours must end where R's does, and no higher.
      expect(squares(best)).toBeLessThanOrEqual(expected[expected.length - 1]! * (1 + 1e-10));
      best.forEach((value, index) => expect(Math.abs(value - expected[index]!)).toBeLessThan(2e-3));
    },
  );
});

describe('decomposition by loess as R computes it', () => {
  it('with one season for all years', () => {
    const { seasonal, trend } = loessDecomposition(fromR.co2, { period: 12 });
    same(seasonal.slice(0, 12), fromR.stl_co2_periodic_seasonal_first12);
    same(trend.slice(0, 12), fromR.stl_co2_periodic_trend_first12);
  });

  it('with a season that changes, robustly', () => {
    const settings = { period: 12, seasonWindow: 7, robust: true };
    const { seasonal, remainder } = loessDecomposition(passengers.map(Math.log), settings);
    same(seasonal.slice(-12), fromR.stl_logAirPassengers_swin7_robust_seasonal_last12);
    same(remainder.slice(-12), fromR.stl_logAirPassengers_swin7_robust_remainder_last12);
  });
});

it('finds the middle of many numbers where the places are asked for in ascending order', () => {
  const of = chance(8);
  for (let run = 0; run < 100; run++) {
    const values = Array.from({ length: 144 }, () => of.uniform());
    const known = values.slice().sort((a, b) => a - b);
    expect(partiallySorted(values, [71, 72]).slice(71, 73)).toEqual(known.slice(71, 73));
  }
});
