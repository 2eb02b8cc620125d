/** Where the two series of the Kolmogorov distribution are equally short. */
const SWITCH = 1.18;

/**
 * Probability that √n D of Kolmogorov's limit distribution is at least x. Below 1.18 the theta series (1 − √(2π)/x Σ exp(−(2k−1)² π² / 8x²)),
 * above it the alternating series 2 Σ (−1)^(k−1) exp(−2 k² x²): both to full precision, small tails too.
 */
export function kolmogorovTail(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x <= 0.04) return 1;
  if (x < SWITCH) {
    const unit = (Math.PI * Math.PI) / (8 * x * x);
    const sum = Math.exp(-unit) + Math.exp(-9 * unit) + Math.exp(-25 * unit) + Math.exp(-49 * unit);
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  const square = 2 * x * x;
  return 2 * (Math.exp(-square) - Math.exp(-4 * square) + Math.exp(-9 * square) - Math.exp(-16 * square));
}

/**
 * Two-sided p of a two-sample Kolmogorov-Smirnov distance with `effective` = nm / (n + m): the limit with Stephens' (1970) correction
 * (√h + 0.12 + 0.11/√h) D. Conservative where values are tied.
 */
export function kolmogorovSmirnovP(distance: number, effective: number): number {
  const root = Math.sqrt(effective);
  return kolmogorovTail((root + 0.12 + 0.11 / root) * distance);
}
