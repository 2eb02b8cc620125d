import type { Baseline, Open } from './baseline.ts';
import { slotOf } from './courses.ts';
import { FAMILIES, type FamilyRule } from './family.ts';
import type { Measure } from './measure.ts';
import { forecastAt, type Forecast } from './outlook.ts';
import { driftOf, stepOf } from './drift.ts';
import { distance, usualNear } from './apart.ts';
import { deviationOf } from './deviation.ts';
import { calendarRoom } from './calendar-room.ts';
import type { CalendarTag } from './phase.ts';
import { heldAlways, noveltyOf } from './novelty.ts';
import { scored, type Standing } from './score-measure.ts';

/** One measure held against what was foretold of it. */
export interface Judged {
  measure: Measure;
  /** Where its course stands. */
  slot: number;
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
  /** How much of a slow drift its newest runs are; 1 and above is one. */
  drift: number;
  /** Is it in alarm for its drift alone? */
  isDrift: boolean;
  /** The same by the budget for false alarms: 1 and above is told. */
  told: number;
  /** Is it where it was before the newest move? */
  isBack: boolean;
  /** Is it what somebody said that comes again on such days? */
  isSpecial?: boolean;
  /** Of a point of a stream: what it left by little and little, how bad a trouble was that is not over, is it open though this point is ordinary. */
  driftedFrom?: number;
  ongoing?: number | undefined;
  isHeld?: boolean;
}

/** What all measures of a profile are judged with. */
export interface Situation {
  baseline: Baseline;
  /** When the run was, in milliseconds since 1970. */
  ms: number;
  /** The weekday that the profile speaks of. */
  phase: number;
  /** What makes the day less like others. */
  tags: readonly CalendarTag[];
  /** How tolerant: 1 is normal. */
  strictness: number;
  /** Also what is exactly as ever goes by all rules. */
  byAllRules?: boolean;
}

/** What is in alarm for so many runs goes on. */
const GOES_ON = 2;
/** A drift must be so many times as large as what is sudden. */
const DRIFT_GATE = 1.5;
/** How the measure compares with its past; null when it has none. What is exactly as ever goes by no rules: all come to 0. */
export function judgeMeasure(measure: Measure, slot: number, situation: Situation): Judged | null {
  const { courses, open } = situation.baseline;
  const forecast = forecastAt(courses, slot, situation.phase);
  if (forecast === null) return null;
  const rule = FAMILIES[measure.family];
  const value = rule.transform(measure.scaled);
  const deviation = deviationOf({ rule, measure, forecast });
  const trouble = open.size === 0 ? undefined : open.get(measure.key);
  const isQuiet = trouble === undefined && isAsEver(value, { forecast, rule, situation });
  // No calendar excuses what goes on.
  const tags = (trouble?.runs ?? 0) >= GOES_ON ? [] : situation.tags;
  const room = calendarRoom(tags, { courses, slot }, { family: measure.family, scale: forecast.scale });
  const z = isQuiet ? 0 : howFar({ measure, rule, value, forecast, room }, situation, deviation);
  const factor = value < forecast.value ? room.below : room.above;
  const limit = rule.z * earlyFactor(rule, forecast.known) * situation.strictness * factor;
  const usual = usualNear(value, { forecast, room });
  const effect = rule.effect(measure.scaled, rule.inverse(usual));
  const isBack = isWhereItWas(trouble, { value, forecast }, limit * deviation);
  const size = { z, limit, effect, gate: gateOf(measure, rule, forecast) };
  const standing: Standing = { measure, rule, value, forecast, room, factor, usual };
  const [sudden, drift] = isQuiet || isBack ? [0, 0] : [scored(standing, size), driftScore(standing, slot, situation)];
  const score = Math.max(sudden, drift);
  const isDrift = sudden < 1 && drift >= 1;
  const found = { measure, slot, value, forecast, z, limit, deviation, effect, gate: size.gate };
  return { ...found, score, told: score, drift, isDrift, isBack };
}

/** How many deviations from what was foretold, or how surprising where a test tells more. */
function howFar(standing: Omit<Standing, 'factor' | 'usual'>, situation: Situation, deviation: number): number {
  const { measure, rule, value, forecast, room } = standing;
  const others = othersOf(measure, forecast, situation);
  return Math.max(distance(rule, value, { others, forecast, room }) / deviation, noveltyOf(measure, forecast));
}

/** Is it exactly what it was in all runs and is to be, of what is not watched for drifts? Then there is nothing to be found out of it. */
function isAsEver(
  value: number,
  { forecast, rule, situation }: { forecast: Forecast; rule: FamilyRule; situation: Situation },
): boolean {
  const { low, high } = forecast.range;
  const isSame = value === forecast.value && value === low && value === high;
  return isSame && !rule.drifts && situation.tags.length === 0 && situation.byAllRules !== true;
}

/** How much farther out an alarm begins while little is known. */
const earlyFactor = ({ early, young = 0 }: FamilyRule, known: number): number =>
  1 + early / known + (young / known) ** 2;

/** The smallest effect that matters: of what is declared and always held, a single row. */
function gateOf({ gate, isDeclared, n }: Measure, rule: FamilyRule, forecast: Forecast): number {
  return isDeclared === true && heldAlways(forecast) ? 1 / (2 * n) : (gate ?? rule.gate);
}

/**
 * What is foretold beside. Of the share of different values: what it would be were there as many as usual of them and other rows, which
 * tells of the rows, not of the values.
 */
function othersOf(
  { slot, column, n }: Measure,
  { others }: Forecast,
  { baseline: { courses }, phase }: Situation,
): readonly number[] {
  if (courses.names[slot] !== 'distinctShare' || column === null) return others;
  // Where both were seen first together, they stand side by side.
  const isBeside = courses.names[slot - 1] === 'distinct' && courses.columns[slot - 1] === column;
  const number = isBeside ? slot - 1 : slotOf(courses, { column, name: 'distinct' });
  const forecast = number < 0 ? null : forecastAt(courses, number, phase);
  return forecast === null ? others : [...others, FAMILIES.share.transform(Math.exp(forecast.value) / n)];
}

/** After a move, the old level is no alarm for some runs: what comes back, nearer to it than to the new one, was no new level. */
function isWhereItWas(open: Open | undefined, at: { value: number; forecast: Forecast }, width: number): boolean {
  if (open?.moved === undefined) return false;
  const { by } = open.moved;
  const away = at.value - at.forecast.value;
  return Math.abs(away + by) <= width && Math.abs(away + by) < Math.abs(away);
}

/** How far the newest runs together have moved, each by little, on days that are as others. */
function driftScore({ rule, value, measure, forecast }: Standing, slot: number, situation: Situation): number {
  const { baseline, phase, tags } = situation;
  // What grows, or wanders with its last value, is at a new level every day.
  const isSteady = forecast.model === 'level' || forecast.model === 'seasonal';
  if (!rule.drifts || !isSteady || tags.length > 0) return 0;
  const past = baseline.wanderings.get(measure.key);
  const step = past === undefined ? null : stepOf(baseline.courses, slot, { value, phase });
  if (past === undefined || step === null) return 0;
  const drift = driftOf([...past, step.size], baseline.courses.layout.cadence.cycle, measure.noise / 2);
  if (drift === null) return 0;
  const recent = rule.inverse(step.level + drift.size);
  return Math.min(drift.strength, rule.effect(recent, rule.inverse(step.level)) / (DRIFT_GATE * rule.gate));
}
