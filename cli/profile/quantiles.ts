import type { ColumnProfile } from '../../checks/index.ts';
import type { FiniteValues } from './finite-values.ts';
import { sqlDouble } from './sql.ts';
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
export function quantilesOf(ranked: readonly RankedValue[], count: number): ColumnProfile {
  return quantileMetrics(quantilesAmong(ranked, count), 0);
}

/** As a profile carries them; `found` in the order of the probabilities, and put right where rounding let one fall below the one before. */
export function quantileMetrics(found: readonly number[], rankError: number, asked = probabilities): ColumnProfile {
  let most = -Infinity;
  const quantiles = Object.fromEntries(
    asked.map((p, index) => [String(p), (most = Math.max(most, found[index] ?? 0))]),
  );
  return { quantiles, median: quantiles['0.5'] ?? 0, rankError };
}

/** Values of so few rows are all fetched. */
const fewValues = 1000;

/** A value, and the first rank that it has, counted from 0. */
export interface RankedValue {
  value: number;
  first: number;
}

/** Are all values of so many rows among the ranked ones? */
export const isEveryRanked = (count: number): boolean => count <= fewValues;

/** Of values (v, c), each value once, those that lie next to a rank that some quantile wants, in their order; of few rows, all. */
export async function rankedValues(
  workspace: Workspace,
  { relation, count }: Pick<FiniteValues, 'relation' | 'count'>,
): Promise<RankedValue[]> {
  const rows = await workspace.rows(`SELECT v, upto - c AS first FROM (SELECT v, CAST(c AS BIGINT) AS c,
    CAST(sum(c) OVER (ORDER BY v) AS BIGINT) AS upto FROM ${relation}) WHERE ${isEveryRanked(count) ? 'true' : wantedSql(count - 1)} ORDER BY v`);
  return rows.map((row) => ({ value: Number(row['v']), first: Number(row['first']) }));
}

/** The quantiles of `count` values from those next to their ranks. */
export function quantilesAmong(known: readonly RankedValue[], count: number): number[] {
  let at = 0;
  const valueAt = (rank: number): number => {
    while (at > 0 && (known[at]?.first ?? 0) > rank) at -= 1;
    while (at + 1 < known.length && (known[at + 1]?.first ?? 0) <= rank) at += 1;
    return known[at]?.value ?? Number.NaN;
  };
  return quantileRanks(count).map((rank) => between(valueAt(Math.floor(rank)), valueAt(Math.ceil(rank)), rank));
}

/**
 * SQL: has a value, whose ranks run from `upto - c` to before `upto`, the rank below or above some quantile? Hundredths lie `last` / 100
 * apart, so that it is arithmetic which of them comes next; a little is granted to rounding.
 */
function wantedSql(last: number): string {
  const step = sqlDouble(last / 100);
  const tails = [0.001, 0.999].map((p) => `(upto - c <= ${Math.ceil(last * p)} AND upto > ${Math.floor(last * p)})`);
  return `floor(upto / ${step} + 1e-6) >= (upto - c - 1) / ${step} - 1e-6 OR ${tails.join(' OR ')}`;
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
