import type { ColumnProfile } from '../profile.ts';

/** The quantiles of a profile: their ranks between 0 and 1, ascending, and their values. */
export interface Ranked {
  ranks: readonly number[];
  values: readonly number[];
}

/** Which ranks some names of quantiles stand for: where each stands among the names, by rank. */
interface Ranks {
  names: readonly string[];
  ranks: readonly number[];
  places: readonly number[];
}

const NONE: Ranked = { ranks: [], values: [] };

/** Columns mostly have the same quantiles as the one before: what the names say is read once. */
let latest: Ranks = { names: [], ranks: [], places: [] };

/** Posted quantiles, or the median alone, by rank, without the ends. */
export function rankedQuantiles({ quantiles, median }: ColumnProfile): Ranked {
  // Names and values each at once: one by one, a hundred of them take longer than all else that is read of a column.
  const found = quantiles === undefined ? NONE : ranked(ranksOf(Object.keys(quantiles)), Object.values(quantiles));
  if (found.ranks.length > 0 || median === undefined || !Number.isFinite(median)) return found;
  return { ranks: [0.5], values: [median] };
}

function ranked({ ranks, places }: Ranks, all: readonly number[]): Ranked {
  const values: number[] = [];
  for (let at = 0; at < places.length; at++) {
    const value = all[places[at]!]!;
    if (!Number.isFinite(value))
      return finite(
        ranks,
        places.map((place) => all[place]!),
      );
    values.push(value);
  }
  return { ranks, values };
}

/** The same without those that are no numbers. */
function finite(ranks: readonly number[], values: readonly number[]): Ranked {
  const kept = Array.from(values.keys()).filter((at) => Number.isFinite(values[at]));
  return { ranks: kept.map((at) => ranks[at]!), values: kept.map((at) => values[at]!) };
}

function ranksOf(names: readonly string[]): Ranks {
  if (!areSame(names, latest.names)) {
    const inside = Array.from(names.keys()).filter((at) => Number(names[at]) > 0 && Number(names[at]) < 1);
    const places = inside.sort((a, b) => Number(names[a]) - Number(names[b]));
    latest = { names, ranks: places.map((at) => Number(names[at])), places };
  }
  return latest;
}

function areSame(names: readonly string[], others: readonly string[]): boolean {
  if (names.length !== others.length) return false;
  for (let at = 0; at < names.length; at++) if (names[at] !== others[at]) return false;
  return true;
}
