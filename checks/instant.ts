const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?\s?(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** An instant: milliseconds since 1970 UTC, and what is left of a finer fraction, in 0 to 1 of a millisecond. */
export interface Instant {
  ms: number;
  fractionOfMs: number;
}

/**
 * Reads a date or timestamp (RFC 3339; a space for the T and a missing zone, read as UTC, are let pass). Null when it is
 * neither, or no such day exists.
 */
export function parseInstant(text: string): Instant | null {
  if (text.length > 48) return null;
  const match = INSTANT.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((group) => Number(match[group] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 24 || minute > 59 || second > 60) return null;
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const fraction = (match[7] ?? '').padEnd(12, '0');
  const ms = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.slice(0, 3));
  return { ms: ms - zoneOffsetMs(match[8]), fractionOfMs: Number(fraction.slice(3)) / 1e9 };
}

/** Milliseconds since 1970 UTC of a date or timestamp, null when the text is neither. */
export function instantMs(text: string | undefined): number | null {
  return text === undefined ? null : (parseInstant(text)?.ms ?? null);
}

function zoneOffsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
