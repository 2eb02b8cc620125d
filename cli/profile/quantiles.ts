import type { ColumnProfile } from '../../checks/index.ts';
import type { FiniteValues } from './finite-values.ts';
import { sqlDouble } from './sql.ts';
import type { Workspace } from './workspace.ts';

const probabilities = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/**
 * Quantiles and median. Of grouped values exact, with linear interpolation (type 7; Hyndman & Fan 1996) and rank error 0; otherwise
 * from a t-digest, and `rankError` is the largest distance from the wanted rank, as a share of all values, counted afterwards.
 */
export async function quantilesOf(workspace: Workspace, values: FiniteValues, exact: boolean): Promise<ColumnProfile> {
  const found = exact ? await exactQuantiles(workspace, values) : await digestQuantiles(workspace, values);
  const quantiles = Object.fromEntries(probabilities.map((p, index) => [String(p), found[index] ?? 0]));
  const rankError = exact ? 0 : await measuredRankError(workspace, values, found);
  return { quantiles, median: quantiles['0.5'] ?? 0, rankError };
}

async function exactQuantiles(workspace: Workspace, { relation, count }: FiniteValues): Promise<number[]> {
  const ranks = probabilities.map((p) => (count - 1) * p);
  const at = (rank: number): string => `min(v) FILTER (WHERE upto > ${rank})`;
  const wanted = ranks.flatMap((rank, index) => [
    `${at(Math.floor(rank))} AS l${index}`,
    `${at(Math.ceil(rank))} AS h${index}`,
  ]);
  const row = await workspace.row(
    `SELECT ${wanted.join(', ')} FROM (SELECT v, sum(c) OVER (ORDER BY v) AS upto FROM ${relation})`,
  );
  return ranks.map((rank, index) => {
    const low = Number(row[`l${index}`]);
    const high = Number(row[`h${index}`]);
    const share = rank - Math.floor(rank);
    // Weighted this way round, two ends of opposite sign near the largest double do not overflow.
    return low === high ? low : Math.min(high, Math.max(low, low * (1 - share) + high * share));
  });
}

async function digestQuantiles(workspace: Workspace, { relation, low, high }: FiniteValues): Promise<number[]> {
  const row = await workspace.row(
    `SELECT ${probabilities.map((_, index) => `q[${index + 1}] AS q${index}`).join(', ')}
    FROM (SELECT approx_quantile(v, [${probabilities.join(', ')}]) AS q FROM ${relation})`,
  );
  let before = low;
  return probabilities.map((_, index) => (before = Math.min(high, Math.max(before, Number(row[`q${index}`])))));
}

async function measuredRankError(
  workspace: Workspace,
  { relation, count }: FiniteValues,
  found: number[],
): Promise<number> {
  const counted = found.flatMap((value, index) => [
    `coalesce(sum(c) FILTER (WHERE v < ${sqlDouble(value)}), 0) AS b${index}`,
    `coalesce(sum(c) FILTER (WHERE v <= ${sqlDouble(value)}), 0) AS u${index}`,
  ]);
  const row = await workspace.row(`SELECT ${counted.join(', ')} FROM ${relation}`);
  const errors = probabilities.map((p, index) => {
    const below = Number(row[`b${index}`]) / count;
    const upTo = Number(row[`u${index}`]) / count;
    return Math.max(0, below - p, p - upTo);
  });
  return Math.max(...errors);
}
