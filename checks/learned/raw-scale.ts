import type { Baseline } from '../anomaly/baseline.ts';
import { FAMILIES } from '../anomaly/family.ts';
import type { Measure } from '../anomaly/measure.ts';
import { unitOf } from '../anomaly/scale.ts';
import { instantMs } from '../instant.ts';
import type { Profile } from '../profile.ts';
import { ownName } from './form.ts';

const HOUR_MS = 3_600_000;

/** From the scale on which a measure is judged to the number that people know. Grows with it, but for `min` and `minHours`, where it falls. */
export type ToRaw = (value: number) => number;

/** How values on the scale of a measure are told: places and spreads in the unit of the column, shares as shares, times in hours. */
export function rawScaleOf(measure: Measure, { columns }: Pick<Baseline, 'columns'>, profile: Profile): ToRaw {
  const { inverse } = FAMILIES[measure.family];
  const { family, column } = measure;
  if (family !== 'location' && family !== 'spread' && family !== 'extreme') return inverse;
  const own = ownName(measure);
  if (own.endsWith('Hours')) return hoursScale(own, inverse, profile);
  const unit = columns.get(column ?? '')?.unit ?? unitOf(profile.columnMetrics?.[column ?? ''] ?? {});
  if (unit === null) return inverse;
  const { center, spread } = unit;
  if (family === 'spread') return (value) => inverse(value) * spread;
  if (family === 'location') return (value) => center + inverse(value) * spread;
  return own === 'min' ? (value) => center - inverse(value) * spread : (value) => center + inverse(value) * spread;
}

/** How far out a time lies is reckoned from the middle of the data interval, in halves of its width. */
function hoursScale(own: string, inverse: ToRaw, { dataInterval }: Profile): ToRaw {
  const [start, end] = [instantMs(dataInterval?.start), instantMs(dataInterval?.end)];
  if (start === null || end === null) return inverse;
  const [middle, half] = [(end - start) / 2 / HOUR_MS, Math.max(HOUR_MS, end - start) / 2 / HOUR_MS];
  return own === 'minHours' ? (value) => middle - inverse(value) * half : (value) => middle + inverse(value) * half;
}

/** Does the number that people know fall while the scale grows? */
export const isTurned = (measure: Measure): boolean =>
  measure.family === 'extreme' && ownName(measure).startsWith('min');
