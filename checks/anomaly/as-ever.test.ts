import { expect, it } from 'vitest';
import { dayOf } from '../testing/learned-days.ts';
import { follow } from '../testing/watcher.ts';
import { judgeLearned, situationOf } from './judge.ts';
import { judgeMeasure } from './judge-measure.ts';
import { SlotFinder } from './slot-finder.ts';
import { nameIn, slotOf } from './courses.ts';

const history = Array.from({ length: 30 }, (_, day) => dayOf(day));
const at = new Date('2026-02-10T00:00:00Z');

it('what is exactly as ever is judged as by all rules', () => {
  const { baseline } = follow(history);
  let quiet = 0;
  for (const profile of [dayOf(30), dayOf(31, { mean: 80 }), dayOf(32, { codes: { a: 0.5, d: 0.5 } })]) {
    const input = { profile, at, baseline };
    const situation = situationOf(input);
    for (const { measure, slot } of judgeLearned(input).judged) {
      const judged = judgeMeasure(measure, slot, situation);
      expect(judged).toEqual(judgeMeasure(measure, slot, { ...situation, byAllRules: true }));
      if (judged?.z === 0 && judged.forecast.range.low === judged.forecast.range.high) quiet++;
    }
  }
  expect(quiet).toBeGreaterThan(0);
});

it('finds the slots of measures in the order of the run before, in another one, and of none that is new', () => {
  const { courses } = follow(history).baseline;
  const named = judgeLearned({ profile: dayOf(30), at, baseline: follow(history).baseline }).judged.map(
    ({ measure: { key, column } }) => ({ column, name: nameIn(key, column) }),
  );
  const orders = [named, named.toReversed(), named.filter((_, index) => index % 3 > 0), [...named.slice(5), ...named]];
  for (const order of orders) {
    const finder = new SlotFinder(courses);
    for (const { column, name } of order) {
      const slot = finder.find(column, name);
      expect(slot).toBeGreaterThanOrEqual(0);
      expect(slot).toBe(slotOf(courses, { column, name }));
      expect(finder.find('nobody', name)).toBe(-1);
    }
  }
});
