import { describe, expect, it } from 'vitest';
import { chance } from '../testing/chance.ts';
import { days, follow, table } from '../testing/watcher.ts';
import { driftOf } from './drift.ts';

/** Steps of 48 runs, the last eight by `shift` deviations off. */
function steps(shift: number, seed: number, carried = 0): number[] {
  const { normal } = chance(seed);
  let last = 0;
  return days(48, (run) => {
    last = carried * last + Math.sqrt(1 - carried ** 2) * normal();
    return last + (run >= 40 ? shift : 0);
  });
}
const strengths = (shift: number, carried = 0): number[] =>
  days(60, (seed) => driftOf(steps(shift, seed + 1, carried), 7, 0)!.strength);
const shareAbove = (values: readonly number[]): number => values.filter((each) => each >= 1).length / values.length;

describe('a slow drift', () => {
  it('is found eight runs after a shift of two deviations, and seldom where there is none', () => {
    expect(shareAbove(strengths(2))).toBeGreaterThan(0.85);
    expect(shareAbove(strengths(0))).toBeLessThan(0.05);
  });

  it('must be more than a series that wanders anyway did before', () => {
    expect(shareAbove(strengths(0, 0.8))).toBeLessThan(0.15);
  });

  it('is not made by one wild run', () => {
    const wild = steps(0, 3).map((step, run) => (run === 47 ? 50 : step));
    expect(driftOf(wild, 7, 0)!.strength).toBeLessThan(1);
  });

  it('is not known before three cycles of steps', () => {
    expect(driftOf(steps(2, 1).slice(-20), 7, 0)).toBeNull();
  });
});

it('two deviations more from one day on are told within a week, once, and learnt', () => {
  const { normal } = chance(21);
  const rows = days(100, (day) => table(Math.round(20_000 * (day >= 72 ? 1.24 : 1) * Math.exp(0.1 * normal()))));
  const { verdicts } = follow(rows);
  const told = verdicts.flatMap(({ findings }, day) => (findings.some(({ continues }) => !continues) ? [day] : []));
  expect(told).toHaveLength(1);
  expect(told[0]).toBeGreaterThanOrEqual(73);
  expect(told[0]).toBeLessThanOrEqual(80);
});
