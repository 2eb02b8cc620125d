import type { Courses } from './courses.ts';
import { foretell, MODELS, newestInto, type ModelName } from './foretell.ts';
import { COSTS, HEADS, VALUE } from './layout.ts';

/** What a model foretells, and how wrong it was on the average; both null where it knows too little. */
export interface ModelForecast {
  model: ModelName;
  value: number | null;
  error: number | null;
}

const known = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** All models of one measure, the plainest first; of one that never changed the level alone. */
export function modelsOf(courses: Courses, slot: number, phase: number): ModelForecast[] {
  const lane = courses.lanes[slot]!;
  if (lane < 0) return [{ model: 'level', value: courses.heads[slot * HEADS + VALUE]!, error: 0 }];
  const foretold = foretell(courses, slot, phase);
  const costs = lane * courses.layout.floats + COSTS;
  return MODELS.map((model, index) => {
    const value = known(foretold[index]);
    return { model, value, error: value === null ? null : known(courses.floats[costs + index]) };
  });
}

/** The newest values that were learnt of a measure, oldest first; of one that never changed its value. */
export function newestValues(courses: Courses, slot: number): number[] {
  const lane = courses.lanes[slot]!;
  if (lane < 0) return [courses.heads[slot * HEADS + VALUE]!];
  const into = new Float64Array(courses.layout.ring);
  const count = newestInto(courses, lane, into);
  return Array.from(into.subarray(0, count)).reverse();
}
