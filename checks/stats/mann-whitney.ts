import { normalTail } from './normal.ts';

/** U of the first sample, and the two-sided p that both come from one distribution. */
export interface RankTest {
  u: number;
  p: number;
}

function uOf(a: readonly number[], b: readonly number[]): number {
  let u = 0;
  for (const x of a) for (const y of b) u += x > y ? 1 : x === y ? 0.5 : 0;
  return u;
}

/** Mann-Whitney U with the normal approximation: tie correction and continuity correction of ½ (Mann & Whitney 1947). */
export function mannWhitney(a: readonly number[], b: readonly number[]): RankTest {
  const [n, m, u] = [a.length, b.length, uOf(a, b)];
  const counts = new Map<number, number>();
  for (const value of [...a, ...b]) counts.set(value, (counts.get(value) ?? 0) + 1);
  const total = n + m;
  const ties = [...counts.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
  const sd = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  const beyond = Math.max(u, n * m - u) - (n * m) / 2 - 0.5;
  return { u, p: sd === 0 ? 1 : Math.min(1, 2 * normalTail(beyond / sd)) };
}

/** The same with the exact distribution of U, for samples without ties: counts of partitions, O(n²m²). */
export function mannWhitneyExact(a: readonly number[], b: readonly number[]): RankTest {
  const [n, m, u] = [a.length, b.length, uOf(a, b)];
  const most = n * m;
  // ways[i][s]: orders of i values of `a` among all of `b` whose U is s, built one value of `b` at a time.
  let ways = Array.from({ length: n + 1 }, () => Float64Array.of(1, ...new Array<number>(most).fill(0)));
  for (let j = 1; j <= m; j++) {
    const next = [ways[0]!];
    for (let i = 1; i <= n; i++) {
      // Either the largest value is of `a`, above all j of `b`, or of `b`.
      next.push(ways[i]!.map((count, s) => count + (s >= j ? next[i - 1]![s - j]! : 0)));
    }
    ways = next;
  }
  const counts = ways[n]!;
  const all = counts.reduce((sum, count) => sum + count, 0);
  const upper = counts.reduce((sum, count, s) => sum + (s >= Math.max(u, most - u) ? count : 0), 0);
  return { u, p: Math.min(1, (2 * upper) / all) };
}
