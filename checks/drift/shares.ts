/** Two distributions over the same cells, as counts of rows: `reference[i]` and `current[i]` are of one bin or category. */
export interface Cells {
  reference: readonly number[];
  current: readonly number[];
}

/** Shares of counts, none zero: (c + ½) / (n + ½ B), Jeffreys' prior. */
export function smoothedShares(counts: readonly number[]): number[] {
  let total = counts.length / 2;
  for (const count of counts) total += count;
  return counts.map((count) => (count + 0.5) / total);
}

/** Shares of counts (or of anything that adds up), as they are. */
export function sharesOf(counts: readonly number[]): number[] {
  let total = 0;
  for (const count of counts) total += count;
  return counts.map((count) => count / total);
}
