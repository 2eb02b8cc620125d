export interface Bound {
  low: number | null;
  high: number | null;
}
/** What was usual for the run at an instant; where the season moves it, it says nothing of the runs beside. */
export interface UsualBound extends Bound {
  at: number;
  isSeasonal: boolean;
}
/** A band clipped to the plot; an edge that lies outside, or is open, has no line. */
export interface Band {
  left: number;
  right: number;
  top: number;
  bottom: number;
  topEdge: boolean;
  bottomEdge: boolean;
}

interface Plot {
  y: (value: number) => number;
  inner: { left: number; right: number; top: number; bottom: number };
  log: boolean;
}

/** Where a bound lies in the plot; null where all of it lies outside. */
export function bandOf(bound: Bound | null, { y, inner, log }: Plot): Band | null {
  if (bound === null || (bound.low === null && bound.high === null)) return null;
  const place = (value: number | null, open: number): number =>
    value === null || (log && value <= 0) ? open : y(value);
  const top = place(bound.high, inner.top);
  const bottom = place(bound.low, inner.bottom);
  if (bottom < inner.top || top > inner.bottom) return null;
  return {
    left: inner.left,
    right: inner.right,
    top: Math.max(top, inner.top),
    bottom: Math.min(bottom, inner.bottom),
    topEdge: bound.high !== null && top >= inner.top,
    bottomEdge: bound.low !== null && bottom <= inner.bottom,
  };
}

const LEAST_HALF_WIDTH = 7;

/** The band of a run that the season moves reaches half way to the run before it, and as far to the other side. */
export function usualOf(
  usual: UsualBound | null,
  points: readonly { at: number }[],
  plot: Plot & { x: (at: number) => number },
): Band | null {
  const band = bandOf(usual, plot);
  if (band === null || usual === null || !usual.isSeasonal) return band;
  const before = points.findLast(({ at }) => at < usual.at);
  const here = plot.x(usual.at);
  const half = Math.max(LEAST_HALF_WIDTH, before === undefined ? 0 : (here - plot.x(before.at)) / 2);
  return {
    ...band,
    left: Math.max(band.left, here - half),
    right: Math.min(band.right + LEAST_HALF_WIDTH, here + half),
  };
}
