const UNIT_SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const SHORT = /^(\d{1,9}(?:\.\d{1,6})?)\s?([smhdw])$/;
const ISO = /^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?$/;

/**
 * Seconds of a duration: `90s`, `15m`, `2h`, `1d`, `1w`, or ISO 8601 (`PT2H`; no months or years, they have no one length).
 * Null when it is neither.
 * @example durationSeconds('2h') // => 7200
 */
export function durationSeconds(text: string): number | null {
  const short = SHORT.exec(text);
  if (short !== null) return Number(short[1]) * (UNIT_SECONDS[short[2] ?? ''] ?? NaN);
  const iso = ISO.exec(text);
  if (iso === null || text.endsWith('P') || text.endsWith('T')) return null;
  const [weeks, days, hours, minutes, seconds] = iso.slice(1).map((part) => Number(part ?? 0));
  return (weeks ?? 0) * 604_800 + (days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

/** Seconds as people say them: `90 s`, `2 h`, `3.5 d`. */
export function durationWords(seconds: number): string {
  const size = Math.abs(seconds);
  const [length, unit] =
    size < 120 ? [1, 's'] : size < 7200 ? [60, 'min'] : size < 172_800 ? [3600, 'h'] : [86_400, 'd'];
  return `${Number((seconds / Number(length)).toFixed(1))} ${unit}`;
}
