/** Hellinger distance √(1 − Σ √(p q)): 0 to 1. Computed as √(½ Σ (√p − √q)²), which loses no digits when they are alike. */
export function hellinger(p: readonly number[], q: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += (Math.sqrt(p[i]!) - Math.sqrt(q[i]!)) ** 2;
  return Math.min(1, Math.sqrt(sum / 2));
}
