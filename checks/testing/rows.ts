import fc from 'fast-check';
import type { Row } from './reference-profile.ts';

export const COLUMNS = ['a', 'b', 't', 'd'] as const;

const number = fc.option(fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constantFrom(0.5, 2.5, 7)), { freq: 6 });
const whole = fc.option(fc.integer({ min: 0, max: 4 }), { freq: 6 });
const text = fc.option(fc.constantFrom('a', 'b', 'c', 'ab', 'abcd', 'a@b.io', '', ' '), { freq: 6 });
const date = fc.option(fc.constantFrom('2026-11-20', '2026-11-22', '2026-11-23'), { freq: 6 });

/** Rows of two columns of small numbers, one of short texts and one of dates, each with nulls. */
export const rowsArbitrary = (most: number): fc.Arbitrary<Row[]> =>
  fc.array(fc.record({ a: number, b: whole, t: text, d: date }), { maxLength: most });
