/** Where to look for a root. */
export interface Bracket {
  low: number;
  high: number;
}

/**
 * The x in [low, high] where a function that never rises passes below `target`, to the last bit of x: bisection, at most 200 halvings.
 */
export function solveFalling(f: (x: number) => number, target: number, bracket: Bracket): number {
  let { low, high } = bracket;
  for (let step = 0; step < 200; step++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (f(middle) > target) low = middle;
    else high = middle;
  }
  return high;
}

/** Doubles `high` until a falling function is no longer above `target` there. */
export function bracketFalling(f: (x: number) => number, target: number): Bracket {
  let [low, high] = [0, 1];
  while (high < Number.MAX_VALUE / 4 && f(high) > target) [low, high] = [high, high * 2];
  return { low, high };
}
