import { logGamma } from './gamma.ts';
import { kolmogorovSmirnovP } from './kolmogorov.ts';
import { normalTail } from './normal.ts';

/** From here on the limit with Stephens' correction is used: its error is below 1e-3 of p then. */
const MOST_EXACT = 2000;

/**
 * Probability that the distance of n values from their own distribution is at least d: Durbin's matrix (Marsaglia, Tsang & Wang 2003)
 * for n up to 2000, twice Birnbaum & Tingey's one-sided sum where n d² ≥ 4 (relative error below 1e-10 there), else the limit.
 */
export function kolmogorovExactTail(d: number, n: number): number {
  if (Number.isNaN(d) || !(n >= 1)) return NaN;
  if (d <= 0.5 / n) return 1;
  if (d >= 1) return 0;
  if (n > MOST_EXACT) return kolmogorovSmirnovP(d, n);
  return n * d * d >= 4 ? Math.min(1, 2 * oneSided(d, n)) : 1 - durbin(d, n);
}

/** P(D⁺ ≥ d) = d Σ C(n, j) (d + j/n)^(j − 1) (1 − d − j/n)^(n − j). */
function oneSided(d: number, n: number): number {
  let sum = 0;
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    const rest = 1 - d - j / n;
    if (rest <= 0) continue;
    const choose = logGamma(n + 1) - logGamma(j + 1) - logGamma(n - j + 1);
    sum += Math.exp(choose + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(rest));
  }
  return d * sum;
}

/** A square matrix, row by row, times 10^exponent: its powers leave the range of numbers. */
interface Scaled {
  size: number;
  cells: Float64Array;
  exponent: number;
}

function durbin(d: number, n: number): number {
  const k = Math.floor(n * d) + 1;
  const power = powerOf(transition(k, k - n * d), n);
  let value = power.cells[(k - 1) * power.size + k - 1] ?? 0;
  let exponent = power.exponent;
  for (let i = 1; i <= n; i++) {
    value *= i / n;
    if (value < 1e-140) [value, exponent] = [value * 1e140, exponent - 140];
  }
  return value * 10 ** exponent;
}

/** Durbin's matrix H of size 2k − 1, `part` = k − n d. */
function transition(k: number, part: number): Scaled {
  const size = 2 * k - 1;
  const cells = new Float64Array(size * size);
  const factorial = [1];
  for (let i = 1; i <= size; i++) factorial.push((factorial[i - 1] ?? 1) * i);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (row - column + 1 < 0) continue;
      let cell = 1;
      if (column === 0) cell -= part ** (row + 1);
      if (row === size - 1) cell -= part ** (size - column);
      if (column === 0 && row === size - 1 && 2 * part > 1) cell += (2 * part - 1) ** size;
      cells[row * size + column] = cell / (factorial[row - column + 1] ?? Infinity);
    }
  }
  return { size, cells, exponent: 0 };
}

function powerOf(base: Scaled, power: number): Scaled {
  if (power === 1) return base;
  const half = powerOf(base, Math.floor(power / 2));
  const square = product(half, half);
  return power % 2 === 0 ? square : product(base, square);
}

function product(a: Scaled, b: Scaled): Scaled {
  const { size } = a;
  const cells = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let middle = 0; middle < size; middle++) {
      const factor = a.cells[row * size + middle]!;
      if (factor === 0) continue;
      for (let column = 0; column < size; column++)
        cells[row * size + column]! += factor * b.cells[middle * size + column]!;
    }
  }
  const exponent = a.exponent + b.exponent;
  const middle = Math.floor(size / 2);
  if (cells[middle * size + middle]! < 1e140) return { size, cells, exponent };
  return { size, cells: cells.map((cell) => cell * 1e-140), exponent: exponent + 140 };
}

/** Distance of `values` from a distribution with the given share up to x, and its exact two-sided p. */
export function kolmogorovSmirnovOneSample(
  values: readonly number[],
  shareUpTo: (x: number) => number = (x) => 1 - normalTail(x),
): { statistic: number; p: number } {
  const sorted = values.slice().sort((a, b) => a - b);
  const n = sorted.length;
  let statistic = 0;
  sorted.forEach((value, index) => {
    const share = shareUpTo(value);
    statistic = Math.max(statistic, share - index / n, (index + 1) / n - share);
  });
  return { statistic, p: kolmogorovExactTail(statistic, n) };
}
