import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './index.ts';
import { patternOf, shapesOfPattern } from './shape-pattern.ts';
import { judgeColumn } from './testing/judge.ts';

/** The shape of an ASCII text by the definition of ShapeCount. */
const shapeOf = (text: string): string =>
  text
    .replace(/[A-Z]+/g, 'A')
    .replace(/[a-z]+/g, 'a')
    .replace(/[0-9]+/g, '9')
    .replace(/[\t-\r ]+/g, ' ');
const text = fc.string({ unit: fc.constantFrom(...'ABxy019 \t-_.|\\()[]^$/'), minLength: 1, maxLength: 12 });

describe('a pattern of shapes', () => {
  it('matches the texts of these shapes and no others, and can be read back', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, (samples, other) => {
        const shapes = [...new Set(samples.map(shapeOf))].sort();
        const pattern = patternOf(shapes)!;
        expect(shapesOfPattern(pattern)).toEqual(shapes);
        const compiled = compilePattern(pattern).pattern!;
        for (const one of [...samples, other])
          expect([one, compiled.matches(one)]).toEqual([one, shapes.includes(shapeOf(one))]);
      }),
    );
  });

  it('is nothing for shapes that were cut, or that hold more than ASCII', () => {
    expect(patternOf(['A'.repeat(20) + '-'.repeat(20)])).toBeNull();
    expect(patternOf(['é'])).toBeNull();
    expect(patternOf([])).toBeNull();
  });

  it('no other expression is taken for one', () => {
    for (const pattern of ['[A-Z]+', '^[A-Z]{2}$', '^(?:[A-Z]+)$', '^[A-Z]+|x$', '^\\d+$', '^[A-Z]+[b-z]$'])
      expect([pattern, shapesOfPattern(pattern)]).toEqual([pattern, null]);
  });
});

describe('a regular expression that says no more than shapes do', () => {
  const pattern = "regex_match: { pattern: '^[A-Z]+\\-[0-9]+$', mostly: 0.9 }";
  const column = { count: 100, nullCount: 0, nonAsciiCount: 0, otherShapeCount: 0 };
  const judged = (fitting: number, more: object = {}) =>
    judgeColumn(pattern, {
      ...column,
      shapes: [
        { shape: 'A-9', count: fitting },
        { shape: 'a', count: 100 - fitting },
      ],
      ...more,
    }).outcome;

  it('is decided by counted shapes', () => {
    expect(judged(95)).toBe('pass');
    expect(judged(80)).toBe('fail');
  });

  it('is undecided where texts beyond ASCII may have the shape and not match, or shapes were counted in a sample', () => {
    expect(judged(95, { nonAsciiCount: 20 })).toBe('undecided');
    expect(judged(80, { nonAsciiCount: 20 })).toBe('fail');
    expect(judged(95, { nonAsciiCount: undefined })).toBe('undecided');
    expect(judged(95, { formSampled: 50 })).toBe('undecided');
  });
});
