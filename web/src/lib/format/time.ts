const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** A duration in at most two units: `47 min`, `3 h 5 min`, `2 d 4 h`. Negative durations read as zero. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`;
  if (whole < DAY) return withRest(`${Math.floor(whole / HOUR)} h`, Math.floor((whole % HOUR) / MINUTE), 'min');
  const days = Math.floor(whole / DAY);
  return days >= 14 ? `${days} d` : withRest(`${days} d`, Math.floor((whole % DAY) / HOUR), 'h');
}

const withRest = (big: string, rest: number, unit: string): string => (rest === 0 ? big : `${big} ${rest} ${unit}`);

/** `just now`, `3 min ago`, `in 2 h`. */
export function formatAgo(instant: string, now: number): string {
  const seconds = (now - Date.parse(instant)) / 1000;
  if (Math.abs(seconds) < 5) return 'just now';
  return seconds > 0 ? `${formatDuration(seconds)} ago` : `in ${formatDuration(-seconds)}`;
}

const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const shortDate = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const clockTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** The reader's time zone, as every absolute time is shown in it. */
export const TIME_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `23 Nov 2026, 05:58` in the reader's zone. */
export function formatInstant(instant: string): string {
  const at = new Date(instant);
  return `${date.format(at)}, ${clockTime.format(at)}`;
}

/** `1 Mar 2027` for a day such as 2027-03-01, whatever the reader's zone. */
export function formatDate(day: string): string {
  const [year = 0, month = 1, dayOfMonth = 1] = day.split('-').map(Number);
  return date.format(new Date(year, month - 1, dayOfMonth));
}

/** `05:58` for today, `22 Nov 05:58` this year, `22 Nov 2025` before. */
export function formatShort(instant: string, now: number): string {
  const at = new Date(instant);
  const present = new Date(now);
  if (at.toDateString() === present.toDateString()) return clockTime.format(at);
  if (at.getFullYear() === present.getFullYear()) return `${shortDate.format(at)} ${clockTime.format(at)}`;
  return date.format(at);
}

/** `23 Nov` for an axis. */
export function formatDay(at: Date): string {
  return shortDate.format(at);
}
