import { deviance, HALF_LOG_TWO_PI, stirlingError, type Tails } from './gamma.ts';

/** Parameters of a beta distribution, both above 0. */
export interface BetaShape {
  a: number;
  b: number;
}

/**
 * Regularised incomplete beta function I_x(a, b) and its complement, by the continued fraction with Lentz's method
 * (Abramowitz & Stegun 26.5.8). Give `complement` = 1 − x where it is known better than that difference.
 */
export function incompleteBeta(x: number, { a, b }: BetaShape, complement = 1 - x): Tails {
  if (Number.isNaN(x + a + b) || a <= 0 || b <= 0) return { lower: NaN, upper: NaN };
  if (x <= 0) return { lower: 0, upper: 1 };
  if (complement <= 0) return { lower: 1, upper: 0 };
  const front = Math.exp(logFront({ a, b }, x, complement));
  if (x < (a + 1) / (a + b + 2)) {
    const lower = Math.min(1, (front * fraction({ a, b }, x)) / a);
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, (front * fraction({ a: b, b: a }, complement)) / b);
  return { lower: 1 - upper, upper };
}

/** ln of xᵃ yᵇ / B(a, b), by Loader's saddle point: large a and b cost no digits. */
function logFront({ a, b }: BetaShape, x: number, y: number): number {
  const sum = a + b;
  const spread = 0.5 * (Math.log(a) + Math.log(b / sum)) - HALF_LOG_TWO_PI;
  const correction = stirlingError(sum) - stirlingError(a) - stirlingError(b);
  // a ln(x/p) + b ln(y/q) with p = a / sum; as deviances the linear parts cancel exactly.
  return spread + correction - a * deviance((x * sum) / a) - b * deviance((y * sum) / b);
}

function fraction({ a, b }: BetaShape, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let product = d;
  const most = 500 + 20 * Math.sqrt(Math.max(a, b));
  for (let m = 1; m < most; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    product *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    product *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return product;
}
