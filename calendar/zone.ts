const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    const digits = '2-digit';
    const time = { hour: digits, minute: digits, second: digits, hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: zone,
      era: 'short',
      year: 'numeric',
      month: digits,
      day: digits,
      ...time,
    });
    formats.set(zone, format);
  }
  return format;
}

/** Is it a zone of the IANA database (`Europe/Berlin`, `UTC`), as this machine knows it? Fixed offsets such as `+01:00` are not. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Every zone by its usual name, to suggest one from. */
export const nearestZones = (): readonly string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
export function offsetMs(at: Date, zone: string): number {
  return wallMs(at, zone) - at.getTime();
}

/** What the clocks of a zone show at an instant, as milliseconds since 1970 if they were UTC. */
export function wallMs(at: Date, zone: string): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = value;
  const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year);
  const shown = Date.UTC(2000, Number(part.month) - 1, Number(part.day), Number(part.hour), Number(part.minute));
  const whole = new Date(shown + Number(part.second) * 1000).setUTCFullYear(year);
  return whole + (((at.getTime() % 1000) + 1000) % 1000);
}

/**
 * The instant at which the clocks of a zone show `wall` (milliseconds as if UTC). A time that a change of the clocks leaves
 * out moves forward by as much as they do; of a time that they show twice it is the first.
 */
export function instantOf(wall: number, zone: string): Date {
  const before = offsetMs(new Date(wall - DAY_MS), zone);
  const after = offsetMs(new Date(wall + DAY_MS), zone);
  const exact = [before, after]
    .filter((offset) => offsetMs(new Date(wall - offset), zone) === offset)
    .map((offset) => wall - offset);
  return new Date(exact.length > 0 ? Math.min(...exact) : wall - before);
}
