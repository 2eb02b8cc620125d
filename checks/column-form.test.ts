import { describe, expect, it } from 'vitest';
import { applyPrivacy, findInconsistencies, mergeProfiles, scalarMetrics } from './index.ts';
import type { ColumnProfile, PrivacyLevel, Profile } from './index.ts';
import { hashValue, profileOf } from './testing/judge.ts';

const characters = { upper: 2, lower: 6, digit: 4, space: 0, punctuation: 0, other: 0 };
const shapes = [
  { shape: 'a9', count: 30 },
  { shape: 'A-a', count: 3 },
];
const text: ColumnProfile = {
  ...{ type: 'string', count: 40, nullCount: 0, paddedCount: 1, nonAsciiCount: 2 },
  ...{ characters, shapes, otherShapeCount: 7, formSampled: 40, length: { min: 0, max: 9, mean: 0.3 } },
};
const hours = Array.from({ length: 24 }, (_, hour) => (hour === 3 ? 40 : 0));
const time: ColumnProfile = {
  ...{ type: 'timestamp', count: 40, nullCount: 0, hours },
  timestamp: { min: '2026-01-01T03:00:00Z', max: '2026-01-02T03:10:00Z', futureCount: 1, outsideIntervalCount: 2 },
};
const fine = Object.fromEntries(
  [0.001, ...Array.from({ length: 99 }, (_, i) => (i + 1) / 100), 0.999].map((p) => [p, p]),
);
const number = (count: number): ColumnProfile => ({
  type: 'number',
  count,
  min: 0,
  max: 1,
  quantiles: fine,
  rankError: 0,
});
const of = (column: ColumnProfile): Profile => profileOf({ rowCount: 40, columnMetrics: { c: column } });

describe('what texts are made of, and when times are', () => {
  it('is believed where it adds up', () => {
    expect(findInconsistencies(of(text))).toEqual([]);
    expect(findInconsistencies(of(time))).toEqual([]);
  });

  it.each<[string, ColumnProfile, string]>([
    ['more characters than the lengths say', { ...text, characters: { ...characters, upper: 9 } }, 'c/characters'],
    [
      'a character that is not whole',
      {
        ...text,
        count: 1,
        paddedCount: 0,
        nonAsciiCount: 0,
        nullCount: 39,
        shapes: [],
        otherShapeCount: 1,
        formSampled: 1,
        characters: { ...characters, upper: 1.5 },
        length: { mean: 11.5 },
      },
      'c/characters/upper',
    ],
    ['more shapes than values', { ...text, otherShapeCount: 8 }, 'c/shapes'],
    ['more padded values than values', { ...text, paddedCount: 41 }, 'c/paddedCount'],
    ['more values in a day than values', { ...time, hours: hours.map((n) => n + 1) }, 'c/hours'],
    ['a day of 23 hours', { ...time, hours: hours.slice(1) }, 'c/hours'],
    ['less than nothing in an hour', { ...time, hours: hours.map((n, i) => (i === 5 ? -1 : n)) }, 'c/hours/5'],
    [
      'more values outside the interval than values',
      { ...time, timestamp: { outsideIntervalCount: 41 } },
      'c/timestamp/outsideIntervalCount',
    ],
  ])('contradicts itself with %s', (_words, column, pointer) => {
    expect(findInconsistencies(of(column)).map((problem) => problem.pointer)).toEqual([`/columnMetrics/${pointer}`]);
  });
});

describe('privacy of it', () => {
  const kept = (column: ColumnProfile, level: PrivacyLevel | null, name = 'c'): ColumnProfile => {
    const rules = level === null ? [] : [{ datasetPattern: '*', columnPattern: '*', level }];
    const profile = profileOf({ columnMetrics: { [name]: column } });
    return applyPrivacy(profile, rules, hashValue).columnMetrics?.[name] ?? {};
  };

  it.each<PrivacyLevel>(['hashed', 'bucketed', 'counts-only'])('keeps no shape and no hour at level %s', (level) => {
    expect(kept(text, level)).not.toHaveProperty('shapes');
    expect(kept(text, level)).not.toHaveProperty('otherShapeCount');
    expect(kept(time, level)).not.toHaveProperty('hours');
    expect(kept(text, level)).toMatchObject({ paddedCount: 1, nonAsciiCount: 2 });
    expect(kept(time, level).timestamp).toEqual({ futureCount: 1, outsideIntervalCount: 2 });
  });

  it('keeps character classes but where only counts may stay, and of few values', () => {
    expect(kept(text, 'hashed').characters).toEqual(characters);
    expect(kept(text, 'bucketed').characters).toEqual(characters);
    expect(kept({ ...text, count: 19 }, 'bucketed').characters).toBeUndefined();
    expect(kept(text, 'counts-only').characters).toBeUndefined();
  });

  it('folds shapes of fewer than twenty values into the others where nobody classified the column', () => {
    expect(kept(text, null)).toMatchObject({ shapes: [{ shape: 'a9', count: 30 }], otherShapeCount: 10 });
    expect(kept(text, 'full').shapes).toEqual(shapes);
  });

  it('keeps no hours of a column whose name says that it is personal', () => {
    expect(kept(time, null, 'birth')).not.toHaveProperty('hours');
    expect(kept(time, null).hours).toEqual(hours);
  });

  it.each([
    [50, 7],
    [400, 21],
    [2000, 101],
  ])('keeps of the quantiles of %i values %i, so that none tells of a single row', (count, ranks) => {
    for (const level of [null, 'hashed'] as const)
      expect(Object.keys(kept(number(count), level).quantiles ?? {})).toHaveLength(ranks);
    expect(Object.keys(kept(number(count), 'full').quantiles ?? {})).toHaveLength(101);
  });
});

describe('parts of it', () => {
  const merged = (...columns: ColumnProfile[]): ColumnProfile =>
    mergeProfiles(columns.map((column) => profileOf({ rowCount: column.count ?? 0, columnMetrics: { c: column } })))
      .profile?.columnMetrics?.['c'] ?? {};

  it('add up: characters, counts, hours', () => {
    const twice = merged(text, text);
    expect(twice.characters).toEqual({ ...characters, upper: 4, lower: 12, digit: 8 });
    expect(twice).toMatchObject({ paddedCount: 2, nonAsciiCount: 4, formSampled: 80 });
    expect(merged(time, time).hours?.[3]).toBe(80);
    expect(merged(time, time).timestamp).toMatchObject({ futureCount: 2, outsideIntervalCount: 4 });
  });

  it('list the shapes that every part lists, or surely has not', () => {
    const whole = { ...text, count: 5, shapes: [{ shape: 'a9', count: 5 }], otherShapeCount: 0 };
    const other = { ...text, count: 5, shapes: [{ shape: '.', count: 5 }], otherShapeCount: 0 };
    expect(merged(whole, other)).toMatchObject({ otherShapeCount: 0 });
    expect(merged(whole, other).shapes).toHaveLength(2);
    // Whether the 40 hold another `.` nobody knows.
    expect(merged(text, other)).toMatchObject({ shapes, otherShapeCount: 12 });
  });

  it('are left out where a part lacks them, and are measured for the suites that all were measured for', () => {
    const { shapes: _shapes, ...without } = text;
    expect(merged(text, without)).not.toHaveProperty('shapes');
    const parts = [
      ['a', 'b'],
      ['b', 'c'],
    ].map((measuredFor) => profileOf({ rowCount: 1, measuredFor }));
    expect(mergeProfiles([...parts, profileOf({ rowCount: 1 })]).profile?.measuredFor).toEqual(['b']);
  });
});

describe('series of it', () => {
  it('are few: of many quantiles seven, of few all; a number for each class of characters', () => {
    const names = scalarMetrics(of(number(40))).names.filter((name) => name.includes('quantile'));
    expect(names.map((name) => name.replace('c.quantile.', ''))).toEqual([
      '0.01',
      '0.05',
      '0.25',
      '0.5',
      '0.75',
      '0.95',
      '0.99',
    ]);
    expect(scalarMetrics(of({ quantiles: { '0.1': 1, '0.2': 2 } })).names).toEqual([
      'rowCount',
      'c.quantile.0.1',
      'c.quantile.0.2',
    ]);
    const { names: texts, values } = scalarMetrics(of(text));
    expect(values[texts.indexOf('c.characters.lower')]).toBe(6);
    expect(texts).toContain('c.paddedCount');
    expect(scalarMetrics(of(time)).names).toContain('c.timestamp.outsideIntervalCount');
  });
});
