import { expect, it } from 'vitest';
import { newMass } from './absent-mass.ts';
import { categoriesFromCounts } from './category-distribution.ts';
import { jensenShannonNoise } from './jensen-shannon.ts';
import { kolmogorovSmirnovNoise } from './kolmogorov-smirnov.ts';
import { matched } from './matched.ts';
import { populationStabilityNoise } from './population-stability.ts';
import { largestChangeNoise, totalVariationNoise } from './total-variation.ts';

const small = { n: 330, m: 330 };

it('two batches of 330 rows over 20 bins are apart by chance beyond the thresholds of 0.1 that others use', () => {
  expect(populationStabilityNoise(20, small)).toBeCloseTo((19 * 2) / 330, 12);
  expect(Math.sqrt(jensenShannonNoise(20, small))).toBeCloseTo(0.144, 3);
});

it('the distances to expect with no drift are those of their formulas', () => {
  expect(kolmogorovSmirnovNoise(50, 50)).toBeCloseTo(0.8687311606 * Math.sqrt(2 / 50), 9);
  const spread = Math.sqrt(((2 / Math.PI) * 2) / 330 / 4);
  expect(totalVariationNoise([0.5, 0.5], small)).toBeCloseTo(spread, 12);
  expect(largestChangeNoise([0.5, 0.3, 0.2], small)).toBeCloseTo(spread, 12);
});

it('three rows of a new value among two values are as unlikely as all three falling into the current batch, for each value, doubled', () => {
  const of = (counts: Record<string, number>) => categoriesFromCounts(new Map(Object.entries(counts)));
  const found = newMass(matched(of({ a: 100 }), of({ a: 7, z: 3 })));
  expect(found.p).toBeCloseTo(2 * 2 * (10 / 110) ** 3, 12);
  expect(found.mass).toBeCloseTo(0.3, 12);
  expect(newMass(matched(of({ a: 100 }), of({ a: 8, z: 2 }))).p).toBe(1);
});
