import type { Baseline } from './baseline.ts';
import type { Courses } from './courses.ts';
import { stepOf, WANDERING_CYCLES } from './drift.ts';
import { FAMILIES } from './family.ts';
import { isTaken, verbOf, type Feedback } from './feedback.ts';
import { isFrozen, type Frozen } from './frozen.ts';
import type { LearnedVerdict } from './judge.ts';
import type { Moment } from './phase.ts';

interface Wandering {
  baseline: Baseline;
  verdict: LearnedVerdict;
  frozen: Frozen;
  moment: Moment;
  feedback: readonly Feedback[];
}

/** How far the run was from the level before it, of what drifts, on days that are as others and without any sudden trouble. */
export function rememberedWanderings(
  courses: Courses,
  { verdict, frozen, baseline, moment, feedback }: Wandering,
): Baseline['wanderings'] {
  if (moment.tags.length > 0 && feedback.length === 0) return baseline.wanderings;
  const most = WANDERING_CYCLES * courses.layout.cadence.cycle;
  const wanderings = new Map(baseline.wanderings);
  for (const { measure, value, isDrift, isBack } of verdict.judged) {
    // Of a drift that is none, or is over, nothing is left.
    if (isDrift && isTaken(verbOf(feedback, { column: measure.column, isAlarm: true }))) {
      wanderings.delete(measure.key);
      continue;
    }
    // What is back from a move that was none is far from the level that was none.
    if (moment.tags.length > 0 || isBack) continue;
    const drifts = FAMILIES[measure.family].drifts && !isFrozen(measure, frozen);
    const step = !drifts ? null : stepOf(courses, measure.slot, { value, phase: moment.phase });
    if (step === null) continue;
    wanderings.set(measure.key, [...(wanderings.get(measure.key) ?? []).slice(1 - most), Math.fround(step.size)]);
  }
  return wanderings;
}
