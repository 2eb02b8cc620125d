import { rest, shareUpTo, valueAt } from './distribution.ts';
import type { NumberDistribution, ValueShares } from './distribution.ts';

/** Largest distance between two distribution functions (Kolmogorov-Smirnov), as far as the profiles know them. */
export function ksDistance(left: NumberDistribution, right: NumberDistribution): number {
  let most = 0;
  for (const { value } of [...left.knots, ...right.knots])
    for (const side of ['left', 'right'] as const)
      most = Math.max(most, Math.abs(shareUpTo(left, value, side) - shareUpTo(right, value, side)));
  return most;
}

/** p of the two-sample Kolmogorov-Smirnov test, asymptotic with Stephens' correction. */
export function ksPValue(left: NumberDistribution, right: NumberDistribution): number {
  const root = Math.sqrt((left.count * right.count) / (left.count + right.count));
  const t = (root + 0.12 + 0.11 / root) * ksDistance(left, right);
  if (t < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * t * t);
  return Math.min(1, Math.max(0, sum));
}

const ranks = Array.from({ length: 200 }, (_, index) => (index + 0.5) / 200);

/** Mean distance of equal ranks (Wasserstein-1), in standard deviations of the reference, at least 0.001: Evidently's. */
export function normedWasserstein(reference: NumberDistribution, current: NumberDistribution): number {
  const sum = ranks.reduce((total, rank) => total + Math.abs(valueAt(reference, rank) - valueAt(current, rank)), 0);
  return sum / ranks.length / Math.max(reference.sd, 0.001);
}

/** Shares of equal-width bins of the reference's range, by Sturges' rule; what lies outside goes to the outer bins. */
export function binnedShares(reference: NumberDistribution, current: NumberDistribution): [number[], number[]] {
  const bins = Math.ceil(Math.log2(Math.max(2, reference.count))) + 1;
  const [low, high] = [reference.knots[0]?.value ?? 0, reference.knots.at(-1)?.value ?? 0];
  const edges = Array.from({ length: bins - 1 }, (_, index) => low + ((high - low) * (index + 1)) / bins);
  return [reference, current].map((one) => {
    const upTo = [...edges.map((edge) => shareUpTo(one, edge, 'right')), 1];
    return upTo.map((share, index) => share - (upTo[index - 1] ?? 0));
  }) as [number[], number[]];
}

/** Shares of the same values, in the same order; values that only one profile names are asked of the other's rest. */
export function alignedCounts(reference: ValueShares, current: ValueShares): [number[], number[]] {
  const values = [...new Set([...reference.counts.keys(), ...current.counts.keys()])];
  // A value beyond the other's list may be in its rest: it is rest for both then.
  const [named, folded] = [values.filter((value) => known(value)), values.filter((value) => !known(value))];
  function known(value: string): boolean {
    const absent = (one: ValueShares): boolean => !one.counts.has(value) && one.counts.has(rest);
    return value !== rest && !absent(reference) && !absent(current);
  }
  const counts = ({ counts: own }: ValueShares): number[] => {
    const found = named.map((value) => own.get(value) ?? 0);
    const others = folded.reduce((sum, value) => sum + (own.get(value) ?? 0), 0);
    return folded.length > 0 ? [...found, others] : found;
  };
  return [counts(reference), counts(current)];
}

export function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

/** Jensen-Shannon distance, base 2: 0 for the same, 1 for nothing in common. */
export function jensenShannon(p: readonly number[], q: readonly number[]): number {
  let divergence = 0;
  for (const [index, a] of p.entries()) {
    const b = q[index] ?? 0;
    const middle = (a + b) / 2;
    if (a > 0) divergence += (a * Math.log2(a / middle)) / 2;
    if (b > 0) divergence += (b * Math.log2(b / middle)) / 2;
  }
  return Math.sqrt(Math.max(0, divergence));
}

/** p of the chi-square test that two rows of counts have the same shares. */
export function twoSampleChiSquare(left: readonly number[], right: readonly number[]): number {
  const [n, m] = [left, right].map((counts) => counts.reduce((sum, count) => sum + count, 0)) as [number, number];
  let [statistic, cells] = [0, 0];
  for (const [index, count] of left.entries()) {
    const both = count + (right[index] ?? 0);
    if (both === 0) continue;
    cells += 1;
    const [a, b] = [(both * n) / (n + m), (both * m) / (n + m)];
    statistic += (count - a) ** 2 / a + ((right[index] ?? 0) - b) ** 2 / b;
  }
  return cells < 2 ? 1 : chiSquareTail(statistic, cells - 1);
}

/** p of the one-sample test with the reference's shares taken for exact, as Evidently has it: 0 when a value is new. */
export function oneSampleChiSquare(reference: readonly number[], current: readonly number[]): number {
  const [n, m] = [reference, current].map((counts) => counts.reduce((sum, count) => sum + count, 0)) as [
    number,
    number,
  ];
  let statistic = 0;
  for (const [index, count] of current.entries()) {
    const expected = ((reference[index] ?? 0) * m) / n;
    if (expected === 0 && count > 0) return 0;
    if (expected > 0) statistic += (count - expected) ** 2 / expected;
  }
  return current.length < 2 ? 1 : chiSquareTail(statistic, current.length - 1);
}

/**
 * p of whylogs' one-sample test: expected counts are cut to whole numbers, and one that is 0 makes p 0; degrees of freedom go by the
 * values of the tested partition.
 */
export function whylogsChiSquare(reference: readonly number[], current: readonly number[], distinct: number): number {
  const [n, m] = [reference, current].map((counts) => counts.reduce((sum, count) => sum + count, 0)) as [
    number,
    number,
  ];
  let statistic = 0;
  for (const [index, count] of current.entries()) {
    const expected = Math.floor(((reference[index] ?? 0) * m) / n);
    if (expected === 0) return 0;
    statistic += (count - expected) ** 2 / expected;
  }
  return chiSquareTail(statistic, Math.max(1, distinct - 1));
}

/** P(chi-square with `df` degrees of freedom > x): regularised incomplete gamma function, series or Lentz's continued fraction. */
export function chiSquareTail(x: number, df: number): number {
  const [a, z] = [df / 2, x / 2];
  if (z <= 0) return 1;
  const scale = Math.exp(-z + a * Math.log(z) - logGamma(a));
  if (z < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let n = 1; n < 1000 && term > sum * 1e-16; n++) sum += term *= z / (a + n);
    return 1 - scale * sum;
  }
  let b = z + 1 - a;
  let [c, d] = [1e300, 1 / b];
  let h = d;
  for (let n = 1; n < 1000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b || 1e-300);
    c = b + an / c || 1e-300;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return scale * h;
}

/** Stirling's series after shifting the argument above 10. */
function logGamma(x: number): number {
  let [shift, at] = [0, x];
  while (at < 10) shift -= Math.log(at++);
  const inverse = 1 / (at * at);
  const series = 1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680));
  return shift + (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series / at;
}
