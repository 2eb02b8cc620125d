import { clockWords, dayWords, lengthWords, momentWords } from '../../calendar/index.ts';
import type { ArrivalRule, ByRule } from './rule.ts';
import type { Newest } from './period.ts';

const zoneOf = (rule: ArrivalRule): string => (rule.kind === 'by' ? rule.zone : 'UTC');

function daysWords({ on }: ByRule): string {
  if (on.length === 7) return '';
  const isWorkdays = on.join() === 'mon,tue,wed,thu,fri';
  return isWorkdays ? ' on workdays' : ` on ${on.join(', ')}`;
}

function awaitsWords({ awaits }: ByRule): string {
  if (awaits === null) return '';
  if (awaits === 'previous workday') return ' for the previous workday';
  const { daysBack } = awaits;
  return daysBack === 0
    ? ' for the same day'
    : daysBack === 1
      ? ' for the previous day'
      : ` for ${daysBack} days before`;
}

/** A rule in words: `by 06:00 Europe/Berlin on workdays for the previous day, 15 min of grace`, `every 24 h`. */
export function arrivalRuleWords(rule: ArrivalRule): string {
  const grace = rule.graceSeconds === 0 ? '' : `, ${lengthWords(rule.graceSeconds)} of grace`;
  if (rule.kind === 'expect_every') return `every ${lengthWords(rule.gapSeconds)}${grace}`;
  return `by ${clockWords(rule.minuteOfDay)} ${rule.zone}${daysWords(rule)}${awaitsWords(rule)}${grace}`;
}

/** What was awaited, with its day: `by 06:00 Europe/Berlin (25 Nov)`; of several, how many since the first. */
export function awaitedWords(rule: ArrivalRule, dues: readonly Date[]): string {
  const [first] = dues;
  if (rule.kind === 'expect_every' || first === undefined) {
    return rule.kind === 'by' ? arrivalRuleWords(rule) : `every ${lengthWords(rule.gapSeconds)}`;
  }
  const day = dayWords(first, rule.zone);
  const days = dues.length === 1 ? day : `${dues.length} times since ${day}`;
  return `by ${clockWords(rule.minuteOfDay)} ${rule.zone} (${days})`;
}

/** When something last came: `nothing since 24 Nov 05:41`; the zone is said where the rule has none. */
export function absenceWords(rule: ArrivalRule, newest: Newest | null): string {
  if (newest === null) return 'nothing has ever arrived';
  return `nothing since ${momentWords(newest.arrivedAt, zoneOf(rule))}${rule.kind === 'by' ? '' : ' UTC'}`;
}

/** How an arrival stood to what was due: `arrived 47 min late`, `arrived 19 min before it was due`. */
export function arrivedWords(due: Date, arrivedAt: Date): string {
  const seconds = Math.round((arrivedAt.getTime() - due.getTime()) / 1000);
  if (seconds === 0) return 'arrived just when it was due';
  return seconds > 0 ? `arrived ${lengthWords(seconds)} late` : `arrived ${lengthWords(-seconds)} before it was due`;
}
