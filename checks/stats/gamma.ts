import { gammaln } from 'simple-statistics';

/** A probability and what is missing to 1, each computed on its own so that neither loses digits when it is small. */
export interface Tails {
  lower: number;
  upper: number;
}

/** ln Γ(x) for x > 0 (Lanczos' approximation of simple-statistics; about 1e-14 relative). */
export function logGamma(x: number): number {
  return gammaln(x);
}

/** ½ ln 2π */
export const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Bernoulli numbers B(2k) / (2k (2k − 1)) of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/**
 * ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π], what Stirling's formula misses (Loader 2000): lets large x be compared without
 * the difference of two large logarithms.
 */
export function stirlingError(x: number): number {
  if (x < 15) return logGamma(x) - (x - 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI;
  const inverseSquare = 1 / (x * x);
  return STIRLING.reduceRight((sum, coefficient) => sum * inverseSquare + coefficient, 0) / x;
}

/** x − 1 − ln x, without cancellation near x = 1. */
export function deviance(x: number): number {
  const d = x - 1;
  if (Math.abs(d) > 0.1) return d - Math.log(x);
  // −ln(1 + d) + d as a series in s = d / (2 + d): ln(1 + d) = 2 (s + s³/3 + s⁵/5 + …), and d − 2s = d s.
  const s = d / (2 + d);
  let [power, sum] = [s, 0];
  for (let k = 3; k < 40; k += 2) {
    power *= s * s;
    sum += power / k;
  }
  return d * s - 2 * sum;
}

/**
 * Regularised incomplete gamma functions P(a, x) and Q(a, x) for a > 0, x ≥ 0: series below a + 1, Legendre's continued fraction
 * by Lentz's method above it (Abramowitz & Stegun 6.5.29, 6.5.31). Relative error about 1e-14, also far in the tails.
 */
export function incompleteGamma(a: number, x: number): Tails {
  if (Number.isNaN(a + x) || a <= 0 || x < 0) return { lower: NaN, upper: NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  // xᵃ e⁻ˣ / Γ(a)
  const front = Math.exp(-a * deviance(x / a) - stirlingError(a) - HALF_LOG_TWO_PI + 0.5 * Math.log(a));
  if (x < a + 1) {
    const lower = Math.min(1, front * series(a, x));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, front * fraction(a, x));
  return { lower: 1 - upper, upper };
}

/** How many terms are enough: they shrink fast once past √a. */
function mostTerms(a: number): number {
  return 500 + 20 * Math.sqrt(a);
}

function series(a: number, x: number): number {
  let [term, sum] = [1 / a, 1 / a];
  for (let n = 1; n < mostTerms(a) && term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let product = d;
  for (let n = 1; n < mostTerms(a); n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (b + numerator * d);
    c = b + numerator / c;
    const factor = c * d;
    product *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return product;
}
