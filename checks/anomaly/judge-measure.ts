/* eslint plumbline/few-arguments: off -- hundreds of calls a profile: an object for each would be garbage */
import type { Baseline, Open } from './baseline.ts';
import { slotOf } from './courses.ts';
import { FAMILIES, type FamilyRule } from './family.ts';
import type { Judged } from './judged.ts';
import type { Measure } from './measure.ts';
import { forecastAt, type Forecast } from './outlook.ts';
import { driftOf, stepOf } from './drift.ts';
import { distance, usualNear } from './apart.ts';
import { deviationOf } from './deviation.ts';
import { calendarRoom, type CalendarRoom, NO_ROOM } from './calendar-room.ts';
import type { CalendarTag } from './phase.ts';
import { heldAlways, noveltyOf } from './novelty.ts';
import { factorOn, scored } from './score-measure.ts';

export type { Judged } from './judged.ts';

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
  const trouble = open.size === 0 ? undefined : open.get(measure.key);
  const isQuiet = trouble === undefined && isAsEver(value, forecast, rule, situation);
  // No calendar excuses what goes on.
  const isExcused = situation.tags.length > 0 && (trouble?.runs ?? 0) < GOES_ON;
  const room = isExcused
    ? calendarRoom(situation.tags, { courses, slot }, { family: measure.family, scale: forecast.scale })
    : NO_ROOM;
  const limit = rule.z * earlyFactor(rule, forecast.known) * situation.strictness * factorOn(room, value, forecast);
  const deviation = deviationOf(rule, measure, forecast);
  // Hundreds are made of each profile: each is written once, with every field in its place.
  const found: Judged = {
    measure,
    slot,
    value,
    forecast,
    z: isQuiet ? 0 : howFar(measure, forecast, { rule, value, room, deviation }, situation),
    limit,
    deviation,
    effect: rule.effect(measure.scaled, rule.inverse(usualNear(value, forecast, room))),
    gate: gateOf(measure, rule, forecast),
    score: 0,
    drift: 0,
    isDrift: false,
    told: 0,
    isBack: trouble !== undefined && isWhereItWas(trouble, value - forecast.value, limit * deviation),
  };
  if (!isQuiet && !found.isBack) setScore(found, rule, room, situation);
  return found;
}

/** How much of an alarm it is, suddenly or by and by. */
function setScore(found: Judged, rule: FamilyRule, room: CalendarRoom, situation: Situation): void {
  const sudden = scored(found, rule, room);
  found.drift = rule.drifts ? driftScore(found, rule, situation) : 0;
  found.isDrift = sudden < 1 && found.drift >= 1;
  found.score = found.told = Math.max(sudden, found.drift);
}

/** How many deviations from what was foretold, or how surprising where a test tells more. */
function howFar(measure: Measure, forecast: Forecast, standing: Standing, situation: Situation): number {
  const { rule, value, room, deviation } = standing;
  const others = measure.name === 'distinctShare' ? withDistinct(measure, forecast, situation) : forecast.others;
  return Math.max(distance(rule, value, { others, forecast, room }) / deviation, noveltyOf(measure, forecast));
}

interface Standing {
  rule: FamilyRule;
  value: number;
  room: CalendarRoom;
  deviation: number;
}

/** Is it exactly what it was in all runs and is to be, of what is not watched for drifts? Then there is nothing to be found out of it. */
function isAsEver(value: number, forecast: Forecast, rule: FamilyRule, { tags, byAllRules }: Situation): boolean {
  const { low, high } = forecast.range;
  const isSame = value === forecast.value && value === low && value === high;
  return isSame && !rule.drifts && tags.length === 0 && byAllRules !== true;
}

/** How much farther out an alarm begins while little is known. */
const earlyFactor = ({ early, young = 0 }: FamilyRule, known: number): number =>
  1 + early / known + (young / known) ** 2;

/** The smallest effect that matters: of what is declared and always held, a single row. */
function gateOf({ gate, isDeclared, n }: Measure, rule: FamilyRule, forecast: Forecast): number {
  return isDeclared === true && heldAlways(forecast) ? 1 / (2 * n) : (gate ?? rule.gate);
}

/**
 * What is foretold beside of the share of different values: what it would be were there as many as usual of them and other rows, which
 * tells of the rows, not of the values.
 */
function withDistinct(
  { slot, column, n }: Measure,
  { others }: Forecast,
  { baseline: { courses }, phase }: Situation,
): readonly number[] {
  if (column === null) return others;
  // Where both were seen first together, they stand side by side.
  const isBeside = courses.names[slot - 1] === 'distinct' && courses.columns[slot - 1] === column;
  const number = isBeside ? slot - 1 : slotOf(courses, { column, name: 'distinct' });
  const forecast = number < 0 ? null : forecastAt(courses, number, phase);
  return forecast === null ? others : [...others, FAMILIES.share.transform(Math.exp(forecast.value) / n)];
}

/** After a move, the old level is no alarm for some runs: what comes back, nearer to it than to the new one, was no new level. */
function isWhereItWas({ moved }: Open, away: number, width: number): boolean {
  if (moved === undefined) return false;
  return Math.abs(away + moved.by) <= width && Math.abs(away + moved.by) < Math.abs(away);
}

/** How far the newest runs together have moved, each by little, on days that are as others. */
function driftScore({ value, measure, slot, forecast }: Judged, rule: FamilyRule, situation: Situation): number {
  const { baseline, phase, tags } = situation;
  // What grows, or wanders with its last value, is at a new level every day.
  const isSteady = forecast.model === 'level' || forecast.model === 'seasonal';
  if (!isSteady || tags.length > 0) return 0;
  const past = baseline.wanderings.get(measure.key);
  const step = past === undefined ? null : stepOf(baseline.courses, slot, { value, phase });
  if (past === undefined || step === null) return 0;
  const drift = driftOf([...past, step.size], baseline.courses.layout.cadence.cycle, measure.noise / 2);
  if (drift === null) return 0;
  const recent = rule.inverse(step.level + drift.size);
  return Math.min(drift.strength, rule.effect(recent, rule.inverse(step.level)) / (DRIFT_GATE * rule.gate));
}
