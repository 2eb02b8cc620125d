import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayOf,
  deadlinesFrom,
  instantOf,
  nextDeadline,
  previousDeadline,
  weekdayOf,
  weekdays,
  workdays,
  type WallDeadline,
} from './index.ts';

const berlin: WallDeadline = { minuteOfDay: 360, zone: 'Europe/Berlin', on: weekdays };
const next = (deadline: WallDeadline, after: string) => nextDeadline(deadline, new Date(after)).toISOString();

describe('the next deadline', () => {
  it('is strictly after, so that each comes once', () => {
    expect(next(berlin, '2026-11-25T04:59:59Z')).toBe('2026-11-25T05:00:00.000Z');
    expect(next(berlin, '2026-11-25T05:00:00Z')).toBe('2026-11-26T05:00:00.000Z');
  });

  it('keeps its time of day when the clocks change', () => {
    const dues = deadlinesFrom(berlin, {
      first: new Date('2026-10-24T04:00:00Z'),
      last: new Date('2026-10-26T12:00:00Z'),
      most: 10,
    });
    expect(dues.map((due) => due.toISOString())).toEqual([
      '2026-10-24T04:00:00.000Z',
      '2026-10-25T05:00:00.000Z',
      '2026-10-26T05:00:00.000Z',
    ]);
  });

  it('leaves out the days that are not its own', () => {
    expect(next({ ...berlin, on: workdays }, '2026-11-27T06:00:00Z')).toBe('2026-11-30T05:00:00.000Z');
    expect(next({ ...berlin, on: ['sun'] }, '2026-12-27T05:00:00Z')).toBe('2027-01-03T05:00:00.000Z');
  });

  it('comes on a leap day, and in a year without one on 1 March', () => {
    const tuesday = { ...berlin, on: ['tue'] } as const;
    expect(next(tuesday, '2028-02-28T12:00:00Z')).toBe('2028-02-29T05:00:00.000Z');
    expect(next(berlin, '2027-02-28T12:00:00Z')).toBe('2027-03-01T05:00:00.000Z');
  });

  it('on no day of the week is an error, not an endless search', () => {
    expect(() => nextDeadline({ ...berlin, on: [] }, new Date('2026-11-25T00:00:00Z'))).toThrow(RangeError);
    expect(() => previousDeadline({ ...berlin, on: [] }, new Date('2026-11-25T00:00:00Z'))).toThrow(RangeError);
  });
});

const anyDeadline = fc.record({
  minuteOfDay: fc.integer({ min: 0, max: 1439 }),
  zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns'),
  on: fc.subarray([...weekdays], { minLength: 1 }),
});
const anyInstant = fc
  .integer({ min: Date.UTC(2026, 0, 1) / 1000, max: Date.UTC(2029, 0, 1) / 1000 })
  .map((seconds) => new Date(seconds * 1000));

/** Every deadline within twelve days either side, by trying each calendar day. */
function around(deadline: WallDeadline, at: Date): number[] {
  const today = dayOf(at, deadline.zone);
  const days = Array.from({ length: 25 }, (_, index) => today - 12 + index);
  return days
    .filter((day) => deadline.on.includes(weekdayOf(day)))
    .map((day) => instantOf(day * 86_400_000 + deadline.minuteOfDay * 60_000, deadline.zone).getTime());
}

describe('next and previous deadlines', () => {
  it('are what trying every day around finds', () => {
    fc.assert(
      fc.property(anyDeadline, anyInstant, (deadline, at) => {
        const all = around(deadline, at);
        expect(nextDeadline(deadline, at).getTime()).toBe(Math.min(...all.filter((one) => one > at.getTime())));
        expect(previousDeadline(deadline, at).getTime()).toBe(Math.max(...all.filter((one) => one < at.getTime())));
      }),
      { numRuns: 150 },
    );
  });

  it('lead to and fro between neighbours', () => {
    fc.assert(
      fc.property(anyDeadline, anyInstant, (deadline, at) => {
        const due = nextDeadline(deadline, at);
        expect(previousDeadline(deadline, nextDeadline(deadline, due))).toEqual(due);
      }),
      { numRuns: 60 },
    );
  });
});

it('the days of the week are those of the calendar', () => {
  expect(weekdayOf(Date.UTC(2026, 10, 25) / 86_400_000)).toBe('wed');
  expect(weekdayOf(-1)).toBe('wed');
  expect(weekdayOf(0)).toBe('thu');
});
