/** Kullback-Leibler divergence Σ p ln(p / q) in nats; infinite where q is zero and p is not. */
export function kullbackLeibler(p: readonly number[], q: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i]! > 0) sum += p[i]! * Math.log(p[i]! / q[i]!);
  return Math.max(0, sum);
}
