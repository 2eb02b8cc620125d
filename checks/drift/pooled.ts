import { type CategoryDistribution, listing } from './category-distribution.ts';
import type { Distribution } from './distribution.ts';
import { type NumberDistribution, thinned } from './number-distribution.ts';

/**
 * The distribution of the rows of all together: shares mixed by rows, counts summed. A part that does not tell of numbers (or of
 * categories) is left out of those. Null of nothing.
 */
export function pooled(distributions: readonly Distribution[]): Distribution | null {
  const numbers = distributions.flatMap((one) => one.numbers ?? []);
  const categories = distributions.flatMap((one) => one.categories ?? []);
  if (numbers.length === 0 && categories.length === 0) return null;
  return { numbers: pooledNumbers(numbers), categories: pooledCategories(categories) };
}

function pooledNumbers(parts: readonly NumberDistribution[]): NumberDistribution | null {
  const [only] = parts;
  if (only === undefined || parts.length === 1) return only ?? null;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const values = parts.slice(1).reduce((all, part) => union(all, part.values), only.values);
  const column = (): Float64Array => new Float64Array(values.length);
  const sums = { rows, values, below: column(), upTo: column(), atLeast: column(), atMost: column() };
  for (const part of parts) addPart(sums, part);
  // Sums of shares are whole but for rounding.
  const last = values.length - 1;
  sums.upTo[last] = 1;
  sums.atLeast[last] = 1;
  return thinned(sums);
}

/** The values of two, ascending, each once. */
function union(a: Float64Array, b: Float64Array): Float64Array {
  const merged = new Float64Array(a.length + b.length);
  let size = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length; size++) {
    const ofA = i < a.length ? a[i]! : Infinity;
    const ofB = j < b.length ? b[j]! : Infinity;
    merged[size] = Math.min(ofA, ofB);
    if (!(ofA > ofB)) i++;
    if (!(ofB > ofA)) j++;
  }
  return merged.subarray(0, size);
}

/** Adds what one part knows at each of the values of all, weighted by its rows. */
function addPart(sums: NumberDistribution, { rows, values, below, upTo, atLeast, atMost }: NumberDistribution): void {
  const weight = rows / sums.rows;
  const size = values.length;
  const { values: all, below: sumBelow, upTo: sumUpTo, atLeast: sumAtLeast, atMost: sumAtMost } = sums;
  // The first point of the part that is not below the value.
  let next = 0;
  for (let at = 0; at < all.length; at++) {
    const value = all[at]!;
    const here = next < size && values[next] === value;
    const behind = next === 0 ? 0 : upTo[next - 1]!;
    let share = behind;
    if (here) share = below[next]!;
    else if (next > 0 && next < size) {
      share += ((below[next]! - behind) * (value - values[next - 1]!)) / (values[next]! - values[next - 1]!);
    }
    sumBelow[at]! += weight * share;
    sumUpTo[at]! += weight * (here ? upTo[next]! : share);
    sumAtLeast[at]! += weight * (here ? atLeast[next]! : next === 0 ? 0 : atLeast[next - 1]!);
    sumAtMost[at]! += weight * (next === size ? 1 : atMost[next]!);
    if (here) next++;
  }
}

function pooledCategories(parts: readonly CategoryDistribution[]): CategoryDistribution | null {
  const [only] = parts;
  if (only === undefined || parts.length === 1) return only ?? null;
  const unlisted = parts.reduce((sum, part) => sum + part.mostUnlisted, 0);
  const found = new Map<string, { value: string; count: number; hidden: number }>();
  for (const { values, counts, hidden, mostUnlisted } of parts) {
    values.forEach((value, index) => {
      let entry = found.get(value);
      // Each part may hide some rows of a value, until it is known to list it.
      if (entry === undefined) found.set(value, (entry = { value, count: 0, hidden: unlisted }));
      entry.count += counts[index]!;
      entry.hidden += hidden[index]! - mostUnlisted;
    });
  }
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return listing([...found.values()], { rows, mostUnlisted: unlisted });
}
