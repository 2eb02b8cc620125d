import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedStart, nextStart, rhythmOf, startedLate, usualDuration, type TimedRun } from './rhythm.ts';

const at = (text: string) => new Date(`2026-11-${text}Z`);
const minutes = (date: Date, by: number) => new Date(date.getTime() + by * 60_000);
/** A run of the day before, started some minutes after midnight. */
const nightly = (day: number, late = 12, took = 30): TimedRun => {
  const end = at(`${String(day).padStart(2, '0')}T00:00:00`);
  const startedAt = minutes(end, late);
  return { intervalStart: minutes(end, -1440), intervalEnd: end, startedAt, endedAt: minutes(startedAt, took) };
};
const byClock = (startedAt: Date): TimedRun => ({ startedAt, endedAt: null, intervalStart: null, intervalEnd: null });

describe('the rhythm of a job', () => {
  it('is some time after the end of each data interval, where runs name theirs', () => {
    const runs = [1, 2, 3, 4, 5, 6].map((day) => nightly(day, 12 + (day % 3)));
    expect(rhythmOf(runs)).toEqual({
      basis: 'interval',
      everySeconds: 86_400,
      lagSeconds: 13 * 60,
      slackSeconds: 900,
      kept: 6,
      of: 6,
    });
  });

  it('tells a late start by how much, and calls one within the slack on time', () => {
    const runs = [1, 2, 3, 4, 5].map((day) => nightly(day));
    const rhythm = rhythmOf(runs)!;
    expect(startedLate(rhythm, nightly(6, 20))).toBe(0);
    expect(startedLate(rhythm, nightly(6, 2))).toBe(0);
    expect(startedLate(rhythm, nightly(6, 59))).toBe(47 * 60);
    expect(startedLate(rhythm, { ...nightly(6), startedAt: null })).toBeNull();
  });

  it('is read from the clock where no interval is named, also across midnight', () => {
    const starts = ['01T23:58:00', '03T00:01:00', '03T23:59:00', '05T00:02:00', '06T00:00:00', '06T23:57:00'].map(at);
    const rhythm = rhythmOf(starts.map(byClock))!;
    expect(rhythm).toMatchObject({ basis: 'starts', everySeconds: 86_400, kept: 6, of: 6 });
    expect(startedLate(rhythm, byClock(at('08T00:50:00')))).toBeGreaterThan(45 * 60);
    expect(expectedStart(rhythm, byClock(at('08T00:50:00')))!.getTime()).toBeLessThan(at('08T00:03:00').getTime());
  });

  it('is none where starts keep to nothing, or are too few', () => {
    expect(rhythmOf([nightly(1), nightly(2), nightly(3)])).toBeNull();
    const wild = ['01T03:00:00', '01T09:10:00', '04T22:00:00', '05T01:00:00', '09T12:00:00', '19T17:31:00'].map(at);
    expect(rhythmOf(wild.map(byClock))).toBeNull();
    // A backfill of a month in one night says nothing of when a day's run starts.
    const night = at('28T10:00:00');
    const backfill = Array.from({ length: 20 }, (_, n) => ({ ...nightly(n + 1), startedAt: minutes(night, n) }));
    expect(rhythmOf(backfill)?.basis).not.toBe('interval');
  });

  it('passes over a weekend on which none ran the week before', () => {
    // 2 November 2026 is a Monday.
    const workdays = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13].map((day) =>
      byClock(at(`${String(day).padStart(2, '0')}T05:00:00`)),
    );
    const rhythm = rhythmOf(workdays)!;
    expect(nextStart(rhythm, workdays)).toEqual(at('16T05:00:00'));
    expect(nextStart(rhythm, workdays.slice(0, -1))).toEqual(at('13T05:00:00'));
  });

  it('does not depend on the order of the runs', () => {
    const runs = [1, 2, 3, 4, 5, 6, 7].map((day) => nightly(day, day * 2));
    fc.assert(
      fc.property(fc.shuffledSubarray(runs, { minLength: runs.length }), (order) => {
        expect(rhythmOf(order)).toEqual(rhythmOf(runs));
        expect(nextStart(rhythmOf(order)!, order)).toEqual(at('08T00:08:00'));
      }),
    );
  });
});

it('the usual duration counts runs that came to an end', () => {
  expect(usualDuration([nightly(1), nightly(2)])).toBeNull();
  const runs = [10, 20, 30, 40, 50].map((took, day) => nightly(day + 1, 0, took));
  expect(usualDuration([...runs, { ...nightly(7), endedAt: null }])).toEqual({ p50: 1800, p90: 46 * 60, of: 5 });
});
