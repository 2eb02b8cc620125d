import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareScalars, numberOf } from './compare.ts';
import { instantMs } from './instant.ts';
import { durationSeconds } from '../calendar/index.ts';
import { editDistance, nearestWord } from './suite/nearest-word.ts';
import type { Scalar } from './index.ts';

describe('compareScalars', () => {
  const cases: [Scalar, Scalar, number | null][] = [
    [1, 2, -1],
    [2, 2, 0],
    [NaN, 2, null],
    ['9007199254740993', '9007199254740992', 1],
    ['9007199254740993', 9007199254740992, 1],
    ['-5', 3, -1],
    ['0.30', '0.3', 0],
    ['-0.30000000000000000001', '-0.3', -1],
    ['1e3', '1000', 0],
    ['2026-01-01', '2025-12-31T23:59:59Z', 1],
    ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00Z', 0],
    ['2026-01-01 00:00:00.0000001', '2026-01-01T00:00:00Z', 1],
    ['2026-02-30', '2026-02-01', null],
    ['2026-01-01', 5, null],
    ['a', 'b', null],
    [true, false, null],
    ['', '1', null],
  ];
  it.each(cases)('%j against %j is %j', (a, b, order) => {
    expect(compareScalars(a, b)).toBe(order);
    expect(compareScalars(b, a)).toBe(order === null ? null : order === 0 ? 0 : -order);
  });
  it('orders whole numbers of any size as BigInt does', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
        expect(compareScalars(String(a), String(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
  it('agrees with the platform on instants', () => {
    const noInvalid = { min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(noInvalid), (date) => void expect(instantMs(date.toISOString())).toBe(date.getTime())),
    );
  });
});

describe('small readers', () => {
  it('read numerals in text and nothing else', () => {
    expect([
      numberOf('12.5'),
      numberOf('x'),
      numberOf(''),
      numberOf(Infinity),
      numberOf(true),
      numberOf('0x10'),
    ]).toEqual([12.5, null, null, null, null, null]);
  });
  it('read durations', () => {
    expect(['90s', '15m', '2h', '1d', '1w', 'PT2H', 'P1DT1M', '1.5h'].map(durationSeconds)).toEqual([
      90, 900, 7200, 86_400, 604_800, 7200, 86_460, 5400,
    ]);
    expect(['', 'P', 'PT', 'P1DT', '2', 'h', '-1h', 'P1M'].map(durationSeconds)).toEqual(Array(8).fill(null));
  });
  it('find the word that was meant', () => {
    expect(nearestWord('row_cuont', ['row_count', 'range'])).toBe('row_count');
    expect(nearestWord('not-null', ['not_null'])).toBe('not_null');
    expect(nearestWord('zebra', ['row_count', 'range'])).toBeUndefined();
    expect([editDistance('ab', 'ba'), editDistance('', 'abc'), editDistance('kitten', 'sitting')]).toEqual([1, 3, 3]);
  });
});
