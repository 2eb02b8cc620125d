import type { MetricSeries } from '../api/types.ts';
import type { LineGeometry } from './line-geometry.ts';
import type { UsualBound } from './plot-bands.ts';

/** What the learned monitors knew of a metric, as its chart draws it. */
export interface LearnedMarks {
  /** What was usual for one run; null where nothing was known of it. */
  range: { profileId: string; low: number | null; high: number | null; isSeasonal: boolean } | null;
  /** Profiles whose value nothing was learned from. */
  unlearned: readonly string[];
  /** Where a new level was taken over: what was usual before, and from then on. */
  levels: readonly { at: string; from: number; to: number }[];
}

export const NO_MARKS: LearnedMarks = { range: null, unlearned: [], levels: [] };

/** The usual range at the instant of its run; null when the run is not among the points. */
export function usualBound(
  range: LearnedMarks['range'],
  points: readonly { at: number; profileId: string }[],
): UsualBound | null {
  if (range === null) return null;
  const at = points.find(({ profileId }) => profileId === range.profileId)?.at;
  return at === undefined ? null : { at, low: range.low, high: range.high, isSeasonal: range.isSeasonal };
}

/** Values that nothing was learned from; those in alarm have their triangle already. */
export function hollowPoints(
  { points, breaches }: Pick<MetricSeries, 'points' | 'breaches'>,
  { unlearned }: LearnedMarks,
): { at: string; value: number }[] {
  const inAlarm = new Set(breaches.map(({ profileId }) => profileId));
  return points.flatMap(({ at, profileId, value }) =>
    value !== null && unlearned.includes(profileId) && !inAlarm.has(profileId) ? [{ at, value }] : [],
  );
}

/** A change of level in pixels of a plot, clipped to it. */
export interface LevelStepPlace {
  at: string;
  x: number;
  from: number;
  to: number;
  left: number;
  right: number;
}

/** Changes of level within the plot's span. */
export function levelSteps(levels: LearnedMarks['levels'], { x, y, inner }: LineGeometry): LevelStepPlace[] {
  const { left, right, top, bottom } = inner;
  const place = (value: number): number => Math.min(bottom, Math.max(top, y(value)));
  return levels
    .map(({ at, from, to }) => ({ at, x: x(Date.parse(at)), from: place(from), to: place(to), left, right }))
    .filter((step) => step.x >= left && step.x <= right);
}
