import { durationSeconds, isZone, nearestZones, weekdays, workdays, type Weekday } from '../../calendar/index.ts';
import type { ArrivalRule, AwaitedDay, ByRule, EveryRule } from '../arrival/rule.ts';
import { readSeverity, reportUnknown } from './clause.ts';
import { nearestWord } from './nearest-word.ts';
import { quoted, type Report } from './report.ts';
import type { MapTree, Tree } from './tree.ts';
import { readText, readWord, refuse, type ValueReader } from './values.ts';

const BY_KEYS = ['time', 'on', 'for', 'grace', 'severity'] as const;
const EVERY_KEYS = ['gap', 'grace', 'severity'] as const;
const DAY = 86_400;

/** The rules that the keys `by` and `expect_every` of a suite say; faults are reported. */
export function readArrivals(tree: MapTree, report: Report): ArrivalRule[] {
  const valueOf = (key: string) => tree.entries.find((entry) => entry.key === key)?.value;
  const [by, every] = [valueOf('by'), valueOf('expect_every')];
  const rules = [by && readBy(by, report), every && readEvery(every, report)];
  return rules.flatMap((rule) => rule ?? []);
}

/** `by: "06:00 Europe/Berlin"`, or a mapping that also says on which days, for which day, and with how much grace. */
function readBy(value: Tree, report: Report): ByRule | undefined {
  const map = asMap(value, BY_KEYS, report);
  const part = partsOf(map, report);
  const time = part('time', readTime);
  const on = part('on', readDays) ?? [...weekdays];
  const awaits = part('for', readAwaitedDay) ?? null;
  const graceSeconds = part('grace', durationBetween(0, 7 * DAY)) ?? 0;
  const severity = part('severity', readSeverity) ?? 'error';
  return time && { kind: 'by', ...time, on, awaits, graceSeconds, severity };
}

/** `expect_every: 24h`, or a mapping with `gap`, `grace` and `severity`. */
function readEvery(value: Tree, report: Report): EveryRule | undefined {
  const map = asMap(value, EVERY_KEYS, report);
  const part = partsOf(map, report);
  const gapSeconds = part('gap', durationBetween(60, 366 * DAY));
  const graceSeconds = part('grace', durationBetween(0, 366 * DAY)) ?? 0;
  const severity = part('severity', readSeverity) ?? 'error';
  return gapSeconds === undefined ? undefined : { kind: 'expect_every', gapSeconds, graceSeconds, severity };
}

/** The mapping, or a plain value as its first key; a first key that is missing is told. */
function asMap(value: Tree, known: readonly [string, ...string[]], report: Report): MapTree {
  const { line, column } = value;
  const [first] = known;
  if (value.type !== 'map') return { type: 'map', line, column, entries: [{ key: first, place: value, value }] };
  for (const entry of value.entries) if (!known.includes(entry.key)) reportUnknown(entry, known, report);
  if (!value.entries.some(({ key }) => key === first)) report('PL1008', value, `"${first}" is missing`);
  return value;
}

const partsOf =
  (map: MapTree, report: Report) =>
  <T>(key: string, read: ValueReader<T>): T | undefined => {
    const entry = map.entries.find((one) => one.key === key);
    return entry && read(entry.value, report);
  };

const readTime: ValueReader<Pick<ByRule, 'minuteOfDay' | 'zone'>> = (value, report) => {
  const wanted = 'a time and a zone, such as 06:00 Europe/Berlin';
  const text = value.type === 'scalar' && typeof value.value === 'string' ? value.value : '';
  const match = /^([01]?\d|2[0-3]):([0-5]\d)\s+(\S{1,64})$/.exec(text.trim());
  if (match === null) return refuse(value, report, wanted);
  const zone = match[3] ?? '';
  if (isZone(zone)) return { minuteOfDay: Number(match[1]) * 60 + Number(match[2]), zone };
  const zones = nearestZones();
  const suggestion =
    zones.find((one) => one.toLowerCase().endsWith(`/${zone.toLowerCase()}`)) ?? nearestWord(zone, zones);
  report('PL1010', value, { message: `${quoted(zone)} is no time zone of the IANA database`, suggestion });
  return undefined;
};

const DAY_WORDS = ['daily', 'workdays', ...weekdays] as const;
const readDayWord = readWord(DAY_WORDS);

/** `daily`, `workdays` (Monday to Friday), a day, or a list of days; in the order of the week. */
const readDays: ValueReader<Weekday[]> = (value, report) => {
  const items = value.type === 'list' ? value.items : [value];
  if (items.length === 0) return refuse(value, report, 'at least one day, such as [mon, thu]');
  const words = items.flatMap((item) => readDayWord(item, report) ?? []);
  if (words.length < items.length) return undefined;
  const days = new Set<string>(
    words.flatMap((word) => (word === 'daily' ? weekdays : word === 'workdays' ? workdays : [word])),
  );
  return weekdays.filter((day) => days.has(day));
};

const AWAITED = ['same day', 'previous day', 'previous workday', '2 days before'] as const;

const readAwaitedDay: ValueReader<AwaitedDay> = (value, report) => {
  const text = readText(value, report);
  if (text === undefined) return undefined;
  if (text === 'previous workday') return text;
  const daysBack = text === 'same day' ? 0 : text === 'previous day' ? 1 : /^(\d{1,2}) days? before$/.exec(text)?.[1];
  if (daysBack !== undefined && Number(daysBack) <= 31) return { daysBack: Number(daysBack) };
  return refuse(value, report, { wanted: `one of ${AWAITED.join(', ')}`, suggestion: nearestWord(text, AWAITED) });
};

function durationBetween(low: number, high: number): ValueReader<number> {
  return (value, report) => {
    const text = value.type === 'scalar' && value.value !== null ? String(value.value) : '';
    const seconds = text === '0' ? 0 : durationSeconds(text);
    if (seconds !== null && seconds >= low && seconds <= high) return seconds;
    const limits = `from ${low === 0 ? '0' : `${low / 60}m`} to ${high / DAY}d`;
    return refuse(value, report, `a duration ${limits}, such as 15m, 24h, 1w or PT24H`);
  };
}

/** The parts of `by`, for an expectation that says the same. */
export const BY_READERS = { time: readTime, on: readDays, for: readAwaitedDay, grace: durationBetween(0, 7 * DAY) };
