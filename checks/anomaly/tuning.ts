import type { Family } from './family.ts';

/** How often a false alarm may be told: `low` is the fewest. */
export const BUDGETS = ['low', 'normal', 'high'] as const;
export type Budget = (typeof BUDGETS)[number];

/** How much farther out than usual an alarm begins, as scores of many datasets told: a snapshot that is never changed. */
export interface Calibration {
  version: number;
  /** Of the engine whose scores it was made of: scores of another one are not alike. */
  engine: number;
  families: Readonly<Partial<Record<Family, Readonly<Record<Budget, number>>>>>;
}

/** What decides which alarms are told. What is learnt does not depend on it. */
export interface Tuning {
  budget: Budget;
  /** Null before there is one: fixed factors then. */
  calibration: Calibration | null;
}

/** Without calibration: docs/explain/false-alarm-budget.md has what they were measured to give, about a third and three times as many. */
export const FIXED_FACTORS: Readonly<Record<Budget, number>> = { low: 1.75, normal: 1, high: 0.8 };

/** By how much a score is divided before it is told: above 1 says less, below 1 more. */
export function toldFactor(family: Family, tuning: Tuning | undefined): number {
  if (tuning === undefined) return 1;
  const { budget, calibration } = tuning;
  return calibration?.families[family]?.[budget] ?? FIXED_FACTORS[budget];
}
