import type { DistinctCount } from '../../checks/index.ts';

const indexBits = 14;
const registerCount = 1 << indexBits;
const rankBits = 64 - indexBits;
/** One standard error of the estimate, as a share of it: 1.04 / √registers (Flajolet et al. 2007). */
const standardError = 1.04 / Math.sqrt(registerCount);

/**
 * SQL that fills the registers of a HyperLogLog from the 64-bit hashes `h` of `relation`: one row (m, n) for each lowest remainder of
 * a register, n registers have it. The lowest remainder has the most leading zeros, so the rank is taken once for each register.
 */
export function registerSql(relation: string): string {
  return registerQuery({ index: `h & ${registerCount - 1}`, rest: `h >> ${indexBits}`, from: relation });
}

/** The same from expressions for the low 14 bits of a hash and for the 50 others, over what follows FROM. */
export function registerQuery({ index, rest, from }: { index: string; rest: string; from: string }): string {
  return `SELECT m, COUNT(*) AS n FROM (SELECT ${index} AS i, MIN(${rest}) AS m FROM ${from} GROUP BY ${index}) AS registers GROUP BY m`;
}

/** The ranks that those rows stand for: leading zeros of the remainder and one. */
export function registersOf(rows: readonly { m: unknown; n: unknown }[]): { rank: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const { m, n } of rows) {
    const rest = BigInt(String(m));
    const rank = rest === 0n ? rankBits + 1 : rankBits + 1 - rest.toString(2).length;
    counts.set(rank, (counts.get(rank) ?? 0) + Number(n));
  }
  return [...counts].map(([rank, count]) => ({ rank, count }));
}

/** The estimate with its bounds, three standard errors either way, within what is known of the column. */
export function boundedDistinct(
  estimate: number,
  { least, most }: { least: number; most: number },
): Required<DistinctCount> {
  const within = (value: number): number => Math.min(most, Math.max(least, value));
  return {
    value: within(Math.round(estimate)),
    exact: false,
    lower: within(Math.floor(estimate * (1 - 3 * standardError))),
    upper: within(Math.ceil(estimate * (1 + 3 * standardError))),
  };
}

/** The number of distinct values that left these registers: the improved raw estimator, algorithm 6 of Ertl 2017 (arXiv 1702.01284). */
export function estimateDistinct(registers: readonly { rank: number; count: number }[]): number {
  const counts = new Array<number>(rankBits + 2).fill(0);
  for (const { rank, count } of registers) counts[rank] = count;
  counts[0] = registerCount - registers.reduce((sum, { count }) => sum + count, 0);
  let z = registerCount * tau(1 - (counts[rankBits + 1] ?? 0) / registerCount);
  for (let rank = rankBits; rank >= 1; rank -= 1) z = 0.5 * (z + (counts[rank] ?? 0));
  z += registerCount * sigma(counts[0] / registerCount);
  return registerCount ** 2 / (2 * Math.LN2 * z);
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let [x, y, z, before] = [share, 1, share, Number.NaN];
  while (z !== before) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [x, y, z, before] = [share, 1, 1 - share, Number.NaN];
  while (z !== before) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
