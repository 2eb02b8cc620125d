import type { CategoryDistribution } from './category-distribution.ts';
import type { Distribution } from './distribution.ts';
import type { NumberDistribution } from './number-distribution.ts';
import { NO_CATEGORIES, pooledCategories } from './pooled-categories.ts';
import { compacted, pooledNumbers } from './pooled-numbers.ts';

/**
 * The distribution of the rows of both together, those of before counting only the part `kept` (1: all of them). Where only one tells of
 * numbers (or of categories), that one alone does. `places` is where each value of the current categories stands.
 */
export function pooledWith(
  before: Distribution | null,
  current: Distribution,
  { kept, places }: { kept: number; places: ReadonlyMap<string, number> },
): Distribution {
  return {
    numbers: numbersWith(before?.numbers ?? null, current.numbers, kept),
    categories: categoriesWith(before?.categories ?? null, current.categories, { kept, places }),
  };
}

function numbersWith(
  before: NumberDistribution | null,
  current: NumberDistribution | null,
  kept: number,
): NumberDistribution | null {
  if (current === null) return before;
  return before === null ? compacted(current) : pooledNumbers(before, current, kept);
}

function categoriesWith(
  before: CategoryDistribution | null,
  current: CategoryDistribution | null,
  how: { kept: number; places: ReadonlyMap<string, number> },
): CategoryDistribution | null {
  if (current === null) return before;
  return pooledCategories(before ?? NO_CATEGORIES, current, how);
}
