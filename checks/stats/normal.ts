const SQRT_HALF = Math.SQRT1_2;
const SQRT_PI = Math.sqrt(Math.PI);
const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

/**
 * Complementary error function, relative error below 1e-15 until it is too small for a number (x > 26.5):
 * Kummer's series below ¾, Laplace's continued fraction above (Abramowitz & Stegun 7.1.6, 7.1.14).
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < 0.75) return 1 - erfSeries(x);
  return x > 27.5 ? 0 : erfcFraction(x);
}

function erfSeries(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; term > sum * 1e-18 && n < 100; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / SQRT_PI) * Math.exp(-x * x) * sum;
}

function erfcFraction(x: number): number {
  // Backwards from a depth that is enough for full precision at x = ¾ and far more than enough beyond.
  let tail = 0;
  for (let n = Math.ceil(20 + 200 / (x * x)); n > 0; n--) tail = n / 2 / (x + tail);
  return expOfMinusSquare(x) / (SQRT_PI * (x + tail));
}

/** exp(−x²) with the rounding of x² made good: x = s + r with s short enough that s² is exact. */
function expOfMinusSquare(x: number): number {
  const s = Math.round(x * 1024) / 1024;
  return Math.exp(-s * s) * Math.exp(-(x - s) * (x + s));
}

/** Probability that a standard normal value exceeds z; accurate relatively down to 1e-300. */
export function normalTail(z: number): number {
  return 0.5 * erfc(z * SQRT_HALF);
}

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return expOfMinusSquare(z * SQRT_HALF) / SQRT_TWO_PI;
}

/**
 * The z that a standard normal value exceeds with probability `tail`: start of Abramowitz & Stegun 26.2.23, then Newton's steps
 * on the logarithm of the tail. Infinite at 0 and 1.
 */
export function normalQuantile(tail: number): number {
  if (!(tail >= 0 && tail <= 1)) return NaN;
  if (tail > 0.5) return -normalQuantile(1 - tail);
  if (tail === 0) return Infinity;
  const t = Math.sqrt(-2 * Math.log(tail));
  const top = 2.515517 + t * (0.802853 + t * 0.010328);
  let z = t - top / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 4; step++) {
    const here = normalTail(z);
    z += (Math.log(here / tail) * here) / normalDensity(z);
  }
  return z;
}
