import type { CategoryDistribution } from './category-distribution.ts';

/** Two distributions of categories, and where each value of one stands in the other: −1 where it is not listed. */
export interface Matched {
  reference: CategoryDistribution;
  current: CategoryDistribution;
  inCurrent: Int32Array;
  inReference: Int32Array;
}

/** Finds the values of each in the other, once for all measures. */
export function matched(reference: CategoryDistribution, current: CategoryDistribution): Matched {
  return matchedBy(placesOf(current), reference, current);
}

/** The same, where it is known already where each value of the current one stands in it. */
export function matchedBy(
  places: ReadonlyMap<string, number>,
  reference: CategoryDistribution,
  current: CategoryDistribution,
): Matched {
  const inCurrent = new Int32Array(reference.values.length).fill(-1);
  const inReference = new Int32Array(current.values.length).fill(-1);
  for (let i = 0; i < reference.values.length; i++) {
    const place = places.get(reference.values[i]!);
    if (place === undefined) continue;
    inCurrent[i] = place;
    inReference[place] = i;
  }
  return { reference, current, inCurrent, inReference };
}

/** Where each value of some categories stands among them. */
export function placesOf({ values }: CategoryDistribution): Map<string, number> {
  const places = new Map<string, number>();
  for (let i = 0; i < values.length; i++) places.set(values[i]!, i);
  return places;
}
