import { distributionOf, type Distribution } from '../drift/distribution.ts';
import { categoriesFromCounts } from '../drift/category-distribution.ts';
import { placesOf } from '../drift/matched.ts';
import type { ColumnProfile } from '../profile.ts';
import { listedShapes, listedValues, MANY_VALUES, MOST_DISTINCT } from './listed.ts';
import type { Listed } from './value-memory.ts';

/** What judging and learning both need of a column's profile: how its values are distributed, and what it lists of them. */
export interface Reading {
  distribution: Distribution | null;
  /** Where each value stands among the categories. */
  places: ReadonlyMap<string, number>;
  values: Listed | null;
  shapes: Listed | null;
}

const NOWHERE: ReadonlyMap<string, number> = new Map();
const readings = new WeakMap<ColumnProfile, Reading>();

/** The reading of a column's profile, made once for each profile: they are never changed. */
export function readingOf(column: ColumnProfile): Reading {
  const found = readings.get(column);
  if (found !== undefined) return found;
  const distribution = comparable(column);
  const reading = {
    distribution,
    places: distribution?.categories ? placesOf(distribution.categories) : NOWHERE,
    values: listedValues(column),
    shapes: listedShapes(column),
  };
  readings.set(column, reading);
  return reading;
}

/** The distribution of a column, where its kind has one that can be compared: of times, over the hours of the day. */
function comparable(column: ColumnProfile): Distribution | null {
  const { hours, distinct, count = 0 } = column;
  if (column.type !== 'timestamp' && column.type !== 'date') {
    const told = distributionOf(column);
    // Where nearly all values are different, those listed are others each time.
    const isOfNothing =
      distinct !== undefined && distinct.value > MANY_VALUES && distinct.value > MOST_DISTINCT * count;
    if (told === null || !isOfNothing) return told;
    return told.numbers === null ? null : { numbers: told.numbers, categories: null };
  }
  // A few instants, as of one load each, have no distribution over the day, however many rows bear them.
  if (distinct !== undefined && distinct.value <= MANY_VALUES) return null;
  if (hours === undefined || hours.every((count) => count === 0)) return null;
  return {
    numbers: null,
    categories: categoriesFromCounts(new Map(hours.map((count, hour) => [String(hour), count]))),
  };
}
