import { expect, it } from 'vitest';
import type { ColumnProfile, Profile } from '../profile.ts';
import { chance } from '../testing/chance.ts';
import { days, follow, saidOf, steady, table } from '../testing/watcher.ts';

const inAlarm = (profiles: readonly Profile[]): string[] =>
  follow(profiles)
    .verdicts.at(-1)!
    .judged.filter(({ score }) => score >= 1)
    .map(({ measure }) => measure.key);

function withColumn(profile: Profile, name: string, column: ColumnProfile): Profile {
  const fields = [...profile.schema!.fields, { name, type: 'VARCHAR' }];
  return { ...profile, schema: { fields }, columnMetrics: { ...profile.columnMetrics, [name]: column } };
}

it('an outage that gets much worse is told again', () => {
  const { verdicts } = follow([...steady(40), table(700), table(650), table(60)]);
  expect(verdicts.slice(40).map(({ findings: [first] }) => first?.continues)).toEqual([false, true, false]);
});

it('a new level that begins before a weekend is the right one after three runs', () => {
  const { normal } = chance(12);
  const rows = (day: number): number => (new Date(Date.UTC(2026, 0, 1 + day)).getUTCDay() % 6 === 0 ? 500 : 1000);
  // Day 50 is a Friday.
  const profiles = days(75, (day) => table(Math.round(rows(day) * (day >= 50 ? 2 : 1) * (1 + 0.01 * normal()))));
  const told = follow(profiles).verdicts.map(({ findings }) => findings.length > 0);
  expect(told.slice(50, 53)).toEqual([true, true, true]);
  expect(told.slice(53).some(Boolean)).toBe(false);
});

it('what is gone from two columns alike is one trouble', () => {
  const { codes, part } = { codes: { a: 0.5, b: 0.3, c: 0.2 }, part: { a: 0.7, b: 0.3 } };
  const twice = (day: number, shares: Record<string, number>): Profile => {
    const profile = table(1000 + (day % 7), { codes: shares });
    return withColumn(profile, 'copy', profile.columnMetrics!['code']!);
  };
  const { verdicts } = follow([...days(20, (day) => twice(day, codes)), twice(20, part)]);
  expect(verdicts[20]!.findings.map(({ cause }) => cause)).toEqual(['categories']);
  expect(verdicts[20]!.findings[0]!.measures.map(({ measure }) => measure.column)).toEqual(
    expect.arrayContaining(['code', 'copy']),
  );
});

it('what is rare and comes five times as often is told, though it is still rare', () => {
  const balance = (day: number, negative: number): Profile => {
    const profile = table(4000 + (day % 11));
    const amount = { ...profile.columnMetrics!['amount']!, negativeCount: negative };
    return { ...profile, columnMetrics: { ...profile.columnMetrics, amount } };
  };
  const before = days(40, (day) => balance(day, 5 + (day % 4)));
  expect(inAlarm([...before, balance(40, 34)])).toEqual(['amount.negativeShare']);
  expect(inAlarm([...before, balance(40, 10)])).toEqual([]);
});

it('one duplicate of a declared key is told where there was none in eight runs', () => {
  const keyed = (failed: number): Profile => ({
    ...table(1000),
    counters: [{ id: 'duplicate_keys', tested: 1000, failed }],
  });
  const clean = days(8, () => keyed(0));
  expect(inAlarm([...clean, keyed(1)])).toEqual(['counter.duplicate_keys']);
  expect(inAlarm([...clean.slice(1), keyed(1)])).toEqual([]);
  expect(inAlarm([...days(20, (day) => keyed(day % 3)), keyed(1)])).toEqual([]);
});

function withDistinct(rows: number, value: number): Profile {
  const profile = table(rows);
  const amount = { ...profile.columnMetrics!['amount']!, distinct: { value, exact: true } };
  return { ...profile, columnMetrics: { ...profile.columnMetrics, amount } };
}

it('a fixed number of values in more or fewer rows is nothing; duplicates of unique ones are', () => {
  const { normal } = chance(5);
  const rows = days(41, () => Math.round(1000 * (1 + 0.2 * Math.tanh(normal()))));
  expect(
    follow(rows.map((count) => withDistinct(count, Math.min(count, 900))))
      .verdicts.slice(7)
      .flatMap(saidOf),
  ).toEqual([]);
  const unique = days(40, (day) => withDistinct(1000 + (day % 9), 1000 + (day % 9)));
  expect(saidOf(follow([...unique, withDistinct(1004, 900)]).verdicts[40]!)).toEqual(['distribution amount']);
});

it('a table of the same rows every day may repeat itself', () => {
  const snapshot = (day: number, moving: number): Profile => {
    const profile = withDistinct(3000 + day, 2000 + day);
    const amount = { ...profile.columnMetrics!['amount']!, mean: 50 + day / 5000 };
    const lively = {
      ...amount,
      mean: 50 + moving,
      stddev: 10 + moving / 9,
      distinct: { value: 1500 + ((7 * moving) % 31), exact: true },
    };
    return { ...profile, columnMetrics: { ...profile.columnMetrics, amount, lively } };
  };
  const { normal } = chance(2);
  const before = days(30, (day) => snapshot(day, Math.round(9 * normal()) / 9));
  expect(saidOf(follow([...before, { ...snapshot(29, 0.377) }]).verdicts[30]!)).toEqual([]);
});
