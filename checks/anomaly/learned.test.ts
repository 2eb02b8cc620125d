import { expect, it } from 'vitest';
import type { Profile } from '../profile.ts';
import type { LearnedVerdict } from './judge.ts';
import { chance } from '../testing/chance.ts';
import { at, DAY_MS, days, follow, saidOf, steady, table } from '../testing/watcher.ts';

it('says nothing of a hundred ordinary days', () => {
  expect(follow(steady(100)).verdicts.flatMap(saidOf)).toEqual([]);
});

it('says nothing of the first profile, whatever it is', () => {
  expect(follow([table(3)]).verdicts.map(saidOf)).toEqual([[]]);
});

it('names the gross errors after three earlier runs', () => {
  const before = steady(3);
  const after = (profile: Profile): string[] => saidOf(follow([...before, profile]).verdicts[3]!);
  expect(after(table(100))).toEqual(['rows table']);
  expect(after(table(1000, { mean: 500 }))).toContain('distribution amount');
  expect(after(table(1000, { nulls: 1 }))).toContain('missing amount');
});

it('keeps an outage of five runs one trouble, which ends when the rows are back', () => {
  const history = steady(40);
  const outage = days(5, () => table(300));
  const { verdicts } = follow([...history, ...outage, ...steady(10, 2)]);
  const told = verdicts.map(({ findings }) => findings.filter(({ continues }) => !continues).length);
  expect(told.slice(40, 45)).toEqual([1, 0, 0, 0, 0]);
  expect(told.slice(45).every((count) => count === 0)).toBe(true);
});

it('takes a new level for normal after three runs', () => {
  const higher = days(20, (day) => table(2000 + day));
  const { verdicts } = follow([...steady(40), ...higher]);
  expect(verdicts.slice(40).map(({ findings }) => findings.length > 0)).toEqual([
    ...[true, true, true],
    ...days(17, () => false),
  ]);
});

it('does not take a wild week for normal', () => {
  const wild = [table(100), table(3000), table(50), table(4000)];
  const { verdicts } = follow([...steady(40), ...wild, ...steady(5, 3)]);
  expect(verdicts.slice(44).flatMap(saidOf)).toEqual([]);
});

it('knows quiet weekends after three weeks', () => {
  const weekly = days(70, (day) =>
    table(new Date(at(day)).getUTCDay() % 6 === 0 ? 500 + (day % 9) : 1000 + (day % 11)),
  );
  expect(follow(weekly).verdicts.slice(28).flatMap(saidOf)).toEqual([]);
});

it('finds a half-empty Monday that would be an ordinary Sunday', () => {
  const rowsOn = (day: number): number =>
    new Date(at(day)).getUTCDay() % 6 === 0 ? 500 + (day % 9) : 1000 + (day % 11);
  const weekly = days(70, (day) => table(rowsOn(day)));
  const monday = weekly.findIndex((_, day) => day > 60 && new Date(at(day)).getUTCDay() === 1);
  weekly[monday] = table(505);
  expect(saidOf(follow(weekly).verdicts[monday]!)).toEqual(['rows table']);
});

it('gives holidays more room', () => {
  const history = steady(40);
  const holiday = new Set([Math.floor(at(40).getTime() / DAY_MS)]);
  const quiet = table(800);
  expect(saidOf(follow([...history, quiet]).verdicts[40]!)).toEqual(['rows table']);
  expect(saidOf(follow([...history, quiet], { holidays: holiday }).verdicts[40]!)).toEqual([]);
});

it('tells a category that is gone and one that is new', () => {
  const gone = table(1000, { codes: { a: 0.7, b: 0.3 } });
  const fresh = table(1000, { codes: { a: 0.5, b: 0.3, c: 0.15, z: 0.05 } });
  expect(saidOf(follow([...steady(20), gone]).verdicts[20]!)).toEqual(['categories code']);
  expect(saidOf(follow([...steady(20), fresh]).verdicts[20]!)).toEqual(['categories code']);
});

it('tells changed columns once, and accepts them after three runs', () => {
  const wider = (rows: number): Profile => {
    const profile = table(rows);
    return { ...profile, schema: { fields: [...profile.schema!.fields, { name: 'new', type: 'BIGINT' }] } };
  };
  const { verdicts } = follow([...steady(10), ...days(6, (day) => wider(1000 + day))]);
  const findings = verdicts.slice(10).map(({ findings }) => findings.map(({ cause, continues }) => [cause, continues]));
  expect(findings).toEqual([[['schema', false]], [['schema', true]], [['schema', true]], [], [], []]);
});

function withDistinct(profile: Profile, value: number): Profile {
  const amount = { ...profile.columnMetrics!['amount']!, distinct: { value, exact: true } };
  return { ...profile, columnMetrics: { ...profile.columnMetrics, amount } };
}

it('sees that a column is a copy of the one before', () => {
  const lively = steady(20).map((profile, day) => withDistinct(profile, 300 + ((day * 5) % 11)));
  expect(saidOf(follow([...lively, lively.at(-1)!]).verdicts[20]!)).toEqual(['stale amount']);
  expect(saidOf(follow([...lively, withDistinct(steady(21)[20]!, 303)]).verdicts[20]!)).toEqual([]);
});

it('explains all that follows from fewer rows by the rows', () => {
  const history = steady(30);
  const part = table(200, { codes: { a: 1 } });
  expect(saidOf(follow([...history, part]).verdicts[30]!)).toEqual(['rows table']);
});

it('learns nothing from a profile that is in alarm', () => {
  const { verdicts } = follow([...steady(30), table(1000, { nulls: 0.4 }), table(1000, { nulls: 0.4 })]);
  expect(saidOf(verdicts[31]!)).toEqual(['missing amount']);
});

it('remembers no more after a thousand runs than after a hundred', () => {
  const size = (count: number): number => follow(steady(count)).baseline.courses.laneCount;
  expect(size(300) / size(100)).toBeLessThan(1.1);
});

it('watches custom metrics and counters of a profile that counts no rows', () => {
  const { normal } = chance(9);
  const counted = (backlog: number, failed: number): Profile => ({
    dataset: { namespace: 'test', name: 'queue' },
    metrics: { backlog },
    counters: [{ id: 'late', tested: 1000, failed }],
  });
  const history = days(30, () => counted(100 + 3 * normal(), 10));
  const keysOf = ({ judged }: LearnedVerdict): string[] =>
    judged.filter(({ score }) => score >= 1).map(({ measure }) => measure.key);
  expect(keysOf(follow([...history, counted(300, 10)]).verdicts[30]!)).toEqual(['metric.backlog']);
  expect(keysOf(follow([...history, counted(100, 200)]).verdicts[30]!)).toEqual(['counter.late']);
});
