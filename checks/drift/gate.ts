import { benjaminiHochberg } from '../stats/false-discovery.ts';
import type { DriftComparison, DriftMeasure } from './compare.ts';

/** Effects below these are of no interest, however sure; measures without one are shown and decide nothing. */
export const DRIFT_GATES: Partial<Record<DriftMeasure, number>> = {
  kolmogorovSmirnov: 0.05,
  wasserstein: 0.1,
  populationStability: 0.1,
  jensenShannon: 0.08,
  cramersV: 0.05,
  totalVariation: 0.05,
  largestChange: 0.03,
  newMass: 0.005,
  lostMass: 0.05,
};

/** The share of false verdicts among those of one run: strict, because a run with one column makes as many runs of false alarms. */
const DRIFT_SIGNIFICANCE = 0.001;

/** An effect that its own history makes very rare (thrice the usual alarm) needs only this part of its gate. */
const VERY_RARE_PART = 1 / 4;

/** How rare a distance is in its own history, which is what tells drift from a weekday. Where there is no history yet, `rare`. */
export type Rarity = 'usual' | 'rare' | 'very rare';

/** One measure of one column, and how rare it is there. */
export interface DriftCandidate {
  column: string;
  comparison: DriftComparison;
  rarity: Rarity;
}

/** What was found of one measure of one column, against what, and why it is drift or not. */
export interface DriftVerdict {
  column: string;
  measure: DriftMeasure;
  value: number;
  effect: number;
  /** The effect that was needed. */
  gate: number;
  noiseFloor: number;
  p: number;
  /** p after Benjamini-Hochberg over the run. */
  q: number;
  /** What it was compared with, as given. */
  reference: string;
  drifted: boolean;
  /** The first condition that is not met; null when it drifted. */
  unmet: 'significance' | 'effect' | 'rarity' | null;
}

/**
 * Drift within one run: sure (q below the significance after Benjamini-Hochberg over all tests of measures that have a gate), large (effect at
 * least the gate) and rare in the distance's own history; all three. In the order given.
 */
export function driftVerdicts(
  candidates: readonly DriftCandidate[],
  { reference, significance = DRIFT_SIGNIFICANCE }: { reference: string; significance?: number },
): DriftVerdict[] {
  const gated = candidates.filter(({ comparison }) => DRIFT_GATES[comparison.measure] !== undefined);
  const qs = adjusted(gated);
  return gated.map(({ column, comparison, rarity }, index) => {
    const { measure, value, effect, noise, p } = comparison;
    const gate = DRIFT_GATES[measure]! * (rarity === 'very rare' ? VERY_RARE_PART : 1);
    const q = qs[index]!;
    const unmet = !(q < significance)
      ? 'significance'
      : !(effect >= gate)
        ? 'effect'
        : rarity === 'usual'
          ? 'rarity'
          : null;
    return { column, measure, value, effect, gate, noiseFloor: noise, p, q, reference, drifted: unmet === null, unmet };
  });
}

/** q of each candidate; measures of one column that share the p of one test, side by side, are one test. */
function adjusted(candidates: readonly DriftCandidate[]): number[] {
  const ps: number[] = [];
  const testOf = candidates.map(({ column, comparison }, index) => {
    const before = candidates[index - 1];
    if (before?.column !== column || before.comparison.p !== comparison.p) ps.push(comparison.p);
    return ps.length - 1;
  });
  const qs = benjaminiHochberg(ps);
  return testOf.map((test) => qs[test]!);
}
