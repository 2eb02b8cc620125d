import type { ColumnProfile } from '../../checks/index.ts';
import type { FiniteValues } from './finite-values.ts';
import type { Workspace } from './workspace.ts';

/** Every hundredth and both tails: fine enough that two profiles tell how far two distributions lie from each other. */
export const probabilities: readonly number[] = [
  0.001,
  ...Array.from({ length: 99 }, (_, index) => (index + 1) / 100),
  0.999,
];
/** The few that a database is asked for, where each costs a look at every distinct value. */
export const fewProbabilities: readonly number[] = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/** Quantiles and median, exact, with linear interpolation (type 7; Hyndman & Fan 1996) and so with rank error 0. */
export async function quantilesOf(workspace: Workspace, values: FiniteValues): Promise<ColumnProfile> {
  return quantileMetrics(await exactQuantiles(workspace, values), 0);
}

/** As a profile carries them; `found` in the order of the probabilities. */
export function quantileMetrics(found: readonly number[], rankError: number, asked = probabilities): ColumnProfile {
  const quantiles = Object.fromEntries(asked.map((p, index) => [String(p), found[index] ?? 0]));
  return { quantiles, median: quantiles['0.5'] ?? 0, rankError };
}

/** Each rank is looked up among the running counts of the sorted values. */
async function exactQuantiles(workspace: Workspace, { relation, count }: FiniteValues): Promise<number[]> {
  const ranks = [...new Set(quantileRanks(count).flatMap((rank) => [Math.floor(rank), Math.ceil(rank)]))];
  const rows =
    await workspace.rows(`SELECT wanted.r AS r, found.v AS v FROM (SELECT unnest([${ranks.join(', ')}]::BIGINT[]) AS r) AS wanted
    ASOF JOIN (SELECT v, CAST(sum(c) OVER (ORDER BY v) AS BIGINT) AS upto FROM ${relation}) AS found ON wanted.r < found.upto`);
  const at = new Map(rows.map((row) => [Number(row['r']), Number(row['v'])]));
  return quantileRanks(count).map((rank) =>
    between(at.get(Math.floor(rank)) ?? Number.NaN, at.get(Math.ceil(rank)) ?? Number.NaN, rank),
  );
}

/** The rank, counted from 0, at which each quantile lies; between two values where it is not whole. */
export function quantileRanks(count: number, asked = probabilities): number[] {
  return asked.map((p) => (count - 1) * p);
}

/** Quantiles from the values at the ranks below (l0, l1, …) and above (h0, h1, …). */
export function interpolated(row: Record<string, unknown>, count: number, asked = probabilities): number[] {
  return quantileRanks(count, asked).map((rank, index) =>
    between(Number(row[`l${index}`]), Number(row[`h${index}`]), rank),
  );
}

function between(low: number, high: number, rank: number): number {
  const share = rank - Math.floor(rank);
  // Weighted this way round, two ends of opposite sign near the largest double do not overflow.
  return low === high ? low : Math.min(high, Math.max(low, low * (1 - share) + high * share));
}
