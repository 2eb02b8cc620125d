import type { CategoryDistribution } from './category-distribution.ts';
import { decileEdges, rowsBetween } from './cells.ts';
import type { NumberDistribution } from './number-distribution.ts';

/** Rows of each cell as far as they are known: the best guess, and between what they surely lie. */
export interface KnownCounts {
  rows: number;
  guess: readonly number[];
  low: readonly number[];
  high: readonly number[];
}

/** Two distributions over the same cells, which the reference alone makes: what is not known of the current one moves no cell. */
export interface KnownCells {
  reference: KnownCounts;
  current: KnownCounts;
}

/** Values with fewer rows in the reference are among the others. */
const FEWEST_ROWS = 5;

/** The bins between the reference's deciles; null where all its rows are in one. */
export function knownBins(reference: NumberDistribution, current: NumberDistribution): KnownCells | null {
  const edges = decileEdges(reference);
  if (edges.length === 0) return null;
  return { reference: inBins(reference, edges), current: inBins(current, edges) };
}

function inBins(distribution: NumberDistribution, edges: readonly number[]): KnownCounts {
  const { rows } = distribution;
  const bounds = [{ low: 0, high: 0 }, ...edges.map((edge) => sharesAt(distribution, edge)), { low: 1, high: 1 }];
  const low: number[] = [];
  const high: number[] = [];
  for (let i = 1; i < bounds.length; i++) {
    const [from, to] = [bounds[i - 1]!, bounds[i]!];
    low.push(rows * Math.max(0, to.low - from.high));
    high.push(rows * Math.max(0, to.high - from.low));
  }
  return { rows, guess: rowsBetween(distribution, edges), low, high };
}

/** Between what the share of rows up to a value surely lies. */
function sharesAt({ values, atLeast, atMost }: NumberDistribution, value: number): { low: number; high: number } {
  let next = 0;
  while (next < values.length && values[next]! <= value) next++;
  return { low: next === 0 ? 0 : atLeast[next - 1]!, high: next === values.length ? 1 : atMost[next]! };
}

/** The values that the reference lists with at least five rows, and all others together; null where it has no such value. */
export function knownCategories(reference: CategoryDistribution, current: CategoryDistribution): KnownCells | null {
  const kept = reference.values.filter((_, index) => reference.counts[index]! >= FEWEST_ROWS);
  if (kept.length === 0) return null;
  return { reference: ofValues(reference, kept), current: ofValues(current, kept) };
}

function ofValues(distribution: CategoryDistribution, values: readonly string[]): KnownCounts {
  const { rows, counts, hidden, mostUnlisted } = distribution;
  const places = new Map(distribution.values.map((value, index) => [value, index]));
  const low: number[] = [];
  const high: number[] = [];
  for (const value of values) {
    const place = places.get(value);
    low.push(place === undefined ? 0 : counts[place]!);
    high.push(place === undefined ? mostUnlisted : counts[place]! + hidden[place]!);
  }
  const sum = (list: readonly number[]): number => list.reduce((total, count) => total + count, 0);
  const [least, most] = [Math.max(0, rows - sum(high)), rows - sum(low)];
  return { rows, guess: [...low, most], low: [...low, least], high: [...high, most] };
}

/** Is every count known exactly? */
export const isExact = ({ low, high }: KnownCounts): boolean => low.every((count, index) => count === high[index]);
