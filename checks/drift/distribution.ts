import type { ColumnProfile } from '../profile.ts';
import { categoriesOf, type CategoryDistribution } from './category-distribution.ts';
import type { NumberDistribution } from './number-distribution.ts';
import { numbersOf } from './numbers-of-column.ts';

/** How the values of a column are distributed, as far as its profile tells; codes such as 1, 2, 4 are both numbers and categories. */
export interface Distribution {
  numbers: NumberDistribution | null;
  categories: CategoryDistribution | null;
}

/** The distribution of a column's values, nulls left out; null when its profile tells nothing of it. Pure data, of bounded size. */
export function distributionOf(column: ColumnProfile): Distribution | null {
  const [numbers, categories] = [numbersOf(column), categoriesOf(column)];
  return numbers === null && categories === null ? null : { numbers, categories };
}
