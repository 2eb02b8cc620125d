import { describe, expect, it } from 'vitest';
import type { ColumnProfile, Counter, Profile } from '../profile.ts';
import { schemaWords } from '../learned/schema-words.ts';
import { chance } from '../testing/chance.ts';
import { days, follow, saidOf, steady, table } from '../testing/watcher.ts';
import { innerStddev } from './inner-stddev.ts';

const withAmount = (profile: Profile, amount: ColumnProfile): Profile => ({
  ...profile,
  columnMetrics: { ...profile.columnMetrics, amount: { ...profile.columnMetrics!['amount']!, ...amount } },
});

describe('a byte order mark', () => {
  const named = (profile: Profile, name: string): Profile => {
    const { amount, ...others } = profile.columnMetrics!;
    const [, ...fields] = profile.schema!.fields;
    return {
      ...profile,
      schema: { fields: [{ name, type: 'number' }, ...fields] },
      columnMetrics: { [name]: amount!, ...others },
    };
  };
  const marked = (profile: Profile): Profile => named(profile, '\ufeffamount');
  const isMarked = (profile: Profile, byteOrderMark: boolean): Profile => ({
    ...profile,
    fileForm: { encoding: 'utf-8', byteOrderMark },
  });
  const changes = (profiles: readonly Profile[]): string[] =>
    follow(profiles).verdicts.map(({ schema }) => schemaWords(schema));
  const told = (profiles: readonly Profile[]): (string | null)[][] =>
    follow(profiles).verdicts.map(({ findings }) => findings.map(({ column, cause }) => `${cause} ${column}`));

  it('is told as how the file is written, and its column is the one it was', () => {
    const profiles = [...steady(30), ...steady(1, 7).map(marked)];
    expect(changes(profiles).at(-1)).toBe('the file begins with a byte order mark');
    expect(told(profiles).at(-1)).toEqual(['schema null']);
    const wrong = marked(table(1000, { mean: 500 }));
    expect(told([...steady(30), wrong]).at(-1)).toEqual(['schema null', 'distribution amount']);
  });

  it('is the same where the profile says so beside a plain name', () => {
    const before = steady(30).map((profile) => isMarked(profile, true));
    const [day] = steady(1, 7) as [Profile];
    expect(changes([...before, marked(day)]).at(-1)).toBe('');
    expect(changes([...before, isMarked(day, false)]).at(-1)).toBe(
      'the file begins without the byte order mark it had',
    );
    // Nothing is said where the profile does not tell.
    expect(changes([...before, day]).at(-1)).toBe('');
  });

  it('is taken for usual after three runs', () => {
    const after = told([...steady(30), ...steady(5, 7).map(marked)]).slice(30);
    expect(after.map((findings) => findings.length)).toEqual([1, 1, 1, 0, 0]);
  });
});

describe('a deviation without the ends', () => {
  it.each([1, 2, 3])('is what the values between give (seed %i)', (seed) => {
    const { normal } = chance(seed);
    const values = days(40, () => 7 + 3 * normal()).sort((a, b) => a - b);
    const moments = (some: readonly number[]): { mean: number; stddev: number } => {
      const mean = some.reduce((sum, value) => sum + value, 0) / some.length;
      const squares = some.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return { mean, stddev: Math.sqrt(squares / (some.length - 1)) };
    };
    values[39] = 5000;
    const profile = { count: 40, min: values[0]!, max: 5000, ...moments(values) };
    expect(innerStddev(profile)).toBeCloseTo(moments(values.slice(1, -1)).stddev, 6);
  });

  it('is not known of few values, or without both ends', () => {
    expect(innerStddev({ mean: 5, stddev: 1, count: 19, min: 1, max: 9 })).toBeNull();
    expect(innerStddev({ mean: 5, stddev: 1, count: 100, min: 1 })).toBeNull();
    expect(innerStddev({ mean: 5, stddev: 0, count: 100, min: 5, max: 5 })).toBe(0);
  });
});

describe('one wild value', () => {
  /** A day of a column N(50, 10) with one value that is not. */
  const wild = (rows: number, value: number): Profile => {
    const [mean, left] = [50 + (value - 50) / rows, 100 * (rows - 1)];
    const stddev = Math.sqrt((left + (value - 50) ** 2) / (rows - 1));
    return withAmount(table(rows), { mean, stddev, max: value, kurtosis: 0 });
  };
  const before = (rows: number): Profile[] => days(40, (day) => table(rows + (day % 7)));

  const alarms = (rows: number, value: number): string[] =>
    follow([...before(rows), wild(rows, value)])
      .verdicts[40]!.judged.filter(({ told }) => told >= 1)
      .map(({ measure }) => measure.key);

  it('is told where it moves the mean as far as matters, and is none of many that moves nothing', () => {
    expect(alarms(1000, 9000)).toContain('amount.max');
    expect(alarms(50_000, 900_000)).toContain('amount.max');
    expect(alarms(50_000, 9000)).toEqual([]);
  });
});

it('times of a few loads have no distribution over the day; those of many rows have', () => {
  const loaded = (hour: number, distinct: number): Profile => {
    const hours = days(24, (index) => (index === hour || index === hour + 1 ? 500 : 0));
    const loadedAt: ColumnProfile = {
      type: 'timestamp',
      count: 1000,
      nullCount: 0,
      distinct: { value: distinct, exact: true },
      hours,
    };
    const profile = table(1000);
    const fields = [...profile.schema!.fields, { name: 'loaded', type: 'TIMESTAMP' }];
    return { ...profile, schema: { fields }, columnMetrics: { ...profile.columnMetrics, loaded: loadedAt } };
  };
  const last = (distinct: number): string[] =>
    saidOf(follow([...days(30, () => loaded(4, distinct)), loaded(6, distinct)]).verdicts[30]!);
  expect(last(2)).toEqual([]);
  expect(last(700)).toEqual(['distribution loaded']);
});

it('a mean is watched where nothing else is known of the numbers, in whatever size they are', () => {
  const { normal } = chance(4);
  const rates = (mean: number): Profile => ({
    dataset: { namespace: 'test', name: 'rates' },
    rowCount: 1000,
    columnMetrics: { rate: { type: 'number', count: 1000, nullCount: 0, mean } },
  });
  const before = days(30, () => rates(0.02 * (1 + 0.03 * normal())));
  expect(saidOf(follow([...before, rates(0.0205)]).verdicts[30]!)).toEqual([]);
  expect(saidOf(follow([...before, rates(0.04)]).verdicts[30]!)).toEqual(['distribution rate']);
});

describe('what is lost of a total that only grows', () => {
  const counted = (fallen: number, of: { nulls?: number } = {}): Profile => {
    const counter = (id: string, failed: number): Counter => ({ id, tested: 1_000_000, failed });
    return { ...table(1000, of), counters: [counter('fallen:amount', fallen), counter('largest_fall:amount', fallen)] };
  };
  const usual = days(40, (day) => counted(100 + 50 * (day % 5)));
  const keys = (profiles: readonly Profile[]): string[] =>
    follow(profiles)
      .verdicts.at(-1)!
      .findings.flatMap(({ measures }) => measures.map(({ measure }) => measure.key));

  it('is told from one hundredth on', () => {
    expect(keys([...usual, counted(12_000)])).toEqual(['counter.fallen:amount', 'counter.largest_fall:amount']);
    expect(keys([...usual, counted(1500)])).toEqual([]);
  });

  it('is told once, and its end ends it', () => {
    const { verdicts } = follow([...usual, counted(12_000), counted(200), counted(12_000)]);
    expect(verdicts.slice(40).map(({ findings }) => findings.length)).toEqual([1, 0, 1]);
  });

  it('says nothing against a file that was in trouble itself', () => {
    const wrong = counted(100, { nulls: 0.4 });
    expect(saidOf(follow([...usual, wrong]).verdicts[40]!)).toEqual(['missing amount']);
    expect(saidOf(follow([...usual, wrong, counted(300_000)]).verdicts[41]!)).toEqual([]);
    expect(saidOf(follow([...usual, wrong, counted(100), counted(300_000)]).verdicts[42]!)).toEqual([
      'distribution table',
    ]);
  });
});
