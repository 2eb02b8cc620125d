/** Which of the nine definitions of Hyndman & Fan (1996); 7 is that of Excel, numpy and R. */
export type QuantileType = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** Plotting positions (a, b) of the six continuous types: rank a + p (n + 1 − a − b). */
const POSITIONS: Partial<Record<QuantileType, readonly [number, number]>> = {
  4: [0, 1],
  5: [0.5, 0.5],
  6: [0, 0],
  7: [1, 1],
  8: [1 / 3, 1 / 3],
  9: [3 / 8, 3 / 8],
};

/** The value below which a share p of `sorted` (ascending) lies; type 7, linear interpolation, unless told. Null of nothing. */
export function quantileSorted(sorted: ArrayLike<number>, p: number, type: QuantileType = 7): number | null {
  const n = sorted.length;
  if (n === 0 || !(p >= 0 && p <= 1)) return null;
  const at = (rank: number): number => sorted[Math.min(n, Math.max(1, rank)) - 1] ?? NaN;
  const position = POSITIONS[type];
  if (position !== undefined) {
    const [a, b] = position;
    // R's fuzz: ranks that are whole but for rounding count as whole.
    const rank = a + p * (n + 1 - a - b);
    const whole = Math.floor(rank + 4 * Number.EPSILON);
    const part = Math.abs(rank - whole) < 4 * Number.EPSILON ? 0 : rank - whole;
    return part === 0 ? at(whole) : at(whole) + part * (at(whole + 1) - at(whole));
  }
  const rank = type === 3 ? n * p - 0.5 : n * p;
  const whole = Math.floor(rank + 4 * Number.EPSILON);
  const exact = rank - whole < 4 * Number.EPSILON;
  if (type === 2) return exact ? (at(whole) + at(whole + 1)) / 2 : at(whole + 1);
  if (type === 3) return exact && whole % 2 === 0 ? at(whole) : at(whole + 1);
  return exact ? at(whole) : at(whole + 1);
}
