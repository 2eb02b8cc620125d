import { describe, expect, it } from 'vitest';
import { scaledTo, textForm } from './text-form.ts';

function formOf(...values: string[]) {
  const form = textForm();
  for (const value of values) form.add(value, 1);
  const characters = values.reduce((sum, value) => sum + [...value].length, 0);
  return form.metrics({ count: values.length, characters });
}

describe('what texts are made of', () => {
  it.each([
    ['AB-123', 'A-9'],
    ['john.doe+1@example.org', 'a.a+9@a.a'],
    ['  Two  Words\t', ' Aa Aa '],
    ['', ''],
    ['2026-11-26T01:02:03Z', '9-9-9A9:9:9A'],
    ['--::', '--::'],
    ['Élan', 'Aa'],
    ['東京-7', 'a-9'],
    ['٣٤', '9'],
    ['🙂🙂', '🙂🙂'],
  ])('%j has the shape %j', (value, shape) => {
    expect(formOf(value).shapes).toEqual([{ shape, count: 1 }]);
  });

  it('cuts a shape after forty characters, never within one', () => {
    expect(formOf('.🙂'.repeat(50)).shapes).toEqual([{ shape: '.🙂'.repeat(20), count: 1 }]);
  });

  it('counts characters by class, of every script', () => {
    expect(formOf('Ab9 .', 'É東\u0301½$\u00a0').characters).toEqual({
      upper: 2,
      lower: 1,
      digit: 1,
      space: 2,
      punctuation: 2,
      other: 3,
    });
  });

  it('lists the twenty most frequent shapes, the rest as one count', () => {
    const values = Array.from({ length: 25 }, (_, index) => '.'.repeat(index + 1));
    const { shapes, otherShapeCount } = formOf(...values, '..', '..');
    expect(shapes).toHaveLength(20);
    expect(shapes?.[0]).toEqual({ shape: '..', count: 3 });
    expect(otherShapeCount).toBe(5);
  });

  it('scales what was seen of some values to all, in whole numbers that add up', () => {
    expect(scaledTo({ a: 1, b: 1, c: 1 }, 10)).toEqual({ a: 4, b: 3, c: 3 });
    expect(scaledTo({ a: 5, b: 0 }, 5)).toEqual({ a: 5, b: 0 });
    expect(scaledTo({ a: 0 }, 7)).toEqual({ a: 0 });
  });
});
