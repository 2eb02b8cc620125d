/** Largest distance between the shares up to any value of two samples, as a count of nm-ths: whole, so that it compares exactly. */
function wholeDistance(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [a.slice().sort((p, q) => p - q), b.slice().sort((p, q) => p - q)];
  let [i, j, most] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i]!, y[j]!);
    while (i < x.length && x[i]! <= value) i++;
    while (j < y.length && y[j]! <= value) j++;
    most = Math.max(most, Math.abs(i * y.length - j * x.length));
  }
  return most;
}

/** Kolmogorov-Smirnov distance of two samples of raw values: the largest gap between their empirical distribution functions. */
export function kolmogorovSmirnovDistance(a: readonly number[], b: readonly number[]): number {
  return wholeDistance(a, b) / (a.length * b.length);
}

/**
 * Exact two-sided p of that distance where no values are tied (conservative with ties): the chance that a random order of the n + m
 * values strays so far. Computed as the chance to have left, not to have stayed, so that small p keep their digits. O(nm).
 */
export function kolmogorovSmirnovExactP(a: readonly number[], b: readonly number[]): number {
  const [n, m, limit] = [a.length, b.length, wholeDistance(a, b)];
  const left = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      const strays = Math.abs(i * m - j * n) >= limit;
      // The last step to (i, j) took one of `a` with probability i / (i + j).
      const before = i + j === 0 ? 0 : (i * left[j]! + (j === 0 ? 0 : j * left[j - 1]!)) / (i + j);
      left[j] = strays ? 1 : before;
    }
  }
  return left[m]!;
}
