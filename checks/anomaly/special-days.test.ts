import { describe, expect, it } from 'vitest';
import { chance } from '../testing/chance.ts';
import { at, DAY_MS, days, follow, saidOf, steady, table } from '../testing/watcher.ts';
import { calendarTags, HOURLY, phaseOf } from './phase.ts';

const holidaysOn = (...on: number[]): Set<number> => new Set(on.map((day) => Math.floor(at(day).getTime() / DAY_MS)));
/** About a thousand rows a day, but for what is said of some days. */
function rowsOn(count: number, factor: (day: number) => number, seed = 4) {
  const { normal } = chance(seed);
  return days(count, (day) => table(Math.round(1000 * factor(day) * (1 + 0.01 * normal()))));
}

describe('special days', () => {
  it('have all the tags that are theirs: the day before the end of a month may lie beside a holiday too', () => {
    const holidays = holidaysOn(28);
    expect(calendarTags(at(29).getTime(), holidays)).toEqual(['near holiday', 'day before month end']);
    expect(calendarTags(at(28).getTime(), holidays)).toEqual(['holiday']);
    expect(calendarTags(at(14).getTime(), holidays)).toEqual([]);
  });

  it('leave room beside a holiday at the end of a month, too', () => {
    const quiet = rowsOn(30, (day) => (day === 29 ? 0.89 : 1));
    expect(saidOf(follow(quiet).verdicts[29]!)).toEqual(['rows table']);
    expect(saidOf(follow(quiet, { holidays: holidaysOn(28) }).verdicts[29]!)).toEqual([]);
  });

  it('are no alarm when a second holiday is like the first, and are one when it is far beyond', () => {
    const holidays = holidaysOn(32, 45);
    const said = (second: number): string[] => {
      const profiles = rowsOn(46, (day) => (day === 32 ? 0.5 : day === 45 ? second : 1));
      return follow(profiles, { holidays }).verdicts.slice(30).flatMap(saidOf);
    };
    expect(said(0.5)).toEqual([]);
    expect(said(0.1)).toEqual(['rows table']);
  });

  it('do not teach the level what only they bring: the first of a month is as before', () => {
    const ends = rowsOn(70, (day) => ([28, 29, 30].includes(day) ? 1.6 : 1));
    expect(follow(ends).verdicts.flatMap(saidOf)).toEqual([]);
  });

  it('excuse nothing that goes on: an outage over a holiday stays in alarm', () => {
    const outage = rowsOn(46, (day) => (day >= 40 && day < 45 ? [0.15, 0.3, 0.2, 0.5, 0.3][day - 40]! : 1));
    const told = follow(outage, { holidays: holidaysOn(43) })
      .verdicts.slice(40)
      .map((verdict) => verdict.findings.length > 0);
    expect(told).toEqual([true, true, true, true, true, false]);
  });
});

it('quiet weekends of a young table are no alarm, the first ones included', () => {
  const week = [300, 90, 50, 420, 500, 460, 350];
  const profiles = days(35, (day) => table(week[(day + 6) % 7]! + (day % 5)));
  expect(follow(profiles).verdicts.flatMap(saidOf)).toEqual([]);
});

it("the hours of Saturdays and of Mondays are no others', since the day before them is of another kind", () => {
  // Thursday 2026-01-01 at eight, and the six days after it.
  const phases = days(7, (day) => phaseOf(at(day).getTime() + 8 * 3_600_000, HOURLY));
  const [thursday, friday, saturday, sunday, monday, tuesday, wednesday] = phases;
  expect(new Set([thursday, friday, tuesday, wednesday]).size).toBe(1);
  expect(new Set([thursday, saturday, sunday, monday]).size).toBe(4);
  expect(Math.max(...phases)).toBeLessThan(HOURLY.phases);
});

it('steady days are still nothing to tell of with holidays all over the year', () => {
  expect(follow(steady(100), { holidays: holidaysOn(10, 31, 46, 77) }).verdicts.flatMap(saidOf)).toEqual([]);
});
