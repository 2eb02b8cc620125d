/** One part of a selection: which nodes by name or property, and how many hops up and down from them. */
export interface SelectorTerm {
  by: 'name' | 'namespace' | 'owner' | 'tag';
  value: string;
  /** Hops; Infinity for all; null when there is no plus sign on that side. */
  up: number | null;
  down: number | null;
}

const methods = ['namespace', 'owner', 'tag'] as const;

/**
 * A selection in dbt's grammar: `2+orders+1` is orders with two hops up and one down, `+orders` with everything up; words are
 * united, words joined by commas are intersected. Null for a plain word, which is searched for instead.
 * @example parseSelector('+orders')?.[0]?.[0]?.up // => Infinity
 */
export function parseSelector(text: string): SelectorTerm[][] | null {
  const unions = text.trim().split(/\s+/).filter(Boolean);
  const terms = unions.map((union) => union.split(',').filter(Boolean).map(parseTerm));
  const isSelection = terms.flat().some(({ by, up, down }) => by !== 'name' || up !== null || down !== null);
  return isSelection ? terms : null;
}

function parseTerm(text: string): SelectorTerm {
  const [, up, middle = text, down] = /^(?:(\d{0,4})\+)?(.*?)(?:\+(\d{0,4}))?$/.exec(text) ?? [];
  const method = methods.find((name) => middle.startsWith(`${name}:`));
  return {
    by: method ?? 'name',
    value: method ? middle.slice(method.length + 1) : middle,
    up: hopsOf(up),
    down: hopsOf(down),
  };
}

const hopsOf = (digits: string | undefined) =>
  digits === undefined ? null : digits === '' ? Infinity : Number(digits);
