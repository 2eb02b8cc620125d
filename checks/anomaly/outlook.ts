import { median, quantile } from './median.ts';
import type { Cadence } from './phase.ts';
import {
  DAMPING,
  NO_SEASON,
  samesOf,
  seasonOf,
  slopeOf,
} from './season.ts';
import { MODELS, newest, type ModelName, type Series } from './series.ts';

/** A richer model must be this much better than a plainer one. */
const BETTER = 0.85;
const RICHER: readonly number[] = [0, 1, 1, 2, 2, 3];
const FEW_TRIED = 5;
/** From here on models know the season. */
const SEASONAL = 4;

/** All that is foretold of the next run, whenever it is: what the models say, and which of them to believe. */
export interface Outlook {
  /** Values known. */
  known: number;
  last: number;
  /** What the models without a season foretell, in the order of MODELS; NaN where one knows too little. */
  plain: readonly number[];
  /** Of the models with one: level and level with slope, to which the effect of the phase is added; NaN for one never seen twice. */
  seasonal: readonly number[];
  effects: readonly number[];
  /** The newest value of each phase, while the season is not known. */
  sames: readonly number[];
  /** The least and the most of the values known. */
  range: { low: number; high: number };
  /** Was a value ever that of the run before? */
  repeats: boolean;
  /** Whom to believe where the season is not known, and where it is. */
  chosen: readonly [Choice, Choice];
}

interface Choice {
  model: number;
  scale: number;
  worst: number;
  tried: number;
}

/** What is expected of the next run, on the scale on which it is judged. */
export interface Forecast {
  model: ModelName;
  value: number;
  /** Robust standard deviation of what the model foretold wrongly; 0 when it never did. */
  scale: number;
  /** The largest that it ever was wrong, of the runs remembered. */
  worst: number;
  /** How many past values the model was tried on. */
  tried: number;
  /** How many past values there are. */
  known: number;
  /** The value before. */
  last: number;
  /** What models that know the season foretell beside the chosen one; while none does, the value of the same phase before. */
  others: readonly number[];
  range: { low: number; high: number };
  repeats: boolean;
  /** Was no run before of the same phase, while no season is known? */
  isNewPhase: boolean;
}

/** What each model foretells of a run in `phase`, in the order of MODELS. */
export function foretoldAt({ plain, seasonal, effects }: Outlook, phase: number): number[] {
  const effect = effects[phase] ?? NaN;
  return [...plain, ...seasonal.map((level) => level + effect)];
}

/** The forecast by the model that was least wrong so far; null without any past value. */
export function forecastAt(outlook: Outlook, phase: number): Forecast | null {
  const { known, last, chosen, plain, seasonal, effects, range } = outlook;
  if (known === 0) return null;
  const effect = effects[phase] ?? NaN;
  const seasons = seasonal.map((level) => level + effect);
  const { model, ...tried } = chosen[Number.isFinite(effect) && seasonal.length > 0 ? 1 : 0];
  const value = model < SEASONAL ? (plain[model] as number) : (seasonal[model - SEASONAL] as number) + effect;
  const others = [outlook.sames[phase] ?? NaN, ...seasons];
  return {
    model: MODELS[model] as ModelName,
    value,
    ...tried,
    known,
    last,
    others: others.filter(Number.isFinite),
    range,
    repeats: outlook.repeats,
    isNewPhase: isUnknownSeason(outlook) && outlook.sames[phase] === undefined,
  };
}

const isUnknownSeason = ({ sames, seasonal }: Outlook): boolean => seasonal.length === 0 && sames.length > 0;

/** How far a value is from the nearest of what was foretold. */
export function residualOf(value: number, { value: foretold, others }: Forecast): number {
  return [foretold, ...others].map((each) => value - each).reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a));
}

/** The outlook of a series whose runs had these phases, aligned at the newest. */
export function outlookOf(series: Series, phases: readonly number[], cadence: Cadence): Outlook {
  const { cycle, learning } = cadence;
  const all = newest(series.values, Infinity);
  const recent = all.slice(-2 * cycle);
  const newer = recent.slice(-cycle);
  const [level, last, slope] = [median(newer), recent.at(-1) ?? NaN, slopeOf(recent, cycle)];
  const plain = [level, last, level + (DAMPING * slope * (newer.length + 1)) / 2, last + DAMPING * slope];
  const known = all.length;
  const season = known < learning ? NO_SEASON : seasonOf(series, phases, cadence);
  const sames = known < learning ? samesOf(series, phases) : [];
  const range = { low: Math.min(...all), high: Math.max(...all) };
  const repeats = all.some((value, index) => value === all[index - 1]);
  const without = chosenOf(series, plain.map(Number.isFinite));
  const withSeason = chosenOf(series, [...plain, ...season.seasonal].map(Number.isFinite));
  return { known, last, plain, ...season, sames, range, repeats, chosen: [without, withSeason] };
}

/** Of the models that can foretell, the one that was least wrong, a richer one only when it was so by far. */
function chosenOf({ errors }: Series, able: readonly boolean[]): Choice {
  let best = 0;
  for (let model = 1; model < able.length; model++) {
    const own = errors[model] as readonly number[];
    if (!able[model] || own.length < FEW_TRIED) continue;
    const plainer = errors[best] as readonly number[];
    const both = Math.min(own.length, plainer.length);
    const factor = (RICHER[model] as number) > (RICHER[best] as number) ? BETTER : 1;
    if (costOf(own.slice(-both)) < factor * costOf(plainer.slice(-both))) best = model;
  }
  const own = errors[best] as readonly number[];
  return { model: best, ...spreadOf(own), tried: own.length };
}

/** Mean of the errors' sizes, one that is ten times the median counted as that. */
function costOf(errors: readonly number[]): number {
  const sizes = errors.map(Math.abs);
  const most = 10 * median(sizes);
  return sizes.reduce((sum, size) => sum + Math.min(size, most), 0) / sizes.length;
}

/** Robust scale (the larger of MAD x 1.4826 about zero and the 90 % quantile / 1.645), and the largest error. */
function spreadOf(errors: readonly number[]): { scale: number; worst: number } {
  if (errors.length === 0) return { scale: 0, worst: 0 };
  const sizes = errors.map(Math.abs);
  return { scale: Math.max(1.4826 * median(sizes), quantile(sizes, 0.9) / 1.645), worst: Math.max(...sizes) };
}
