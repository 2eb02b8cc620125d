import type { Baseline } from './baseline.ts';
import type { Courses } from './courses.ts';
import { stepOf, WANDERING_CYCLES } from './drift.ts';
import type { Judged } from './judge-measure.ts';
import type { Moment } from './phase.ts';

/** With how far the run was from the level before it, on days that are as others; `judged` is what drifts and may be learnt from. */
export function rememberedWanderings(
  courses: Courses,
  { baseline, moment, judged }: { baseline: Baseline; moment: Moment; judged: readonly Judged[] },
): Baseline['wanderings'] {
  if (moment.tags.length > 0) return baseline.wanderings;
  const most = WANDERING_CYCLES * courses.layout.cadence.cycle;
  const wanderings = new Map(baseline.wanderings);
  for (const { measure, value } of judged) {
    const slot = courses.slots.get(measure.key);
    const step = slot === undefined ? null : stepOf(courses, slot, { value, phase: moment.phase });
    if (step === null) continue;
    wanderings.set(measure.key, [...(wanderings.get(measure.key) ?? []).slice(1 - most), Math.fround(step.size)]);
  }
  return wanderings;
}
