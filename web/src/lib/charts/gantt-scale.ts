import { formatDuration } from '../format/time.ts';

/** One bar: in seconds from where the scale is zero; an end of null goes on. */
export interface GanttBar {
  start: number | null;
  end: number | null;
}
export interface GanttScale {
  from: number;
  to: number;
  ticks: { at: number; label: string }[];
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000]; // prettier-ignore
const MOST_TICKS = 6;
/** A bar so many times longer than nearly all others is cut, so that they can be seen. */
const CUT = 8;

/** A scale on which all bars can be seen, and ticks at whole steps from zero, no two alike. */
export function ganttScale(bars: readonly GanttBar[], least = 1): GanttScale {
  const starts = bars.flatMap(({ start }) => (start === null ? [] : [start]));
  const ends = bars.flatMap(({ start, end }) => end ?? start ?? []).sort((a, b) => a - b);
  const longest = ends.at(-1) ?? 0;
  const usual = ends[Math.floor((ends.length - 1) * 0.9)] ?? 0;
  const to = Math.max(least, usual > 0 && longest > usual * CUT ? usual * 1.5 : longest);
  const from = Math.max(Math.min(0, ...starts), -to);
  const span = to - from;
  const step = STEPS.find((one) => span / one <= MOST_TICKS) ?? Math.ceil(span / MOST_TICKS / 2_592_000) * 2_592_000;
  const first = Math.ceil(from / step) * step;
  const ticks = Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step);
  return { from, to, ticks: ticks.map((at) => ({ at, label: tickLabel(at, step) })) };
}

// Of steps below a minute in seconds, as minutes would read alike.
function tickLabel(at: number, step: number): string {
  if (at === 0) return '0';
  const size = Math.abs(at);
  return `${at < 0 ? '−' : '+'}${step < 60 ? `${size} s` : formatDuration(size)}`;
}

/** Where on the scale, from 0 to 100 per cent; what lies beyond lies on the edge. */
export const placeOn = ({ from, to }: GanttScale, at: number): number =>
  Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));
