import type { ColumnProfile } from '../../checks/index.ts';
import type { FiniteValues } from './finite-values.ts';
import type { Workspace } from './workspace.ts';

export const probabilities = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** Quantiles and median, exact, with linear interpolation (type 7; Hyndman & Fan 1996) and so with rank error 0. */
export async function quantilesOf(workspace: Workspace, values: FiniteValues): Promise<ColumnProfile> {
  return quantileMetrics(await exactQuantiles(workspace, values), 0);
}

/** As a profile carries them; `found` in the order of `probabilities`. */
export function quantileMetrics(found: readonly number[], rankError: number): ColumnProfile {
  const quantiles = Object.fromEntries(probabilities.map((p, index) => [String(p), found[index] ?? 0]));
  return { quantiles, median: quantiles['0.5'] ?? 0, rankError };
}

async function exactQuantiles(workspace: Workspace, { relation, count }: FiniteValues): Promise<number[]> {
  const at = (rank: number): string => `min(v) FILTER (WHERE upto > ${rank})`;
  const wanted = quantileRanks(count).flatMap((rank, index) => [
    `${at(Math.floor(rank))} AS l${index}`,
    `${at(Math.ceil(rank))} AS h${index}`,
  ]);
  const row = await workspace.row(
    `SELECT ${wanted.join(', ')} FROM (SELECT v, sum(c) OVER (ORDER BY v) AS upto FROM ${relation})`,
  );
  return interpolated(row, count);
}

/** The rank, counted from 0, at which each quantile lies; between two values where it is not whole. */
export function quantileRanks(count: number): number[] {
  return probabilities.map((p) => (count - 1) * p);
}

/** Quantiles from the values at the ranks below (l0, l1, …) and above (h0, h1, …). */
export function interpolated(row: Record<string, unknown>, count: number): number[] {
  return quantileRanks(count).map((rank, index) => {
    const low = Number(row[`l${index}`]);
    const high = Number(row[`h${index}`]);
    const share = rank - Math.floor(rank);
    // Weighted this way round, two ends of opposite sign near the largest double do not overflow.
    return low === high ? low : Math.min(high, Math.max(low, low * (1 - share) + high * share));
  });
}
