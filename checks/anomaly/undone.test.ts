import { describe, expect, it } from 'vitest';
import { chance } from '../testing/chance.ts';
import { at, days, follow, table } from '../testing/watcher.ts';
import { decodeBaseline, encodeBaseline } from './codec.ts';

const isWeekend = (day: number): boolean => [0, 6].includes(at(day).getUTCDay());

/** A table from Saturday the third of January 2026 on, whose amounts are larger on workdays. */
function fromSaturday(count: number, seed: number) {
  const { normal } = chance(seed);
  return days(count, (day) => {
    const mean = (isWeekend(day) ? 50 : 430) + 8 * normal();
    return day < 2 ? null : table(Math.round(1000 * (1 + 0.02 * normal())), { mean });
  });
}

/** The days that told of something new, counted from the first of January. */
const toldOn = (profiles: Parameters<typeof follow>[0]): number[] => {
  const seen = profiles.flatMap((profile, day) => (profile === null ? [] : [day]));
  return follow(profiles).verdicts.flatMap(({ findings }, index) =>
    findings.some(({ continues }) => !continues) ? [seen[index]!] : [],
  );
};

describe('workdays to a table that began on a weekend', () => {
  it.each([1, 2, 3, 4, 5])('are not told every Monday: the season is learnt by the third week (series %i)', (seed) => {
    const told = toldOn(fromSaturday(70, seed));
    expect(told.filter((day) => day >= 16)).toEqual([]);
  });

  it('are told when they are not as workdays are', () => {
    const profiles = fromSaturday(140, 1);
    const tuesday = 131;
    expect(at(tuesday).getUTCDay()).toBe(2);
    profiles[tuesday] = table(1000, { mean: 50 });
    expect(toldOn(profiles)).toContain(tuesday);
  });

  it('are remembered where the state was stored meanwhile', () => {
    const profiles = fromSaturday(20, 1);
    const { baseline } = follow(profiles);
    expect(baseline.undone.size).toBeGreaterThan(0);
    expect(decodeBaseline(encodeBaseline(baseline)).undone).toEqual(baseline.undone);
  });
});

describe('an outage of four days', () => {
  const level = (from: readonly number[]) => (day: number) => from.some((first) => day >= first && day < first + 4);
  const rowsOf = (from: readonly number[], seed: number) => {
    const { normal } = chance(seed);
    const isOut = level(from);
    return days(80, (day) => table(Math.round((isOut(day) ? 300 : 1000) * (1 + 0.02 * normal()))));
  };

  it.each([1, 2, 3])('that comes again after three weeks is told again, and its end never (series %i)', (seed) => {
    expect(toldOn(rowsOf([30, 51], seed))).toEqual([30, 51]);
  });

  it('that comes again every week is what these days bring after the second', () => {
    const weekly = [30, 37, 44, 51, 58, 65, 72];
    expect(toldOn(rowsOf(weekly, 1)).filter((day) => weekly.includes(day))).toEqual([30, 37]);
  });

  it('is forgotten after two cycles', () => {
    const { baseline } = follow(rowsOf([30], 1).slice(0, 40));
    expect([...baseline.undone.keys()]).toContain('rowCount');
    expect(follow(rowsOf([30], 1).slice(0, 52)).baseline.undone.size).toBe(0);
  });
});
