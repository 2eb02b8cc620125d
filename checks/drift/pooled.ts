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
  const values = mergedValues(parts);
  const whole = { below: zeros(values), upTo: zeros(values), atLeast: zeros(values), atMost: zeros(values) };
  for (const part of parts) addPart(whole, { part, values, weight: part.rows / rows });
  const end = values.length - 1;
  [whole.upTo[end], whole.atLeast[end], whole.below[0], whole.atMost[0]] = [1, 1, 0, 0];
  return thinned({ rows, values, ...whole });
}

function zeros(values: readonly number[]): number[] {
  return new Array<number>(values.length).fill(0);
}

function mergedValues(parts: readonly NumberDistribution[]): number[] {
  const all = Float64Array.from(parts.flatMap(({ values }) => values)).sort();
  const values: number[] = [];
  for (const value of all) if (value !== values[values.length - 1]) values.push(value);
  return values;
}

interface Sums {
  below: number[];
  upTo: number[];
  atLeast: number[];
  atMost: number[];
}

/** Adds what one part knows at each of `values`, which include all of its own. */
function addPart(
  sums: Sums,
  { part, values, weight }: { part: NumberDistribution; values: readonly number[]; weight: number },
): void {
  const end = part.values.length;
  let i = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    // Of the part's own values, i is the first that is not below this one.
    while (i < end && part.values[i]! < value) i++;
    const here = i < end && part.values[i] === value;
    const [low, high] = here ? [part.below[i]!, part.upTo[i]!] : between(part, i, value);
    sums.below[at]! += weight * low;
    sums.upTo[at]! += weight * high;
    sums.atLeast[at]! += weight * (here ? part.atLeast[i]! : i === 0 ? 0 : part.atLeast[i - 1]!);
    sums.atMost[at]! += weight * (i === end ? 1 : part.atMost[i]!);
  }
}

/** Shares below and up to a value that lies between the part's own. */
function between({ values, below, upTo }: NumberDistribution, next: number, value: number): [number, number] {
  if (next === 0) return [0, 0];
  if (next === values.length) return [1, 1];
  const [before, share] = [values[next - 1]!, upTo[next - 1]!];
  const at = share + ((below[next]! - share) * (value - before)) / (values[next]! - before);
  return [at, at];
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
