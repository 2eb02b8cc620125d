import { describe, expect, it } from 'vitest';
import type { Partition, Rule } from '../rule.ts';
import { simulatedFalseAlarms } from './false-alarms.ts';
import { hugeShiftAlarmsPct } from './huge.ts';
import { partitionOf, simulate } from './partitions.ts';
import { simulatedPower } from './power.ts';
import { simulatorSeeds } from './simulator.ts';

const rule = (alarmed: (partition: Partition, seen: number) => boolean): Rule => ({
  name: 'made',
  about: 'for tests',
  start: () => {
    let seen = 0;
    return {
      judge: (partition) => {
        const alarm = alarmed(partition, seen);
        return { alarms: alarm ? [{ column: null, metric: 'rows', score: 1, text: '' }] : [], score: alarm ? 1 : 0 };
      },
      observe: () => void (seen += 1),
    };
  },
});

const seeds = ['a', 'b', 'c', 'd'];

describe('the simulator', () => {
  it('gives the same series for the same seed, and another for another', () => {
    const make = (seed: string) => simulate(seed, { cadence: 'daily', runs: 50 });
    expect(make('a')).toEqual(make('a'));
    expect(make('a').runs).not.toEqual(make('b').runs);
  });

  it('keeps what cannot be otherwise: rows are whole, nulls no more than rows, distinct no more than values', () => {
    for (const seed of seeds)
      for (const run of simulate(seed, { cadence: 'hourly', runs: 200 }).runs) {
        const { rowCount = 0, columnMetrics } = partitionOf(run, run.values).profile;
        const { count = 0, nullCount = 0, distinct } = columnMetrics!['value']!;
        expect(Number.isInteger(rowCount) && rowCount >= 1).toBe(true);
        expect(count + nullCount).toBe(rowCount);
        expect(distinct?.value ?? 0).toBeLessThanOrEqual(count);
      }
  });

  it('misses about 2 % of the runs, and its halves have no series in common', () => {
    const runs = Array.from(
      { length: 20 },
      (_, index) => simulate(`m${index}`, { cadence: 'daily', runs: 200 }).runs.length,
    );
    const missing = 1 - runs.reduce((sum, count) => sum + count, 0) / 4000;
    expect(missing).toBeGreaterThan(0.01);
    expect(missing).toBeLessThan(0.035);
    const [tune, test] = [simulatorSeeds(100, 'tune'), simulatorSeeds(100, 'test')];
    expect(new Set([...tune, ...test]).size).toBe(100);
  });

  it('counts a rule that always alarms as a false alarm of one metric in five, and one that never does as none', () => {
    const always = simulatedFalseAlarms(
      rule(() => true),
      seeds,
    ).figures;
    expect(always['falseAlarmsPer1000MetricDays']).toBeCloseTo(200, 10);
    expect(always['stepsToldPct'] ?? 100).toBe(100);
    const never = simulatedFalseAlarms(
      rule(() => false),
      seeds,
    ).figures;
    expect(never['falseAlarmsPer1000MetricDays']).toBe(0);
  });

  it('asks for power where the rows fall, and calls an outage open only while every run is told', () => {
    const below = simulatedPower(
      rule(({ profile }) => (profile.rowCount ?? 0) < 9_000),
      seeds,
    );
    // Weekends have 14,000 rows and other days 20,000: only from 60 % on do all fall below 9,000.
    expect(below['dropPctAt90Power28Days']).toBe(60);
    expect(below['jumpSameRunPct']).toBe(0);
    expect(below['shiftMedianRuns']).toBe(31);
    const first = simulatedPower(
      rule(({ profile }, seen) => seen === 60 && (profile.rowCount ?? 0) < 13_000),
      seeds,
    );
    expect(first['outageStaysOpenPct']).toBe(0);
    const awake = simulatedPower(
      rule((_, seen) => seen >= 60 && seen < 65),
      seeds,
    );
    expect(awake).toMatchObject({ outageStaysOpenPct: 100, outageOneIncidentPct: 100, shiftMedianRuns: 1 });
    const late = simulatedPower(
      rule((_, seen) => seen >= 60),
      seeds,
    );
    expect(late).toMatchObject({ outageStaysOpenPct: 100, outageOneIncidentPct: 0 });
  });

  it('shifts a hundred million rows by a hundredth of a standard deviation', () => {
    const mean = ({ profile }: Partition): number => profile.columnMetrics?.['value']?.mean ?? 0;
    expect(
      hugeShiftAlarmsPct(
        rule((partition) => mean(partition) > 0.009),
        seeds,
      ),
    ).toBe(100);
    expect(
      hugeShiftAlarmsPct(
        rule((partition) => mean(partition) > 0.011),
        seeds,
      ),
    ).toBe(0);
  });
});
