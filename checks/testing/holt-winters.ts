/** How fast level, trend and season follow what is new; without `beta` there is no trend, without `gamma` no season. */
export interface Smoothing {
  alpha: number;
  beta?: number;
  gamma?: number;
}

export type Season = 'additive' | 'multiplicative';

interface State {
  level: number;
  trend: number;
  season: number[];
}

/** What smoothing comes to: the forecasts of one step ahead, their squared errors, and the state at the end. */
export interface Smoothed extends State {
  fitted: number[];
  squares: number;
}

/** Holt-Winters smoothing as R's HoltWinters does it: started from a decomposition of the first two cycles, then from the second on. */
export function holtWinters(
  series: readonly number[],
  smoothing: Smoothing,
  { period, season }: { period: number; season: Season },
): Smoothed {
  return smoothed(series.slice(period), smoothing, { state: startOf(series, period, season), season });
}

/** Simple exponential smoothing, started at the first value. */
export function simpleSmoothing([first = NaN, ...rest]: readonly number[], alpha: number): Smoothed {
  return smoothed(rest, { alpha }, { state: { level: first, trend: 0, season: [0] }, season: 'additive' });
}

function smoothed(
  series: readonly number[],
  { alpha, beta = 0, gamma = 0 }: Smoothing,
  { state, season: kind }: { state: State; season: Season },
): Smoothed {
  let { level, trend } = state;
  const season = state.season.slice();
  const fitted: number[] = [];
  let squares = 0;
  series.forEach((value, index) => {
    const at = index % season.length;
    const seasonal = season[at]!;
    const expected = kind === 'additive' ? level + trend + seasonal : (level + trend) * seasonal;
    fitted.push(expected);
    squares += (value - expected) ** 2;
    const before = level;
    level = alpha * (kind === 'additive' ? value - seasonal : value / seasonal) + (1 - alpha) * (level + trend);
    trend = beta * (level - before) + (1 - beta) * trend;
    season[at] = gamma * (kind === 'additive' ? value - level : value / level) + (1 - gamma) * seasonal;
  });
  const turned = season.map((_, index) => season[(series.length + index) % season.length]!);
  return { level, trend, season: turned, fitted, squares };
}

/** A line through the centred moving average of the first two cycles, and how far their months lie from that average. */
function startOf(series: readonly number[], period: number, kind: Season): State {
  const half = period / 2;
  const averages = Array.from({ length: period }, (_, i) => {
    const around = series.slice(i, i + period + 1);
    return (around.reduce((sum, value) => sum + value, 0) - (around[0]! + around[period]!) / 2) / period;
  });
  const figure = Array.from({ length: period }, (_, month) => {
    const place = month >= half ? month : month + period;
    const average = averages[place - half]!;
    return kind === 'additive' ? series[place]! - average : series[place]! / average;
  });
  const mean = figure.reduce((sum, value) => sum + value, 0) / period;
  const season = figure.map((value) => (kind === 'additive' ? value - mean : value / mean));
  const centre = (period + 1) / 2;
  const middle = averages.reduce((sum, value) => sum + value, 0) / period;
  const squares = averages.reduce((sum, _, i) => sum + (i + 1 - centre) ** 2, 0);
  const trend = averages.reduce((sum, value, i) => sum + (i + 1 - centre) * (value - middle), 0) / squares;
  return { level: middle - trend * centre, trend, season };
}

/** The arguments within 0 and 1 at which a function is least near a start: along each in turn, by ever smaller steps. */
export function leastNear(start: readonly number[], f: (point: readonly number[]) => number): number[] {
  let best = start.slice();
  let least = f(best);
  for (let step = 0.1; step > 1e-10; step /= 2) {
    for (let improved = true, rounds = 0; improved && rounds < 100; rounds++) {
      improved = false;
      for (const direction of directions(best.length)) {
        const tried = best.map((value, i) => Math.min(1, Math.max(0, value + step * direction[i]!)));
        const found = f(tried);
        if (found < least) [best, least, improved] = [tried, found, true];
      }
    }
  }
  return best;
}

/** All steps of −1, 0 and 1 in each argument. */
function directions(size: number): number[][] {
  if (size === 0) return [[]];
  return directions(size - 1).flatMap((rest) => [-1, 0, 1].map((one) => [...rest, one]));
}
