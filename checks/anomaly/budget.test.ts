import { describe, expect, it } from 'vitest';
import type { ColumnProfile, Profile } from '../profile.ts';
import { chance, type Chance } from '../testing/chance.ts';
import { NO_BASELINE, type Baseline } from './baseline.ts';
import { binOf, driftOfScores, factorsOf, SCORE_BINS } from './calibrate.ts';
import { judgeLearned } from './judge.ts';
import { learn } from './learn.ts';
import { BUDGETS, FIXED_FACTORS, toldFactor, type Budget, type Calibration, type Tuning } from './tuning.ts';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');
const ROWS = 4000;
const at = (day: number): Date => new Date(START + day * DAY_MS);

/** A column that a sample of normal numbers would give, moved by so many standard deviations. */
function column(random: Chance, moved = 0): ColumnProfile {
  const mean = 100 + 10 * (moved + random.normal() / Math.sqrt(ROWS));
  const nullCount = Math.round(ROWS * 0.03 + Math.sqrt(ROWS * 0.03 * 0.97) * random.normal());
  return {
    ...{ type: 'number', count: ROWS - nullCount, nullCount, mean, kurtosis: 0 },
    stddev: 10 * (1 + random.normal() / Math.sqrt(2 * ROWS)),
    min: mean - 35 - 4 * Math.abs(random.normal()),
    max: mean + 35 + 4 * Math.abs(random.normal()),
    ...{
      negativeCount: 0,
      zeroCount: 0,
      distinct: { value: Math.round(ROWS * (0.8 + 0.005 * random.normal())), exact: true },
    },
  };
}

function wide(columns: number, random: Chance, moved: Readonly<Record<number, number>> = {}): Profile {
  const names = Array.from({ length: columns }, (_, index) => `c${index}`);
  return {
    dataset: { namespace: 'test', name: 'wide' },
    rowCount: ROWS,
    schema: { fields: names.map((name) => ({ name, type: 'DOUBLE' })) },
    columnMetrics: Object.fromEntries(names.map((name, index) => [name, column(random, moved[index])])),
  };
}

/** What is known after these profiles, and how many alarms there were. */
function follow(profiles: readonly Profile[], tuning?: Tuning): { baseline: Baseline; told: number } {
  let baseline = NO_BASELINE;
  let told = 0;
  profiles.forEach((profile, day) => {
    const input = { profile, at: at(day), baseline, ...(tuning && { tuning }) };
    const verdict = judgeLearned(input);
    told += verdict.findings.length;
    baseline = learn(input, verdict);
  });
  return { baseline, told };
}

const fixed = (budget: Budget): Tuning => ({ budget, calibration: null });
const bins = (counts: Record<number, number>): number[] =>
  Array.from({ length: SCORE_BINS }, (_, bin) =>
    Object.entries(counts).reduce((sum, [score, count]) => sum + (binOf(Number(score)) === bin ? count : 0), 0),
  );

describe('a budget for false alarms', () => {
  it('tells nothing of 500 quiet columns, and of one column that moved that column alone, whatever the budget', () => {
    const random = chance(7);
    const quiet = Array.from({ length: 12 }, () => wide(500, random));
    const { baseline, told } = follow(quiet, fixed('high'));
    expect(told).toBe(0);
    const profile = wide(500, random, { 250: 5 });
    for (const budget of BUDGETS) {
      const { findings } = judgeLearned({ profile, at: at(12), baseline, tuning: fixed(budget) });
      expect(findings.map(({ column }) => column)).toEqual(['c250']);
    }
  }, 120_000);

  it('decides what is told and not what is learnt', () => {
    const random = chance(3);
    const days = Array.from({ length: 30 }, (_, day) => wide(3, random, day > 24 ? { 1: 0.2 * (day - 24) } : {}));
    const followed = BUDGETS.map((budget) => follow(days, fixed(budget)));
    const [low, normal, high] = followed.map(({ told }) => told) as [number, number, number];
    expect(low).toBeLessThan(high);
    expect(normal).toBeGreaterThanOrEqual(low);
    expect(normal).toBeLessThanOrEqual(high);
    const untuned = follow(days).baseline;
    for (const { baseline } of followed) expect(baseline).toEqual(untuned);
  });

  it('takes the calibration of a family where there is one, and the fixed factor elsewhere', () => {
    const calibration: Calibration = { version: 3, engine: 1, families: { share: { low: 2, normal: 1.4, high: 0.7 } } };
    expect(toldFactor('share', { budget: 'normal', calibration })).toBe(1.4);
    expect(toldFactor('rows', { budget: 'low', calibration })).toBe(FIXED_FACTORS.low);
    expect(toldFactor('rows', undefined)).toBe(1);
  });
});

describe('factors from past scores', () => {
  it('are the fixed ones where data are quiet: a budget is no reason to tell more', () => {
    expect(factorsOf('share', bins({ 0: 50_000, 0.3: 4000 }))).toEqual(FIXED_FACTORS);
  });

  it('rise until the share of scores above is within the budget', () => {
    // Of 100,000: 400 at 1.1, 80 at 1.5, 10 beyond all.
    const counts = bins({ 0.2: 99_510, 1.1: 400, 1.5: 80, 30: 10 });
    const { normal, low, high } = factorsOf('share', counts);
    expect(normal).toBeGreaterThan(1.1);
    expect(normal).toBeLessThan(1.5);
    expect(low).toBe(FIXED_FACTORS.low);
    expect(high).toBeGreaterThan(1.1);
    const told = counts.reduce((sum, count, bin) => sum + (edge(bin) >= normal - 0.001 ? count : 0), 0);
    expect((1 + told) / 100_001).toBeLessThanOrEqual(1e-3);
  });

  it('are at most twice the fixed ones, so that much trouble does not hide itself', () => {
    expect(factorsOf('share', bins({ 0.2: 1000, 8: 9000 }))).toEqual({ low: 3.5, normal: 2, high: 1.6 });
  });

  it('are mixed with the fixed ones while few scores are known', () => {
    const few = factorsOf('share', bins({ 0.2: 100, 8: 100 }));
    expect(few.normal).toBeCloseTo(1.1, 2);
    expect(factorsOf('share', bins({}))).toEqual(FIXED_FACTORS);
  });

  it('give the number of rows three times the alarms, and extreme values a third', () => {
    const counts = bins({ 0.2: 99_800, 1.1: 150, 1.5: 50 });
    expect(factorsOf('rows', counts).normal).toBe(1);
    expect(factorsOf('share', counts).normal).toBeGreaterThan(1.1);
    expect(factorsOf('extreme', counts).normal).toBeGreaterThan(1.5);
  });

  it.each([0, 0.0199, 0.02, 0.5, 1, 3.99, 1e9, Infinity, NaN])('have a bin for %s', (score) => {
    expect(binOf(score)).toBeGreaterThanOrEqual(0);
    expect(binOf(score)).toBeLessThan(SCORE_BINS);
  });

  it('know whether scores of late are like those before', () => {
    const before = bins({ 0.1: 500, 0.5: 500 });
    expect(driftOfScores(before, bins({ 0.1: 50, 0.5: 50 }))).toBe(0);
    expect(driftOfScores(before, bins({ 0.5: 10 }))).toBe(0.5);
    expect(driftOfScores(before, bins({}))).toBeNull();
  });
});

const edge = (bin: number): number => (bin === 0 ? 0 : 0.02 * 1.03 ** (bin - 1));
