import { expect, it } from 'vitest';
import type { Profile } from '../profile.ts';
import { NO_BASELINE } from './baseline.ts';
import { decodeBaseline, encodeBaseline } from './codec.ts';
import { MOST_COURSES } from './courses.ts';
import { judgeLearned } from './judge.ts';
import { learn } from './learn.ts';

const at = (day: number) => new Date(Date.UTC(2026, 0, 1 + day));
const profileOf = (many: number, day: number): Profile => ({
  dataset: { namespace: 'shop', name: 'wide' },
  rowCount: 1000,
  metrics: Object.fromEntries(Array.from({ length: many }, (_, index) => [`m${index}`, (index % 7) + (day % 3)])),
});

it('of a hundred thousand measures the first are watched, and what is kept of them is read back', () => {
  let baseline = NO_BASELINE;
  for (let day = 0; day < 5; day++) {
    const input = { profile: profileOf(100_000, day), at: at(day), baseline };
    baseline = learn(input, judgeLearned(input));
  }
  expect(baseline.courses.columns).toHaveLength(MOST_COURSES);
  const back = decodeBaseline(encodeBaseline(baseline));
  expect(back.courses.names).toEqual(baseline.courses.names);
  const next = { profile: profileOf(100_000, 5), at: at(5) };
  const [one, other] = [judgeLearned({ ...next, baseline }), judgeLearned({ ...next, baseline: back })];
  expect(other.judged.map(({ score }) => score)).toEqual(one.judged.map(({ score }) => score));
});

it('the slot of a measure that is gone is given to the next that is new', () => {
  let baseline = NO_BASELINE;
  for (let day = 0; day < 70; day++) {
    const input = { profile: profileOf(day < 2 ? 40 : 20, day), at: at(day), baseline };
    baseline = learn(input, judgeLearned(input));
  }
  const { length } = baseline.courses.columns;
  expect(baseline.courses.holes).toBe(20);
  const back = decodeBaseline(encodeBaseline(baseline));
  expect(back.courses.holes).toBe(20);
  const input = { profile: profileOf(45, 70), at: at(70), baseline };
  baseline = learn(input, judgeLearned(input));
  expect(baseline.courses.columns).toHaveLength(length + 5);
  expect(baseline.courses.holes).toBe(0);
});
