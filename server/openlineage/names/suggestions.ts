import type { LineageName } from '../read-event.ts';
import type { NamePattern } from './name-pattern.ts';
import { primaryName } from './primary-name.ts';

/** Two datasets that may be one, and why. */
export interface Alike<T extends LineageName> {
  one: T;
  other: T;
  sameSchema: boolean;
  /** One is only written and the other only read: joined, the graph goes on there. */
  joinsEnds: boolean;
}

/** A pattern that would join all these pairs. */
export interface Suggestion<T extends LineageName> {
  pattern: NamePattern;
  pairs: { from: T; to: T }[];
  sameSchema: number;
  joinsEnds: number;
}

/**
 * Patterns for pairs of names that end alike: pairs that differ in the same beginnings are one pattern with a star, a lone pair is
 * one of the two full names. The more evidence, the earlier.
 */
export function suggestionsOf<T extends LineageName>(alike: readonly Alike<T>[]): Suggestion<T>[] {
  const byHeads = new Map<string, { found: Alike<T>; from: T; to: T; heads: NamePattern }[]>();
  for (const found of alike) {
    const to = primaryName([found.one, found.other]);
    const from = to === found.one ? found.other : found.one;
    const heads = headsOf(from, to);
    const key = JSON.stringify(heads);
    byHeads.set(key, [...(byHeads.get(key) ?? []), { found, from, to, heads }]);
  }
  const suggestions = [...byHeads.values()].map((group): Suggestion<T> => {
    const [{ from, to, heads }] = group as [(typeof group)[number]];
    return {
      pattern: group.length > 1 ? heads : { from: bare(from), to: bare(to) },
      pairs: group.map((one) => ({ from: one.from, to: one.to })),
      sameSchema: group.filter(({ found }) => found.sameSchema).length,
      joinsEnds: group.filter(({ found }) => found.joinsEnds).length,
    };
  });
  return suggestions.sort((a, b) => b.sameSchema + b.joinsEnds - (a.sameSchema + a.joinsEnds));
}

const bare = ({ namespace, name }: LineageName): LineageName => ({ namespace, name });

/** What stands before the parts that both names end with, and a star for these. */
function headsOf(from: LineageName, to: LineageName): NamePattern {
  const [a, b] = [from.name.split(/(?<=[./])/), to.name.split(/(?<=[./])/)];
  let same = 0;
  while (same < Math.min(a.length, b.length) && a.at(-1 - same) === b.at(-1 - same)) same++;
  // Names that differ in letters or separators throughout have nothing for a star.
  if (same === 0) return { from: bare(from), to: bare(to) };
  const head = (parts: string[]) => `${parts.slice(0, parts.length - same).join('')}*`;
  return {
    from: { namespace: from.namespace, name: head(a) },
    to: { namespace: to.namespace, name: head(b) },
  };
}
