import { describe, expect, it } from 'vitest';
import { plumbline } from './plumbline.ts';
import { simulatedFalseAlarms } from './simulator/false-alarms.ts';
import { hugeShiftAlarmsPct } from './simulator/huge.ts';
import { simulatedPower } from './simulator/power.ts';
import { simulatorSeeds } from './simulator/simulator.ts';

const seeds = simulatorSeeds(40, 'tune');

// Wide bars, to hear of a change for the worse; the figures are published by the bench.
describe('the learned monitors over simulated series', () => {
  it('seldom alarm where nothing is wrong', () => {
    const { figures } = simulatedFalseAlarms(plumbline, seeds.slice(0, 8));
    expect(figures['falseAlarmsPer1000MetricDays']).toBeLessThan(1);
    expect(figures['falseAlarmsRuns2To20Per1000']).toBeLessThan(3);
    expect(figures['falseAlarmsHolidaysPer1000']).toBeLessThan(5);
  }, 60_000);

  it('find gross errors after three runs, and keep an outage of five one trouble', () => {
    const figures = simulatedPower(plumbline, seeds.slice(0, 8));
    expect(figures['coldStartRecall']).toBeGreaterThan(0.9);
    expect(figures['outageStaysOpenPct']).toBe(100);
    expect(figures['outageOneIncidentPct']).toBe(100);
    expect(figures['jumpSameRunPct']).toBeGreaterThan(60);
    expect(figures['shiftMedianRuns']).toBeLessThan(10);
    expect(figures['leakMedianRuns']).toBeLessThan(14);
  }, 60_000);

  it('are silent about a hundred million rows that moved by a hundredth of their spread', () => {
    expect(hugeShiftAlarmsPct(plumbline, seeds.slice(0, 3))).toBe(0);
  }, 60_000);
});
