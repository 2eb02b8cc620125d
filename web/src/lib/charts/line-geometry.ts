import { bisectCenter, extent } from 'd3-array';
import { scaleLinear, scaleLog, scaleTime } from 'd3-scale';
import { line } from 'd3-shape';
import { timeTicks, valueTicks, type Tick } from './axis-ticks.ts';
import { bandOf, usualOf, type Band, type Bound, type UsualBound } from './plot-bands.ts';

export interface LinePoint {
  at: number;
  value: number | null;
}
export interface LineGeometry {
  x: (at: number) => number;
  y: (value: number) => number;
  /** One path per unbroken stretch: a gap stays a gap. */
  paths: string[];
  /** Points with a gap on both sides, which no stretch would show. */
  lone: { x: number; y: number }[];
  /** What is declared, over the whole plot. */
  band: Band | null;
  /** What was usual for one run: over the whole plot, or about that run alone. */
  usual: Band | null;
  xTicks: Tick[];
  yTicks: Tick[];
  log: boolean;
  inner: { left: number; right: number; top: number; bottom: number };
}
export interface LineInput {
  points: readonly LinePoint[];
  bound: Bound | null;
  usual?: UsualBound | null;
  width: number;
  height: number;
  share: boolean;
  /** The shared span of several charts, in milliseconds; its own when absent. */
  span?: [number, number] | undefined;
}

const MARGIN = { left: 52, right: 22, top: 14, bottom: 24 };
/** From here on a linear axis would flatten everything but the outlier. */
const LOG_FROM_RATIO = 50;
/** A bound further away than this many times the spread of the data is not drawn into view. */
const BOUND_REACH = 3;

type Present = { at: number; value: number };

/** Where everything of a line chart lies, in pixels of a plot of the given size. */
export function lineGeometry(input: LineInput): LineGeometry {
  const inner = { ...MARGIN, right: input.width - MARGIN.right, bottom: input.height - MARGIN.bottom };
  const present = input.points.filter((point): point is Present => point.value !== null);
  const span = input.span ?? spanOf(input.points);
  const x = scaleTime().domain(span).range([inner.left, inner.right]);
  const { bound, usual = null } = input;
  const domain = valueDomain(present, [bound?.low, bound?.high, usual?.low, usual?.high]);
  const log = domain.log;
  const y = (log ? scaleLog() : scaleLinear()).domain(domain.ends).range([inner.bottom, inner.top]);
  if (!log) y.nice(4);
  const stretches = stretchesOf(input.points);
  const draw = line<Present>(
    (point) => x(point.at),
    (point) => y(point.value),
  );
  return {
    x: (at) => x(at),
    y: (value) => y(value),
    paths: stretches.filter((stretch) => stretch.length > 1).map((stretch) => draw(stretch) ?? ''),
    lone: stretches
      .flatMap((stretch) => (stretch.length === 1 ? stretch : []))
      .map((one) => ({ x: x(one.at), y: y(one.value) })),
    band: bandOf(bound, { y: (value) => y(value), inner, log }),
    usual: usualOf(usual, input.points, { x: (at) => x(at), y: (value) => y(value), inner, log }),
    xTicks: timeTicks(x, inner.right - inner.left),
    yTicks: valueTicks(y, input.share, log),
    log,
    inner,
  };
}

/** Positive values so far apart that a linear axis would show the largest alone. */
export function usesLogScale(values: readonly number[]): boolean {
  const [least = 0, most = 0] = extent(values);
  return least > 0 && most / least >= LOG_FROM_RATIO;
}

/** The index of the point nearest to an instant; -1 for none. */
export function nearestIndex(points: readonly LinePoint[], at: number): number {
  return points.length === 0
    ? -1
    : bisectCenter(
        points.map((point) => point.at),
        at,
      );
}

/** First and last instant; a single point gets a day on both sides. */
export function spanOf(points: readonly LinePoint[]): [number, number] {
  const [first, last] = extent(points, (point) => point.at);
  if (first === undefined || last === undefined) return [0, 1];
  return first === last ? [first - 86_400_000, last + 86_400_000] : [first, last];
}

/** Cuts the points where a value is missing. */
export function stretchesOf(points: readonly LinePoint[]): Present[][] {
  const stretches: Present[][] = [[]];
  for (const { at, value } of points) {
    if (value === null) stretches.push([]);
    else stretches.at(-1)?.push({ at, value });
  }
  return stretches.filter((stretch) => stretch.length > 0);
}

function valueDomain(
  present: Present[],
  bounds: readonly (number | null | undefined)[],
): { ends: [number, number]; log: boolean } {
  const [least = 0, most = 1] = extent(present, (point) => point.value);
  const log = usesLogScale(present.map((point) => point.value));
  const spread = most - least || Math.abs(most) * 0.1 || 1;
  let [low, high] = [least, most];
  for (const end of bounds) {
    if (end === null || end === undefined || (log && end <= 0)) continue;
    if (end < least - spread * BOUND_REACH || end > most + spread * BOUND_REACH) continue;
    low = Math.min(low, end);
    high = Math.max(high, end);
  }
  if (log) return { ends: [low * 0.8, high * 1.25], log };
  const room = (high - low || spread) * 0.06;
  return { ends: [least >= 0 ? Math.max(0, low - room) : low - room, high + room], log };
}
