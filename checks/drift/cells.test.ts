import { expect, it } from 'vitest';
import { compare } from './compare.ts';

it('compares categories whose rounded counts add up to a little more than the rows', () => {
  const categories = (rows: number, counts: number[]) => ({
    numbers: null,
    categories: { rows, values: ['a'], counts, hidden: [0], other: 0, mostUnlisted: 0 },
  });
  const compared = compare(categories(1000, [1000.0001]), categories(1000, [990]));
  expect(compared.map(({ measure }) => measure)).toContain('totalVariation');
  for (const { value, noise } of compared) expect([value, noise].every(Number.isFinite)).toBe(true);
});
