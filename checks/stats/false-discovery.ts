/** Indices of `values`, smallest first. */
function ascending(values: readonly number[]): number[] {
  return values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
}

/** p-values in ascending order, each with its factor, made monotone from the largest down and put back in place. */
function stepUp(ps: readonly number[], factor: (rank: number) => number): number[] {
  const order = ascending(ps);
  const adjusted = new Array<number>(ps.length).fill(1);
  let least = 1;
  for (let rank = order.length; rank > 0; rank--) {
    const index = order[rank - 1] ?? 0;
    least = Math.min(least, (ps[index] ?? 1) * factor(rank));
    adjusted[index] = least;
  }
  return adjusted;
}

/**
 * q-values of Benjamini & Hochberg (1995): rejecting those at most q keeps the expected share of false rejections at q,
 * for tests that are independent or positively dependent.
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  return stepUp(ps, (rank) => ps.length / rank);
}

/** q-values of Benjamini & Yekutieli (2001): the same under any dependence, dearer by Σ 1/k. */
export function benjaminiYekutieli(ps: readonly number[]): number[] {
  const harmonic = ps.reduce((sum, _, index) => sum + 1 / (index + 1), 0);
  return stepUp(ps, (rank) => (harmonic * ps.length) / rank);
}

/** Adjusted p of Holm (1979): rejecting those at most α keeps the chance of any false rejection at α. */
export function holm(ps: readonly number[]): number[] {
  const adjusted = new Array<number>(ps.length).fill(1);
  let most = 0;
  ascending(ps).forEach((index, rank) => {
    most = Math.max(most, Math.min(1, (ps[index] ?? 1) * (ps.length - rank)));
    adjusted[index] = most;
  });
  return adjusted;
}
