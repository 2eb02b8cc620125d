import type { Histogram } from '../../checks/index.ts';
import type { FiniteValues } from './finite-values.ts';
import { isEveryRanked } from './quantiles.ts';
import type { RankedValue } from './quantiles.ts';
import { sqlDouble } from './sql.ts';
import type { Workspace } from './workspace.ts';

const binCount = 20;

/**
 * Twenty bins of equal width from the smallest to the largest value. Undefined when there is no such division: all values equal, or
 * so near each other or so far apart that doubles cannot hold the boundaries. Counted among the ranked values where those are all.
 */
export async function histogramOf(
  workspace: Workspace,
  { relation, count, low, high }: FiniteValues,
  ranked: readonly RankedValue[],
): Promise<Histogram | undefined> {
  const boundaries = equalWidthBoundaries(low, high);
  if (!boundaries) return undefined;
  const inner = boundaries.slice(1, -1);
  if (isEveryRanked(count)) {
    const upTo = inner.map((boundary) => ranked.find(({ value }) => value >= boundary)?.first ?? count);
    return histogramFrom(boundaries, [...upTo, count]);
  }
  const below = inner.map(
    (boundary, index) => `coalesce(sum(c) FILTER (WHERE v < ${sqlDouble(boundary)}), 0) AS b${index}`,
  );
  const row = await workspace.row(`SELECT ${below.join(', ')} FROM ${relation}`);
  const upTo = [...inner.map((_, index) => Number(row[`b${index}`])), count];
  return histogramFrom(boundaries, upTo);
}

/** From how many values lie below each boundary but the first; below the last, all do. */
export function histogramFrom(boundaries: number[], upTo: readonly number[]): Histogram {
  return { boundaries, counts: upTo.map((value, index) => value - (upTo[index - 1] ?? 0)), binning: 'fixed' };
}

/** 21 increasing boundaries, or null when they would not be increasing and finite. */
export function equalWidthBoundaries(low: number, high: number): number[] | null {
  const width = (high - low) / binCount;
  if (!Number.isFinite(width) || width <= 0) return null;
  const boundaries = Array.from({ length: binCount + 1 }, (_, index) =>
    index === binCount ? high : low + index * width,
  );
  return boundaries.every((boundary, index) => index === 0 || boundary > (boundaries[index - 1] ?? 0))
    ? boundaries
    : null;
}
