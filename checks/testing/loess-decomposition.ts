import { partiallySorted } from './partial-sort.ts';

/** A series taken apart: it is their sum. */
export interface Decomposition {
  seasonal: number[];
  trend: number[];
  remainder: number[];
}

/** `seasonWindow`: over how many cycles a month's values are smoothed; without it the season is the same in all cycles. */
export interface DecompositionSettings {
  period: number;
  seasonWindow?: number;
  robust?: boolean;
}

interface Smoother {
  window: number;
  degree: 0 | 1;
  jump: number;
}

/** A smoother of so many neighbours, fitted at every tenth of them. */
function smoother(window: number, degree: 0 | 1): Smoother {
  return { window, degree, jump: Math.ceil(window / 10) };
}

const odd = (value: number): number => {
  const whole = Math.round(value);
  return whole % 2 === 0 ? whole + 1 : whole;
};

/** Seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae & Terpenning 1990), with the settings of R's stl. */
export function loessDecomposition(
  series: readonly number[],
  { period, seasonWindow, robust = false }: DecompositionSettings,
): Decomposition {
  const window = seasonWindow ?? 10 * series.length + 1;
  const smoothers = {
    season: smoother(window, 0),
    trend: smoother(odd(Math.ceil((1.5 * period) / (1 - 1.5 / window))), 1),
    low: smoother(odd(period), 1),
  };
  const parts = { seasonal: series.map(() => 0), trend: series.map(() => 0) };
  let weights: number[] | null = null;
  for (let pass = 0; pass <= (robust ? 15 : 0); pass++) {
    for (let inner = 0; inner < (robust ? 1 : 2); inner++) refine(series, parts, { period, smoothers, weights });
    weights = robustWeights(series.map((value, i) => value - parts.trend[i]! - parts.seasonal[i]!));
  }
  const seasonal = seasonWindow === undefined ? periodic(parts.seasonal, period) : parts.seasonal;
  const remainder = series.map((value, i) => value - parts.trend[i]! - seasonal[i]!);
  return { seasonal, trend: parts.trend, remainder };
}

interface Round {
  period: number;
  smoothers: { season: Smoother; trend: Smoother; low: Smoother };
  weights: number[] | null;
}

function refine(series: readonly number[], parts: { seasonal: number[]; trend: number[] }, round: Round): void {
  const { period, smoothers, weights } = round;
  const cycles = cycleSmoothed(
    series.map((value, i) => value - parts.trend[i]!),
    round,
  );
  const low = loess(movingAverage(movingAverage(movingAverage(cycles, period), period), 3), smoothers.low, null);
  parts.seasonal = series.map((_, i) => cycles[period + i]! - low[i]!);
  parts.trend = loess(
    series.map((value, i) => value - parts.seasonal[i]!),
    smoothers.trend,
    weights,
  );
}

/** Each month's values smoothed over the cycles, with one cycle more at each end. */
function cycleSmoothed(values: readonly number[], { period, smoothers, weights }: Round): number[] {
  const smooth = new Array<number>(values.length + 2 * period).fill(0);
  for (let month = 0; month < period; month++) {
    const of = <T>(all: readonly T[]): T[] => all.filter((_, i) => i % period === month);
    const [part, their] = [of(values), weights === null ? null : of(weights)];
    const k = part.length;
    const { window, degree } = smoothers.season;
    const inner = loess(part, smoothers.season, their);
    const at = (x: number, left: number, right: number): number | null =>
      fitAt(part, { x, left, right, window, degree, weights: their });
    const before = at(0, 1, Math.min(window, k)) ?? inner[0]!;
    const after = at(k + 1, Math.max(1, k - window + 1), k) ?? inner[k - 1]!;
    [before, ...inner, after].forEach((value, m) => (smooth[m * period + month] = value));
  }
  return smooth;
}

function movingAverage(values: readonly number[], length: number): number[] {
  let sum = values.slice(0, length).reduce((total, value) => total + value, 0);
  const averages = [sum / length];
  for (let i = length; i < values.length; i++) {
    sum += values[i]! - values[i - length]!;
    averages.push(sum / length);
  }
  return averages;
}

/** Loess of values at 1, 2, …: fitted at every `jump`-th and at the last, straight lines between. */
function loess(
  values: readonly number[],
  { window, degree, jump: wanted }: Smoother,
  weights: number[] | null,
): number[] {
  const n = values.length;
  if (n < 2) return values.slice();
  const jump = Math.min(wanted, n - 1);
  const fitted = new Array<number>(n).fill(0);
  const places: number[] = [];
  for (let i = 1; i <= n; i += jump) places.push(i);
  if (places[places.length - 1] !== n) places.push(n);
  let span: [number, number] = [1, Math.min(window, n)];
  for (const x of places) {
    // The last place, where it is none of the regular ones, takes the neighbours of the one before.
    if ((x - 1) % jump === 0) span = neighbours(x, n, window);
    fitted[x - 1] = fitAt(values, { x, left: span[0], right: span[1], window, degree, weights }) ?? values[x - 1]!;
  }
  places.slice(1).forEach((to, index) => {
    const from = places[index]!;
    const [start, end] = [fitted[from - 1]!, fitted[to - 1]!];
    for (let x = from + 1; x < to; x++) fitted[x - 1] = start + ((end - start) * (x - from)) / (to - from);
  });
  return fitted;
}

function neighbours(x: number, n: number, window: number): [number, number] {
  if (window >= n) return [1, n];
  const left = Math.min(Math.max(1, x - Math.floor((window + 1) / 2) + 1), n - window + 1);
  return [left, left + window - 1];
}

interface Place {
  x: number;
  left: number;
  right: number;
  window: number;
  degree: 0 | 1;
  weights: number[] | null;
}

/** The local fit at one place; null where all its neighbours weigh nothing. */
function fitAt(values: readonly number[], { x, left, right, window, degree, weights }: Place): number | null {
  const n = values.length;
  let h = Math.max(x - left, right - x);
  if (window > n) h += Math.floor((window - n) / 2);
  const near = Array.from({ length: right - left + 1 }, (_, i) => {
    const distance = Math.abs(left + i - x);
    const tricube = distance <= 0.001 * h ? 1 : distance <= 0.999 * h ? (1 - (distance / h) ** 3) ** 3 : 0;
    return tricube * (weights?.[left + i - 1] ?? 1);
  });
  const total = near.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return null;
  let shares = near.map((weight) => weight / total);
  if (h > 0 && degree > 0) {
    const centre = shares.reduce((sum, share, i) => sum + share * (left + i), 0);
    const spread = shares.reduce((sum, share, i) => sum + share * (left + i - centre) ** 2, 0);
    if (Math.sqrt(spread) > 0.001 * (n - 1)) {
      shares = shares.map((share, i) => share * (((x - centre) / spread) * (left + i - centre) + 1));
    }
  }
  return shares.reduce((sum, share, i) => sum + share * values[left + i - 1]!, 0);
}

/** Bisquare weights over six median absolute remainders, the two middle ones found as R's stl finds them. */
function robustWeights(remainder: readonly number[]): number[] {
  const sizes = remainder.map(Math.abs);
  const upper = Math.floor(sizes.length / 2);
  const lower = sizes.length - upper - 1;
  const sorted = partiallySorted(sizes, [upper, lower]);
  const limit = 3 * (sorted[upper]! + sorted[lower]!);
  return sizes.map((size) => (size <= 0.001 * limit ? 1 : size <= 0.999 * limit ? (1 - (size / limit) ** 2) ** 2 : 0));
}

function periodic(seasonal: readonly number[], period: number): number[] {
  const means = Array.from({ length: period }, (_, month) => {
    const of = seasonal.filter((_, i) => i % period === month);
    return of.reduce((sum, value) => sum + value, 0) / of.length;
  });
  return seasonal.map((_, i) => means[i % period]!);
}
