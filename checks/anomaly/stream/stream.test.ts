import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnedResults } from '../../learned/learned-results.ts';
import { DEFAULT_LEARNING } from '../../learned/settings.ts';
import { DAY, followPoints, metricOf, pointTime, toldAt, usualPoint } from '../../testing/followed-points.ts';
import { dayOf } from '../../testing/learned-days.ts';
import { bytesOf } from '../bytes-of.ts';
import { decodeBaseline, encodeBaseline } from '../codec.ts';
import { judgeLearned } from '../judge.ts';
import { learn } from '../learn.ts';
import { isStream } from './stream.ts';

const WEEKS = 14 * DAY;
const usual = (points: number): number[] => Array.from({ length: points }, (_, point) => usualPoint(point));
/** Two weeks as ever. */
const known = encodeBaseline(followPoints(usual(WEEKS).map(metricOf)).baseline);
/** What is said of values; the first two weeks must be as ever. */
const follow = (values: readonly number[], of?: Parameters<typeof followPoints>[1]) =>
  followPoints(values.map(metricOf), { from: { point: WEEKS, baseline: decodeBaseline(known) }, ...of });
const fromTheFirst = (values: readonly number[]) => followPoints(values.map(metricOf));
/** Where something new was told. */
const news = (values: readonly number[], of?: Parameters<typeof followPoints>[1]): number[] =>
  toldAt(follow(values, of).verdicts);
const changed = (values: readonly number[], places: readonly number[], to: (value: number) => number): number[] =>
  values.map((value, point) => (places.includes(point) ? to(value) : value));
const span = (from: number, points: number): number[] => Array.from({ length: points }, (_, index) => from + index);

describe('what is a stream', () => {
  const every = (minutes: number): number[] => Array.from({ length: 20 }, (_, run) => run * minutes * 60_000);

  it('is runs at most half an hour apart, most of them', () => {
    expect(isStream(every(5))).toBe(true);
    expect(isStream(every(30))).toBe(true);
    expect(isStream(every(31))).toBe(false);
    expect(isStream(every(24 * 60))).toBe(false);
    expect(isStream(every(5).slice(0, 2))).toBe(false);
    expect(isStream([...every(5), 864e5, 2 * 864e5])).toBe(true);
  });
});

describe('a stream with the hours of a day', () => {
  it('says little while it is as ever', () => {
    const { verdicts } = fromTheFirst(usual(28 * DAY));
    expect(toldAt(verdicts).length).toBeLessThanOrEqual(6);
    expect(toldAt(verdicts.slice(14 * DAY)).length).toBeLessThanOrEqual(1);
  });

  it('tells a value beyond all that was seen in its run', () => {
    expect(news(changed(usual(WEEKS + 30), [WEEKS + 10], () => 100))).toEqual([WEEKS + 10]);
  });

  it('tells a value that is usual at noon in the night', () => {
    const night = WEEKS + 10;
    const { verdicts } = follow(changed(usual(WEEKS + 30), [night], () => 78));
    expect(toldAt(verdicts)).toEqual([night]);
    expect(verdicts[night]!.judged[0]!.forecast.value).toBeCloseTo(Math.asinh(22), 0);
  });

  it('tells a level that moved by less than a single point may, as a drift, from where it was', () => {
    const from = WEEKS + DAY / 2;
    const values = changed(usual(WEEKS + DAY), span(from, DAY / 4), (value) => value - 5);
    const { verdicts, inputs } = follow(values);
    const [first] = toldAt(verdicts);
    expect(first).toBeGreaterThan(from);
    expect(first).toBeLessThanOrEqual(from + 36);
    expect(verdicts[first!]!.judged[0]!.isDrift).toBe(true);
    const telling = { settings: DEFAULT_LEARNING, versions: { engine: 1, calibration: null } };
    const again = follow(values.slice(0, first)).baseline;
    const input = { ...inputs[first!]!, baseline: again };
    const [row] = learnedResults(input, judgeLearned(input), telling);
    expect(row!.reason).toMatch(/^value drifted by little and little: .* at 1\d:00 UTC before the newest runs$/);
  });
});

describe('a trouble of a stream', () => {
  it('is told once, stays open for two hours without anything, and is then over', () => {
    const values = changed(usual(WEEKS + 60), [WEEKS + 10, WEEKS + 12, WEEKS + 20], (value) => value + 80);
    const { verdicts } = follow(values);
    expect(toldAt(verdicts)).toEqual([WEEKS + 10]);
    const open = verdicts.flatMap(({ findings }, point) => (findings.length > 0 ? [point] : []));
    expect(open[0]).toBe(WEEKS + 10);
    // Two hours are 24 points after the newest that was out of the ordinary.
    expect(open.at(-1)).toBeGreaterThanOrEqual(WEEKS + 10 + 23);
    expect(open).toEqual(span(open[0]!, open.length));
    expect(open.at(-1)).toBeLessThan(WEEKS + 45);
  });

  it('is told again when it is three times as bad', () => {
    const values = [...usual(WEEKS + 30)];
    values[WEEKS + 10] = 100;
    values[WEEKS + 12] = 400;
    expect(news(values)).toEqual([WEEKS + 10, WEEKS + 12]);
  });

  it('does not hide what is far smaller a day later, though it was a thousand times as much', () => {
    const values = changed(usual(WEEKS + 2 * DAY), [WEEKS + 10], () => 80_000);
    values[WEEKS + DAY + 10] = 200;
    expect(news(values)).toEqual([WEEKS + 10, WEEKS + DAY + 10]);
  });

  it('is no news when it comes again, unless it was said to be a fault', () => {
    const noon = WEEKS + DAY / 2;
    const places = [...span(noon, 12), noon + DAY];
    const values = changed(usual(WEEKS + 2 * DAY), places, () => 100);
    expect(news(values)).toEqual([noon]);
    const feedback = (point: number) =>
      point >= noon && point < noon + 12 ? ({ verb: 'real', columns: 'all' } as const) : undefined;
    expect(news(values, { feedback })).toEqual([noon, noon + DAY]);
  });

  it('holds back nothing that the budget let pass before', () => {
    const values = usual(WEEKS + 30);
    const { baseline } = follow(values.slice(0, WEEKS + 10));
    const scoreOf = (value: number): number =>
      judgeLearned({ profile: metricOf(value), at: pointTime(WEEKS + 10), baseline }).score;
    const small = span(0, 800).find((tenths) => scoreOf(values[WEEKS + 10]! + tenths / 10) >= 1.2)! / 10;
    values[WEEKS + 10]! += small;
    expect(scoreOf(values[WEEKS + 10]!)).toBeLessThan(1.75);
    values[WEEKS + 12]! += small + 10;
    expect(news(values, { budget: 'low' })).toEqual([WEEKS + 12]);
    expect(news(values, { budget: 'normal' })[0]).toBe(WEEKS + 10);
  });

  it('says that it waits, and then that it is over', () => {
    const values = changed(usual(WEEKS + 60), [WEEKS + 10], () => 100);
    let { baseline } = follow(values.slice(0, WEEKS));
    const telling = { settings: DEFAULT_LEARNING, versions: { engine: 1, calibration: null } };
    const said = values.slice(WEEKS).map((value, index) => {
      const input = { profile: metricOf(value), at: pointTime(WEEKS + index), baseline };
      const verdict = judgeLearned(input);
      const rows = learnedResults(input, verdict, telling).map(({ outcome, reason }) => `${outcome}: ${reason}`);
      baseline = learn(input, verdict);
      return rows.join();
    });
    expect(said[9]).toBe('');
    expect(said[10]).toMatch(/^warn: value 100 is .* its usual/);
    expect(said[20]).toMatch(/^warn: value is as usual again \(.*\), for less than 2 hours$/);
    const passed = said.findIndex((rows) => rows.startsWith('pass: back within'));
    expect(passed).toBeGreaterThan(10 + 23);
    expect(said.slice(passed + 1).join('')).toBe('');
  });
});

describe('a stream of which little is known', () => {
  it('says nothing on its first day but what is gross', () => {
    const values = usual(DAY);
    const firstDay = (all: readonly number[]): number[] => toldAt(fromTheFirst(all).verdicts);
    expect(firstDay(values)).toEqual([]);
    expect(firstDay(changed(values, [100], () => 2000))).toEqual([100]);
    expect(firstDay(changed(values, [100], () => 60))).toEqual([]);
  });

  it('takes a metric that never changed for changed when it does, and is never not a number', () => {
    const values = Array.from({ length: 3 * DAY }, (_, point) => (point === 2 * DAY ? 1 : 0));
    const { verdicts } = fromTheFirst(values);
    expect(toldAt(verdicts)).toEqual([2 * DAY]);
    for (const { score } of verdicts) expect(score).not.toBeNaN();
  });
});

describe('what is known of a stream', () => {
  const troubles = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 4 * DAY - 1 }),
      points: fc.integer({ min: 1, max: 40 }),
      by: fc.oneof(fc.constant(NaN), fc.double({ min: -1e9, max: 1e9, noNaN: true })),
    }),
    { maxLength: 5 },
  );
  const withTroubles = (of: { at: number; points: number; by: number }[]) =>
    usual(4 * DAY).map((value, point) => {
      const trouble = of.find(({ at, points }) => point >= at && point < at + points);
      return trouble === undefined
        ? metricOf(value)
        : Number.isNaN(trouble.by)
          ? { dataset: metricOf(0).dataset }
          : metricOf(value + trouble.by);
    });

  it('judges and learns after being encoded at any run exactly as if it never had been', () => {
    fc.assert(
      fc.property(troubles, fc.integer({ min: 0, max: 4 * DAY }), (of, at) => {
        const profiles = withTroubles(of);
        let run = 0;
        const between = (baseline: Parameters<typeof encodeBaseline>[0]) =>
          run++ % 97 === at % 97 ? decodeBaseline(encodeBaseline(baseline)) : baseline;
        const plain = followPoints(profiles);
        expect(JSON.stringify(followPoints(profiles, { between }).verdicts)).toBe(JSON.stringify(plain.verdicts));
      }),
      { seed: 20_261_126, numRuns: 10 },
    );
  });

  it('does not depend on the unit of a metric', () => {
    const scores = (unit: number): number[] =>
      fromTheFirst(changed(usual(4 * DAY), [900], () => 95).map((value) => unit * value)).verdicts.map(
        ({ score }) => score,
      );
    // Powers of two change no digit.
    const ours = scores(1).slice(DAY);
    expect(scores(1024).slice(DAY)).toEqual(ours);
    expect(scores(1 / 64).slice(DAY)).toEqual(ours);
  });

  it('takes no more room after weeks than after a day', () => {
    const [day, weeks] = [DAY, 30 * DAY].map((points) => fromTheFirst(usual(points)).baseline);
    expect(bytesOf(weeks!)).toBeLessThanOrEqual(bytesOf(day!) + 1600);
    expect(encodeBaseline(weeks!).length).toBeLessThan(encodeBaseline(day!).length + 200);
    expect(weeks!.streams!.measures.get('metric.value')!.byteLength).toBeLessThan(700);
  });

  it('is forgotten when runs come once a day, which are judged as such', () => {
    const { baseline } = fromTheFirst(usual(DAY));
    let after = baseline;
    for (let day = 1; day <= 250; day++) {
      const input = { profile: dayOf(day), at: pointTime((1 + day) * DAY), baseline: after };
      after = learn(input, judgeLearned(input));
    }
    expect(baseline.streams).toBeDefined();
    expect(after.streams).toBeUndefined();
    const input = { profile: dayOf(251, { rows: 10 }), at: pointTime(252 * DAY), baseline: after };
    expect(judgeLearned(input).findings.map(({ cause }) => cause)).toEqual(['rows']);
  });
});

describe('a table that comes every five minutes', () => {
  const points = 7 * DAY;
  const { baseline } = followPoints(Array.from({ length: points }, (_, point) => dayOf(point)));
  const causes = (of: Parameters<typeof dayOf>[1]): string[] =>
    judgeLearned({ profile: dayOf(points, of), at: pointTime(points), baseline }).findings.map(
      ({ cause, column }) => `${cause} ${column ?? 'table'}`,
    );

  it('is nothing when it is as ever', () => {
    expect(causes({})).toEqual([]);
  });

  it('is told where rows, nulls, means, codes or columns are others', () => {
    expect(causes({ rows: 500 })).toEqual(['rows table']);
    expect(causes({ nulls: 0.2 })).toEqual(['missing amount']);
    expect(causes({ mean: 500 })[0]).toMatch(/amount$/);
    expect(causes({ codes: { a: 0.5, b: 0.3, z: 0.2 } })).toEqual(['categories code']);
    expect(causes({ columns: ['more'] })).toEqual(['schema more']);
  });

  it('is not told what is new and does not matter', () => {
    expect(causes({ nulls: 0.02 })).toEqual([]);
    expect(causes({ rows: 1090 })).toEqual([]);
  });
});
