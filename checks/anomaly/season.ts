import { median } from './median.ts';
import type { Cadence } from './phase.ts';
import type { Series } from './series.ts';

/** What a slope is cut by with each run that it is followed. */
export const DAMPING = 0.9;

/** What a season adds: levels without it, one with a slope, and the effect of each phase, NaN for one never seen twice. */
export interface Season {
  seasonal: readonly number[];
  effects: readonly number[];
}

/** The median step from one cycle to the next, for a run; NaN with less than two. */
export function slopeOf(last: readonly number[], cycle: number): number {
  if (last.length < 2 * cycle) return NaN;
  return median(last.slice(cycle).map((value, index) => (value - (last[index] as number)) / cycle));
}

/** No season is known. */
export const NO_SEASON: Season = { seasonal: [], effects: [] };

/** The effect of each phase seen twice (median of its deviations), and the level without them. */
export function seasonOf(
  { values, deviations }: Series,
  phases: readonly number[],
  { cycle, phases: count }: Cadence,
): Season {
  const shift = phases.length - values.length;
  const byPhase: number[][] = Array.from({ length: count }, () => []);
  deviations.forEach((deviation, index) => {
    if (!Number.isNaN(deviation)) byPhase[phases[index + shift] as number]?.push(deviation);
  });
  const effects = byPhase.map((list) => (list.length < 2 ? NaN : median(list)));
  const plain = withoutSeason(values, phases, effects).slice(-2 * cycle);
  const level = median(plain.slice(-cycle));
  return { seasonal: [level, level + (DAMPING * slopeOf(plain, cycle) * (cycle + 1)) / 2], effects };
}

/** The values that exist less the effects of their phases, oldest first. */
export function withoutSeason(
  values: readonly number[],
  phases: readonly number[],
  effects: readonly number[],
): number[] {
  const shift = phases.length - values.length;
  const plain: number[] = [];
  values.forEach((value, index) => {
    const effect = effects[phases[index + shift] as number] ?? NaN;
    if (!Number.isNaN(value)) plain.push(value - (Number.isNaN(effect) ? 0 : effect));
  });
  return plain;
}

/** The newest value of each phase. */
export function samesOf({ values }: Series, phases: readonly number[]): number[] {
  const shift = phases.length - values.length;
  const sames: number[] = [];
  values.forEach((value, index) => {
    if (!Number.isNaN(value)) sames[phases[index + shift] as number] = value;
  });
  return sames;
}
