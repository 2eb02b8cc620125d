import { parseSuite, type Expectation } from '../index.ts';

/** Values that some kind or other understands; each kind is asked about those that parse. */
const VALUES = [
  'true',
  '{ on_empty: pass }',
  '{ on_empty: fail }',
  'c',
  'm',
  'p',
  'integral',
  'number',
  'date',
  'string',
  '2d',
  '[a, b]',
  '[0, 1, 2]',
  '[a, t, d]',
  '{ at_least: 1 }',
  '{ at_most: 2 }',
  '{ above: 0, below: 5 }',
  '{ between: [0, 5], warn: [1, 3] }',
  '{ at_most: 0.5, warn: 0.25 }',
  '{ between: [0, 3], mostly: 0.7 }',
  '{ between: [0, 3], max_failed: 1 }',
  '{ between: [2026-11-21, 2026-11-23] }',
  '{ at_least: 2026-11-22, mostly: 0.5 }',
  '{ mostly: 0.7 }',
  '{ mostly: 0.6, warn: { mostly: 0.8 } }',
  '{ max_failed: 1 }',
  '{ max_failed_pct: 20 }',
  '{ values: [a, b], mostly: 0.6 }',
  '{ values: [0, 1, 2], max_failed: 1 }',
  '{ contains: [a, b] }',
  '{ contains: [0, 1] }',
  '{ is: integral, mostly: 0.7 }',
  '{ id: c, max_failed: 1 }',
  '{ id: c, mostly: 0.5 }',
  '{ list: m, max_failed: 1 }',
  '{ id: m, max_failed: 1 }',
  '{ id: p, mostly: 0.5 }',
  '{ name: m, at_least: 1 }',
  '{ p: 0.5, between: [0, 3] }',
  '{ p: 0.9, at_most: 3 }',
  '{ p: 0.33, at_least: 1 }',
  '{ definition: sample, at_most: 1 }',
  '{ definition: population, at_most: 1 }',
  '{ definition: once, at_least: 0.5 }',
  '{ of: d, within: 3d, warn: 2d }',
  '{ within: 2d }',
  '{ columns: [a, t] }',
  '{ columns: [a, t], max_failed: 1 }',
  '{ columns: [a, t, d], ordered: true, types: { a: number } }',
  '{ columns: [a, t], allow_extra: true }',
  '{ allow: [order] }',
  '{ change: { from: previous, within: 50%, warn: 20% } }',
  '{ change: { from: { last_n: 3 }, within: 3 } }',
  '{ dataset: ns/other }',
  '{ dataset: ns/other, within: 10% }',
  '{ pattern: p }',
  '{ regex: "^a" }',
  '{ tool: gx }',
] as const;

/** What stands for no column; column kinds are asked about each column. */
const PLACES = ['', 'column: a\n    ', 'column: t\n    ', 'column: d\n    '];

/** Every expectation of a kind that can be made of the values above, about the dataset and about columns a, t and d. */
export function expectationsOf(kind: string): Expectation[] {
  return PLACES.flatMap((place) =>
    VALUES.flatMap((value) => {
      const text = `suite: s\ndataset: ns/d\nexpect:\n  - ${place}${kind}: ${value}\n`;
      return parseSuite(text).suite?.expectations ?? [];
    }),
  );
}
