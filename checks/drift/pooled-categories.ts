import type { CategoryDistribution } from './category-distribution.ts';

/** More values than this are not told apart: their rows count as other. */
const MOST_CATEGORIES = 200;
/** Values with less than this part of a row are forgotten, once earlier rows count less than newer ones; fewer hidden rows are none. */
const NOTHING = 0.05;
const NONE_HIDDEN = 0.5;

/** No rows yet. */
export const NO_CATEGORIES: CategoryDistribution = {
  rows: 0,
  values: [],
  counts: [],
  hidden: [],
  other: 0,
  mostUnlisted: 0,
};

/**
 * The categories of both together, those of before counting only the part `kept`; `places` is where each value of the current ones
 * stands. Values keep their place while no new ones come.
 */
export function pooledCategories(
  before: CategoryDistribution,
  current: CategoryDistribution,
  { kept, places }: { kept: number; places: ReadonlyMap<string, number> },
): CategoryDistribution {
  const rows = kept * before.rows + current.rows;
  const unlistedBefore = atLeastHalf(kept * before.mostUnlisted);
  const [values, counts, hidden]: [string[], number[], number[]] = [[], [], []];
  const isListed = new Uint8Array(current.values.length);
  for (let i = 0; i < before.values.length; i++) {
    const value = before.values[i]!;
    const place = places.get(value);
    const count = kept * before.counts[i]! + (place === undefined ? 0 : current.counts[place]!);
    if (place !== undefined) isListed[place] = 1;
    else if (kept < 1 && count < NOTHING) continue;
    values.push(value);
    counts.push(count);
    hidden.push(
      atLeastHalf(kept * before.hidden[i]!) + (place === undefined ? current.mostUnlisted : current.hidden[place]!),
    );
  }
  for (let place = 0; place < isListed.length; place++) {
    if (isListed[place] === 1) continue;
    values.push(current.values[place]!);
    counts.push(current.counts[place]!);
    hidden.push(unlistedBefore + current.hidden[place]!);
  }
  return limited({ rows, values, counts, hidden, other: 0, mostUnlisted: unlistedBefore + current.mostUnlisted });
}

const atLeastHalf = (rows: number): number => (rows < NONE_HIDDEN ? 0 : rows);

/** The two hundred most frequent values, in the order given; the rest as other. */
function limited(all: CategoryDistribution): CategoryDistribution {
  const order = Array.from(all.values.keys());
  let kept: readonly number[] = order;
  let most = all.mostUnlisted;
  if (order.length > MOST_CATEGORIES) {
    const byCount = order.sort((a, b) => all.counts[b]! - all.counts[a]!);
    for (const place of byCount.slice(MOST_CATEGORIES)) most = Math.max(most, all.counts[place]! + all.hidden[place]!);
    kept = byCount.slice(0, MOST_CATEGORIES);
  }
  const counts = Float32Array.from(kept, (place) => all.counts[place]!);
  const other = Math.max(0, all.rows - counts.reduce((sum, count) => sum + count, 0));
  return {
    rows: all.rows,
    values: kept.map((place) => all.values[place]!),
    counts,
    hidden: Float32Array.from(kept, (place) => all.hidden[place]!),
    other,
    mostUnlisted: Math.min(other, most),
  };
}
