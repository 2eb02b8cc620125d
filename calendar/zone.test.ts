import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayStart, instantOf, isZone, offsetMs, wallMs } from './index.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const wall = (text: string) => Date.parse(`${text}Z`);
const at = (text: string, zone: string) => instantOf(wall(text), zone).toISOString();

/** With whole and half hours, both hemispheres, and Lord Howe Island, whose clocks change by half an hour. */
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'America/St_Johns',
  'Asia/Kathmandu',
  'UTC',
];

describe('a time of day that the clocks leave out', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z', '2026-03-29T03:30'],
    ['America/New_York', '2026-03-08T02:00', '2026-03-08T07:00:00.000Z', '2026-03-08T03:00'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00.000Z', '2026-10-04T02:45'],
    ['America/St_Johns', '2026-03-08T02:30', '2026-03-08T06:00:00.000Z', '2026-03-08T03:30'],
    ['Pacific/Auckland', '2026-09-27T02:59', '2026-09-26T14:59:00.000Z', '2026-09-27T03:59'],
    ['Pacific/Apia', '2011-12-30T06:00', '2011-12-30T16:00:00.000Z', '2011-12-31T06:00'],
  ])('moves forward in %s', (zone, asked, instant, shown) => {
    expect(at(asked, zone)).toBe(instant);
    expect(new Date(wallMs(new Date(instant), zone)).toISOString()).toContain(shown);
  });
});

describe('a time of day that the clocks show twice', () => {
  it.each([
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00.000Z'],
    ['America/St_Johns', '2026-11-01T01:59', '2026-11-01T04:29:00.000Z'],
  ])('is the first of the two in %s', (zone, asked, instant) => {
    expect(at(asked, zone)).toBe(instant);
  });
});

describe('the instant of a time of day', () => {
  it('exists on a leap day and across the end of a year, before 1970 too', () => {
    expect(at('2028-02-29T06:00', 'Europe/Berlin')).toBe('2028-02-29T05:00:00.000Z');
    expect(at('2026-12-31T23:30', 'America/New_York')).toBe('2027-01-01T04:30:00.000Z');
    expect(at('2027-01-01T00:00', 'Asia/Kathmandu')).toBe('2026-12-31T18:15:00.000Z');
    expect(at('1960-06-01T06:00', 'Europe/Berlin')).toBe('1960-06-01T05:00:00.000Z');
  });

  it('is what a search minute by minute finds', () => {
    const transitions = zones.flatMap((zone) => changesIn(zone));
    expect(transitions.length).toBeGreaterThan(8);
    const near = fc.record({
      change: fc.constantFrom(...transitions),
      minutes: fc.integer({ min: -200, max: 200 }),
    });
    const anywhere = fc.record({
      change: fc.record({
        zone: fc.constantFrom(...zones),
        at: fc.integer({ min: wall('2024-01-01T00:00') / MINUTE, max: wall('2030-01-01T00:00') / MINUTE }),
      }),
      minutes: fc.constant(0),
    });
    fc.assert(
      fc.property(fc.oneof(near, anywhere), ({ change: { zone, at: minute }, minutes }) => {
        const asked = wallMs(new Date(minute * MINUTE), zone) + minutes * MINUTE;
        expect(instantOf(asked, zone).toISOString()).toBe(searched(asked, zone).toISOString());
      }),
      { numRuns: 150 },
    );
  });
});

it('a day starts at the first instant that is of it, where midnight is left out too', () => {
  expect(dayStart(Date.UTC(2018, 10, 4) / (24 * HOUR), 'America/Sao_Paulo').toISOString()).toBe(
    '2018-11-04T03:00:00.000Z',
  );
});

it('a zone is a name of the IANA database; offsets and inventions are not', () => {
  for (const zone of [...zones, 'Etc/GMT+5']) expect(isZone(zone), zone).toBe(true);
  for (const zone of ['+01:00', 'Europe/Atlantis', '', 'Berlin', 'Europe/Berlin; drop']) {
    expect(isZone(zone), zone).toBe(false);
  }
});

/** Minutes since 1970 at which the clocks of a zone change in 2026. */
function changesIn(zone: string): { zone: string; at: number }[] {
  const found: { zone: string; at: number }[] = [];
  for (let hour = wall('2026-01-01T00:00') / HOUR; hour < wall('2027-01-01T00:00') / HOUR; hour++) {
    const [before, after] = [hour, hour + 1].map((one) => offsetMs(new Date(one * HOUR), zone));
    if (before !== after) found.push({ zone, at: (hour * HOUR) / MINUTE });
  }
  return found;
}

/** The first instant that shows `asked`; where none does, as far behind the jump as the asked time is beyond its start. */
function searched(asked: number, zone: string): Date {
  let before = asked - 20 * HOUR;
  for (let instant = before; instant < asked + 20 * HOUR; instant += MINUTE) {
    const shown = wallMs(new Date(instant), zone);
    if (shown === asked) return new Date(instant);
    if (shown > asked) return new Date(before + asked - wallMs(new Date(before), zone));
    before = instant;
  }
  throw new Error('nothing found');
}
