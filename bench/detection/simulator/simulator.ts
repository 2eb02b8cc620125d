import type { Rule } from '../rule.ts';
import type { RuleScore } from '../score/judged.ts';
import { simulatedFalseAlarms } from './false-alarms.ts';
import { hugeShiftAlarmsPct } from './huge.ts';
import { simulatedPower } from './power.ts';

export const simulatorSeed = 'plumbline-simulator-2026';

/** Series are for tuning when their number is even, for reporting when it is odd. */
export function simulatorSeeds(series: number, half: 'tune' | 'test'): string[] {
  const all = Array.from({ length: series }, (_, index) => index);
  return all.filter((index) => (index % 2 === 0) === (half === 'tune')).map((index) => `${simulatorSeed}/${index}`);
}

/** Both tracks of the calendar simulator: clean series, and series whose errors are known. */
export function scoreSimulated(rule: Rule, seeds: readonly string[]): RuleScore {
  const { figures, details } = simulatedFalseAlarms(rule, seeds);
  return {
    figures: { ...figures, ...simulatedPower(rule, seeds), hugeShiftAlarmsPct: hugeShiftAlarmsPct(rule, seeds) },
    details: { falseAlarms: details },
  };
}
