import { usualNear } from './apart.ts';
import type { CalendarRoom } from './calendar-room.ts';
import { FAMILIES, type FamilyRule } from './family.ts';
import type { Judged } from './judged.ts';
import type { Measure } from './measure.ts';
import type { Forecast } from './outlook.ts';

const TIGHT_GATE = 1 / 5;
const TIGHT_Z = 3;
/** With fewer runs before, nothing is called gross and nothing a drift. */
const FEW = 3;
/** With so many runs the models know what is gross. */
const MANY = 21;
const SOME_Z = 2.5;
/** How gross a day must be the like of which was never seen. */
const FIRST = 1.25;
/** What is so much beyond all before needs no deviations, and may come on a weekday never seen. */
const VERY_GROSS = 1.1;
/** A test must be this sure. */
const SURE = 1e-4;

/** How many times as far as else the calendar asks for on the side of the value. */
export const factorOn = (room: CalendarRoom, value: number, forecast: Forecast): number =>
  value < forecast.value ? room.below : room.above;

/** How much of an alarm a sudden difference is, by how far and how large it is: 1 and above is one. */
export function scored(found: Judged, rule: FamilyRule, room: CalendarRoom): number {
  const { measure, value, forecast, z } = found;
  const { known, isNewPhase } = forecast;
  const isNew = isNewPhase || (value < forecast.value ? room.isNewBelow : room.isNewAbove);
  // Before a cycle is over, the first Saturday is no alarm; on special days little matters less.
  const gate = found.gate * (known < 8 ? 3 : 1) * factorOn(room, value, forecast);
  const plain = isNew ? firstScore(rule, found) : scoreOf(found, gate);
  const usual = plain * rangeFactor(found, room) * sureness(measure);
  if (known < FEW) return usual;
  const gross = known < MANY ? grossness(found, rule) : 0;
  return Math.max(usual, gross >= VERY_GROSS || (z >= SOME_Z && !isNewPhase) ? gross : 0);
}

/** How far beyond all that was before, in what nobody takes for chance. */
function grossness({ measure, value, forecast }: Judged, rule: FamilyRule): number {
  const { low, high } = forecast.range;
  if (value >= low && value <= high) return 0;
  return rule.effect(measure.scaled, rule.inverse(value < low ? low : high)) / rule.gross;
}

/** Far and large, or three times as far and not so large. */
function scoreOf({ z, limit, effect }: Judged, gate: number): number {
  const plain = Math.min(z / limit, effect / gate);
  return Math.max(plain, Math.min(z / (TIGHT_Z * limit), effect / (TIGHT_GATE * gate)));
}

/** Of days never seen before it is not known what they bring: only what is gross counts. */
function firstScore({ gross }: FamilyRule, { z, limit, effect, gate }: Judged): number {
  return Math.min(z / limit, effect / Math.max(gate, FIRST * gross));
}

/** Less than 1 where a test is not sure that there is anything at all. */
export function sureness({ p }: Measure): number {
  return p === undefined || p <= SURE ? 1 : Math.log(p) / Math.log(SURE);
}

/** Of normal errors the largest of so many is about so many deviations. */
const NORMAL_WORST = 3.2;
const ENOUGH = 14;
const MOST_TAIL = 2;

/** How much farther beyond the largest error the next may lie: more where that is larger than those of normal noise. */
const tail = ({ worst, scale, tried }: Forecast): number =>
  tried < ENOUGH || scale === 0 ? 1 : Math.min(MOST_TAIL, Math.max(1, worst / (NORMAL_WORST * scale)));

/** Less than 1 where the model was nearly as wrong before; extreme values count by how far they lie beyond those seen before. */
function rangeFactor({ measure: { family, weight = 1 }, value, forecast }: Judged, room: CalendarRoom): number {
  if (family === 'extreme') {
    const beyond = value - Math.max(forecast.record, forecast.range.high);
    return Math.min(1, Math.max(0, beyond / FAMILIES.extreme.gate)) * weight;
  }
  if (forecast.worst === 0) return 1;
  const away = Math.abs(value - usualNear(value, forecast, room));
  return Math.min(1, away / (FAMILIES[family].worst * tail(forecast) * forecast.worst));
}
