import type { Judged } from './judge-measure.ts';
import type { CalendarTag } from './phase.ts';

/** What people said of the alarms of measures, by key, as far as it still counts for judging. */
export interface Said {
  raised: ReadonlyMap<string, Raised>;
  specials: ReadonlyMap<string, readonly Special[]>;
}

/** After a false alarm: the smallest effect that matters, and how many times as far the line is. Both wear off from `at` (ms since 1970) on. */
export interface Raised {
  effect: number;
  line: number;
  at: number;
}

/** A run that was said to come again: how far from what was foretold it was, and which days are like it. */
export interface Special {
  away: number;
  tags: readonly CalendarTag[];
  /** Its weekday (or hour); null once the same weekday was as ever for some time. */
  phase: number | null;
  dayOfMonth: number;
  /** How often the weekday has been as ever since it last was not. */
  idle: number;
  at: number;
}

/** A run as what people said is compared with it. */
export interface When {
  ms: number;
  phase: number;
  tags: readonly CalendarTag[];
}

export const NOTHING_SAID: Said = { raised: new Map(), specials: new Map() };

const DAY_MS = 86_400_000;
const RAISED_DAYS = 90;
const RAISED_EFFECT = 1.2;
const RAISED_LINE = 1.1;
const MOST_LINE = 2;
/** So much more than it was said to bring, a day like that may bring. */
const ROOM = 1.25;
const MOST_IDLE = 4;
const MOST_SPECIALS = 8;
const SPECIAL_DAYS = 400;

/** The verdict as people said it should be: less after false alarms, none where such days bring such values. */
export function asSaid(judged: Judged, { raised, specials }: Said, when: When): Judged {
  const { key } = judged.measure;
  const own = specials.get(key);
  if (own !== undefined && own.some((special) => isLike(special, when) && isWithin(judged, special)))
    return { ...judged, score: 0, drift: 0, isDrift: false, isSpecial: true };
  const rule = raised.get(key);
  if (rule === undefined) return judged;
  const { effect, line } = wornOff(rule, when.ms);
  const sudden = judged.isDrift
    ? judged.score
    : Math.min(judged.score, judged.effect / Math.max(effect, judged.gate / 5));
  return { ...judged, limit: judged.limit * line, gate: Math.max(judged.gate, effect), score: sudden / line };
}

/** What is left of it: all on the day itself, nothing after 90 days. */
function wornOff({ effect, line, at }: Raised, ms: number): { effect: number; line: number } {
  const left = Math.max(0, 1 - Math.max(0, ms - at) / (RAISED_DAYS * DAY_MS));
  return { effect: left === 0 ? 0 : effect * left, line: 1 + (line - 1) * left };
}

/** The same tag; of a run without one the weekday (or hour), or the day of the month. */
function isLike({ tags, phase, dayOfMonth }: Special, when: When): boolean {
  if (tags.length > 0) return tags.some((tag) => when.tags.includes(tag));
  return phase === when.phase || dayOfMonth === dayOf(when.ms);
}

const dayOf = (ms: number): number => new Date(ms).getUTCDate();

/** Between what was foretold and a quarter more than such a day brought, give or take what is usual. */
function isWithin({ value, forecast, limit, deviation }: Judged, { away }: Special): boolean {
  const [off, width] = [value - forecast.value, limit * deviation];
  return off >= Math.min(0, ROOM * away) - width && off <= Math.max(0, ROOM * away) + width;
}

/** After a false alarm of this measure. */
export function raisedBy(said: Said, { measure: { key }, effect }: Judged, ms: number): Said {
  const before = said.raised.get(key);
  const { effect: left, line } = before === undefined ? { effect: 0, line: 1 } : wornOff(before, ms);
  const raised = new Map(said.raised);
  raised.set(key, {
    effect: Math.max(left, RAISED_EFFECT * effect),
    line: Math.min(MOST_LINE, line * RAISED_LINE),
    at: ms,
  });
  return { ...said, raised };
}

/** After it was said of this measure that what it was comes again on days like this. */
export function repeatedBy(said: Said, { measure: { key }, value, forecast }: Judged, when: When): Said {
  const { ms, phase, tags } = when;
  const special: Special = { away: value - forecast.value, tags, phase, dayOfMonth: dayOf(ms), idle: 0, at: ms };
  const specials = new Map(said.specials);
  specials.set(key, [...(said.specials.get(key) ?? []).slice(1 - MOST_SPECIALS), special]);
  return { ...said, specials };
}

/** What still counts after a run: what wore off is forgotten, and weekdays that are as ever again are not special any more. */
export function saidAfter(said: Said, judged: readonly Judged[], when: When): Said {
  if (said.raised.size === 0 && said.specials.size === 0) return said;
  const raised = new Map([...said.raised].filter(([, { at }]) => when.ms - at < RAISED_DAYS * DAY_MS));
  const specials = new Map<string, readonly Special[]>();
  for (const [key, all] of said.specials) {
    const one = judged.find(({ measure }) => measure.key === key);
    const left = all
      .filter(({ at }) => when.ms - at < SPECIAL_DAYS * DAY_MS)
      .map((special) => aged(special, one, when));
    if (left.length > 0) specials.set(key, left);
  }
  return { raised, specials };
}

function aged(special: Special, judged: Judged | undefined, when: When): Special {
  const isItsDay = special.tags.length === 0 && special.phase === when.phase && special.at !== when.ms;
  if (judged === undefined || !isItsDay) return special;
  const isAsEver = Math.abs(judged.value - judged.forecast.value) < Math.abs(special.away) / 2;
  const idle = isAsEver ? special.idle + 1 : 0;
  return { ...special, idle, phase: idle < MOST_IDLE ? special.phase : null };
}
