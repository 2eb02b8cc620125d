const indexBits = 14;
const registerCount = 1 << indexBits;
const rankBits = 64 - indexBits;
/** One standard error of the estimate, as a share of it: 1.04 / √registers (Flajolet et al. 2007). */
export const standardError = 1.04 / Math.sqrt(registerCount);

/** SQL that fills the registers of a HyperLogLog from `v` of `relation`: one row (r, n) for each register value, n registers have it. */
export function registerSql(relation: string): string {
  const rest = `(h >> ${indexBits})`;
  const rank = `CASE WHEN ${rest} = 0 THEN ${rankBits + 1} ELSE greatest(1, ${rankBits} - CAST(floor(log2(${rest})) AS INTEGER)) END`;
  return `SELECT r, count(*) AS n FROM (SELECT h & ${registerCount - 1} AS i, max(${rank}) AS r
    FROM (SELECT hash(v) AS h FROM ${relation}) GROUP BY i) GROUP BY r`;
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
