import { describe, expect, it } from 'vitest';
import { chance } from '../testing/chance.ts';
import { at, days, follow, saidOf, table } from '../testing/watcher.ts';
import { judgeLearned } from './judge.ts';
import { HOURLY, phaseOf } from './phase.ts';
import type { Judged } from './judge-measure.ts';

const WEEKENDS = new Set([2, 3]);
/** Rows with two percent of noise, and three tenths fewer on Saturdays and Sundays: the first day is a Thursday. */
function weekly(seed: number, count: number, dip = 0.3, noise = 0.02): number[] {
  const { normal } = chance(seed);
  return days(count, (day) => 20_000 * (WEEKENDS.has(day % 7) ? 1 - dip : 1) * Math.exp(noise * normal()));
}

/** What is judged of the rows of the next day, of which a share is missing. */
function nextDay(rows: readonly number[], missing: number): Judged {
  const { baseline } = follow(rows.slice(0, -1).map((count) => table(Math.round(count))));
  const next = table(Math.round(rows.at(-1)! * (1 - missing)));
  const { judged } = judgeLearned({ profile: next, at: at(rows.length - 1), baseline });
  return judged.find(({ measure: { key } }) => key === 'rowCount')!;
}

describe('after five weeks of rows with two percent of noise and quiet weekends', () => {
  const seeds = days(30, (index) => index + 1);
  const judged = seeds.map((seed) => nextDay(weekly(seed, 34 + (seed % 7)), 0.12));

  it('the season is known, from the first day on that it can be', () => {
    expect(judged.filter(({ forecast }) => !forecast.model.startsWith('seasonal'))).toEqual([]);
  });

  it('the deviation is near what it must be: the noise, and what four weeks leave open', () => {
    const middle = judged.map(({ deviation }) => deviation).sort((a, b) => a - b)[15]!;
    expect(middle).toBeGreaterThan(0.02);
    expect(middle).toBeLessThan(0.028);
  });

  it('a day with twelve percent fewer rows is told nine times of ten', () => {
    expect(judged.filter(({ score }) => score >= 1).length).toBeGreaterThanOrEqual(27);
  });

  it('the same days without any missing are not', () => {
    const usual = seeds.map((seed) => nextDay(weekly(seed, 34 + (seed % 7)), 0));
    expect(usual.filter(({ score }) => score >= 1)).toEqual([]);
  });
});

it('a jump of six deviations is told in its own run, since a level that stands still is known from four weeks', () => {
  const told = days(30, (seed) => nextDay(weekly(seed + 100, 61, 0, 0.1), 1 - Math.exp(0.6)).score >= 1);
  expect(told.filter(Boolean).length).toBeGreaterThanOrEqual(29);
});

describe('weekdays', () => {
  const forecastsOf = (rows: readonly number[]): number[] =>
    [49, 50, 54, 55].map((day) => Math.exp(nextDay(rows.slice(0, day + 1), 0).forecast.value));

  it('that differ by chance alone are foretold as the workdays together are', () => {
    const away = days(12, (seed) => forecastsOf(weekly(seed + 1, 57)).map((value) => Math.log(value / 20_000))).flat();
    const size = Math.sqrt(away.reduce((sum, each) => sum + each ** 2, 0) / away.length);
    // By its own eight Thursdays and the level of a week it would be 0.011.
    expect(size).toBeLessThan(0.008);
  });

  it('that truly differ are foretold by themselves', () => {
    const { normal } = chance(9);
    const rows = days(57, (day) => 20_000 * (day % 7 === 0 ? 0.8 : 1) * Math.exp(0.02 * normal()));
    const [thursday] = forecastsOf(rows);
    expect(thursday).toBeGreaterThan(15_500);
    expect(thursday).toBeLessThan(16_500);
  });
});

it('a level that moves is followed within a week, though four weeks are known', () => {
  const { normal } = chance(5);
  const rows = days(60, (day) => 20_000 * Math.exp(0.02 * normal() + (day > 40 ? 0.05 : 0)));
  expect(Math.exp(nextDay(rows.slice(0, 50), 0).forecast.value)).toBeGreaterThan(20_700);
});

it('hours of quiet weekends alarm neither on Saturdays nor on Mondays, from the third week on', () => {
  const { normal } = chance(3);
  const rows = days(35 * 24, (hour) => {
    const isQuiet = phaseOf(at(hour / 24).getTime(), HOURLY) >= 48;
    return table(
      Math.round((5000 - 2500 * Math.cos((hour * Math.PI) / 12)) * (isQuiet ? 0.6 : 1) * Math.exp(0.02 * normal())),
    );
  });
  const { verdicts } = follow(rows, { stepMs: 3_600_000 });
  expect(verdicts.slice(14 * 24).flatMap(saidOf)).toEqual([]);
});
