import type { Baseline, Open, Watched } from './baseline.ts';
import { FAMILIES, type FamilyRule } from './family.ts';
import type { Measure } from './measure.ts';
import { forecastAt, type Forecast } from './outlook.ts';
import type { CalendarTag } from './phase.ts';
import { noveltyOf } from './novelty.ts';
import { newest } from './series.ts';

/** One measure held against what was foretold of it. */
export interface Judged {
  measure: Measure;
  /** Where it stands on the scale on which it is judged. */
  value: number;
  forecast: Forecast;
  /** Distance from the forecast in robust standard deviations, and how many make an alarm. */
  z: number;
  limit: number;
  /** How far from the forecast one standard deviation reaches, on the scale on which it is judged. */
  deviation: number;
  /** Size of the change in the unit of its kind, and the smallest that matters. */
  effect: number;
  gate: number;
  /** 1 and above is out of the ordinary, and is not learnt. */
  score: number;
  /** The same by the budget for false alarms: 1 and above is told. */
  told: number;
  /** Is it where it was before the newest move? */
  isBack: boolean;
}

/** What all measures of a profile are judged with. */
export interface Situation {
  baseline: Baseline;
  /** The weekday that the profile speaks of. */
  phase: number;
  /** Holidays, and days beside them, are less like others. */
  calendar: CalendarTag | 'near holiday' | null;
  /** How tolerant: 1 is normal. */
  strictness: number;
}

const TIGHT_GATE = 1 / 5;
const TIGHT_Z = 3;
/** With fewer runs before, nothing is called gross and nothing a drift. */
const FEW = 3;
/** With so many runs the models know what is gross. */
const MANY = 21;
const SOME_Z = 2.5;
/** What one run may add to the sum of a drift, in standard deviations, and what each must exceed. */
const MOST_STEP = 4;
const ALLOWANCE = 0.75;
/** A level of a week ago is less sure than that of now. */
const SLOWER = 1.1;
/** A test must be this sure. */
const SURE = 1e-4;

/** How the measure compares with its past; null when it has none. */
export function judgeMeasure(measure: Measure, watched: Watched, situation: Situation): Judged | null {
  const forecast = forecastAt(watched.outlook, situation.phase, tagIn(situation));
  if (forecast === null) return null;
  const rule = FAMILIES[measure.family];
  const value = rule.transform(measure.scaled);
  const deviation = deviationOf({ rule, measure, forecast, watched });
  const z = Math.max(distance(rule, value, forecast) / deviation, noveltyOf(measure, forecast));
  const limit = rule.z * (1 + rule.early / forecast.known) * situation.strictness * roomFor(situation, forecast, value);
  const effect = rule.effect(measure.scaled, rule.inverse(forecast.value));
  const isBack = isWhereItWas(situation.baseline.open.get(measure.key), value, limit * deviation);
  const gate = measure.gate ?? rule.gate;
  const score = isBack
    ? 0
    : scored({ measure, rule, value, watched, forecast, calendar: situation.calendar }, { z, limit, effect, gate });
  return { measure, value, forecast, z, limit, deviation, effect, gate, score, told: score, isBack };
}

const tagIn = ({ calendar }: Situation): CalendarTag | null => (calendar === 'near holiday' ? null : calendar);

/**
 * Days that are not as others get more room, most of all while it is not known what they bring. Ends of months bring more, not
 * less.
 */
function roomFor({ calendar }: Situation, forecast: Forecast, value: number): number {
  if (calendar === null) return 1;
  if (calendar === 'near holiday') return 1.5;
  if (calendar !== 'holiday' && value < forecast.value) return 1;
  if (calendar === 'holiday') return forecast.isTagKnown ? 1.3 : 2;
  return forecast.isTagKnown ? 1.15 : 1.5;
}

/** How far from what was foretold, by the chosen model or by what the season alone says, whichever is nearer. */
function distance({ isOneSided }: FamilyRule, value: number, { value: foretold, others }: Forecast): number {
  const apart = (from: number): number => (isOneSided ? Math.max(0, value - from) : Math.abs(value - from));
  return Math.min(apart(foretold), ...others.map(apart));
}

/** After a move, the old level is no alarm for some runs: what comes back was no new level. */
function isWhereItWas(open: Open | undefined, value: number, width: number): boolean {
  return open?.moved !== undefined && Math.abs(value - open.before) <= width;
}

interface Scaling {
  rule: FamilyRule;
  measure: Measure;
  forecast: Forecast;
  watched: Watched;
}

/**
 * The standard deviation to reckon with: of the model's errors, of sampling, and of ignorance while little is known. Of
 * today's own sampling error half counts: a single wild value moves a mean by no more than that.
 */
function deviationOf({ rule, measure, forecast, watched }: Scaling): number {
  const ignorance = (rule.prior * 2) / (2 + forecast.known);
  const scale = forecast.scale * (1 + 1.5 / Math.max(1, forecast.tried));
  return Math.hypot(Math.max(scale, watched.noise / Math.sqrt(measure.n), measure.noise / 2), ignorance);
}

interface Standing {
  measure: Measure;
  rule: FamilyRule;
  value: number;
  watched: Watched;
  forecast: Forecast;
  calendar: Situation['calendar'];
}

interface Size {
  z: number;
  limit: number;
  effect: number;
  gate: number;
}

function scored(standing: Standing, size: Size): number {
  const { measure, rule, value, watched, forecast, calendar } = standing;
  const { known } = forecast;
  // Before a cycle is over, the first Saturday is no alarm; the first holidays must be gross to be one.
  const isFirst = calendar === 'holiday' && !forecast.isTagKnown;
  const gate = isFirst ? Math.max(size.gate, rule.gross) : size.gate * (known < 8 ? 3 : 1);
  const usual = scoreOf({ ...size, gate }) * rangeFactor(measure, value, { watched, forecast }) * sureness(measure);
  if (known < FEW) return usual;
  const gross = known < MANY && size.z >= SOME_Z ? grossness(standing) : 0;
  return Math.max(usual, gross, calendar === null ? driftScore(standing, size) : 0);
}

/**
 * How far the newest runs together have moved from where they were a week before, each by little: one-sided CUSUM (Page 1954)
 * over at most seven runs and this one, of steps cut at four deviations.
 */
function driftScore({ rule, value, forecast, measure }: Standing, { gate }: Size): number {
  const { slow } = forecast;
  const isSteady = forecast.model === 'level' || forecast.model === 'seasonal';
  if (slow === null || !isSteady || rule.drift === Infinity) return 0;
  const scale = forecast.scale * SLOWER + measure.noise / 2;
  let best = 0;
  for (const side of [1, -1]) {
    let sum = 0;
    for (const step of [...slow.steps, value - slow.now]) {
      sum = Math.max(0, sum + Math.min(MOST_STEP, (side * step) / scale) - ALLOWANCE);
    }
    best = Math.max(best, sum);
  }
  const effect = rule.effect(measure.scaled, rule.inverse(slow.now));
  return Math.min(best / rule.drift, effect / gate);
}

/** How far beyond all that was before, in what nobody takes for chance. */
function grossness({ measure, rule, value, forecast }: Standing): number {
  const { low, high } = forecast.range;
  if (value >= low && value <= high) return 0;
  return rule.effect(measure.scaled, rule.inverse(value < low ? low : high)) / rule.gross;
}

/** Far and large, or three times as far and not so large. */
function scoreOf({ z, limit, effect, gate }: Size): number {
  const plain = Math.min(z / limit, effect / gate);
  return Math.max(plain, Math.min(z / (TIGHT_Z * limit), effect / (TIGHT_GATE * gate)));
}

/** Less than 1 where a test is not sure that there is anything at all. */
function sureness({ p }: Measure): number {
  return p === undefined || p <= SURE ? 1 : Math.log(p) / Math.log(SURE);
}

/** Less than 1 where the model was nearly as wrong before; extreme values count by how far they lie beyond those seen before. */
function rangeFactor(
  { family }: Measure,
  value: number,
  { watched, forecast }: { watched: Watched; forecast: Forecast },
): number {
  if (family === 'extreme') {
    const beyond = value - Math.max(watched.record, ...newest(watched.series.values, Infinity));
    return Math.min(1, Math.max(0, beyond / FAMILIES.extreme.gate));
  }
  return forecast.worst === 0
    ? 1
    : Math.min(1, Math.abs(value - forecast.value) / (FAMILIES[family].worst * forecast.worst));
}
