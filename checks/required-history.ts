import type { Suite } from './expectation.ts';

/** What judging must be given of the past: how many points, whether more than row counts, whether the schema before. */
export interface RequiredHistory {
  points: number;
  metrics: boolean;
  schema: boolean;
}

const MOST_POINTS = 56;

/** What history the expectations of some suites read; nothing when none compares with the past. */
export function requiredHistory(suites: readonly { suite: Suite }[]): RequiredHistory {
  const required: RequiredHistory = { points: 0, metrics: false, schema: false };
  for (const { suite } of suites) {
    for (const { kind, change } of suite.expectations) {
      if (kind === 'schema_change') required.schema = true;
      if (change === undefined) continue;
      if (kind !== 'row_count') required.metrics = true;
      const points = change.from === 'previous' ? 1 : change.from === 'same_weekday' ? MOST_POINTS : change.from.lastN;
      required.points = Math.max(required.points, points);
    }
  }
  return required;
}
