/** Two one-sided cumulative sums of standardised residuals. */
export interface Cusum {
  up: number;
  down: number;
}

/** `slack` k: half the shift worth finding; `limit` h: the alarm; `clip`: no single residual counts for more. In standard deviations. */
export interface CusumSettings {
  slack: number;
  limit: number;
  clip: number;
}

/** Finds lasting shifts of 1 sd in some ten runs, with tens of thousands of runs between false alarms of normal residuals. */
export const CUSUM: CusumSettings = { slack: 0.5, limit: 8, clip: 4 };

/** Sums that have seen nothing. */
export const NO_CUSUM: Cusum = { up: 0, down: 0 };

/** The sums after one more residual (Page 1954): S⁺ = max(0, S⁺ + z − k), S⁻ = max(0, S⁻ − z − k). A residual that is no number changes nothing. */
export function nextCusum({ up, down }: Cusum, z: number, { slack, clip }: CusumSettings = CUSUM): Cusum {
  if (Number.isNaN(z)) return { up, down };
  const clipped = Math.max(-clip, Math.min(clip, z));
  return { up: Math.max(0, up + clipped - slack), down: Math.max(0, down - clipped - slack) };
}

/** Which way the level has drifted, if either sum is beyond the limit. */
export function cusumAlarm({ up, down }: Cusum, { limit }: CusumSettings = CUSUM): 'up' | 'down' | null {
  if (up <= limit && down <= limit) return null;
  return up >= down ? 'up' : 'down';
}
