import { KINDS } from '../expectations/index.ts';
import { parseSuite, type Expectation } from '../index.ts';

/** Values that some kind or other understands; each kind is asked about those that parse. */
const VALUES = [
  'true',
  '{ on_empty: pass }',
  '{ on_empty: fail }',
  'c',
  'm',
  'p',
  'email',
  'integral',
  'number',
  'date',
  'string',
  '2d',
  '1h',
  '[a, b]',
  '[0, 1, 2]',
  '[a, t, d]',
  '[a, b, t, d]',
  '[b, d]',
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
  '{ columns: [a, b, t, d], ordered: true, types: { a: number } }',
  '{ columns: [a, t], allow_extra: true }',
  '{ allow: [order] }',
  '{ change: { from: previous, within: 50%, warn: 20% } }',
  '{ change: { from: { last_n: 3 }, within: 3 } }',
  '{ dataset: ns/other }',
  '{ dataset: ns/other, within: 10% }',
  '{ dataset: ns/other, metric: sum, within: 2 }',
  '{ dataset: ns/other, metric: max }',
  '{ dataset: ns/other, metric: distinct, within: 50% }',
  '{ dataset: ns/other, metric: null_count }',
  '{ dataset: ns/other, max_failed: 1 }',
  '{ pattern: "^a", mostly: 0.5 }',
  '{ pattern: "a%", max_failed: 1 }',
  '"^a"',
  '{ is: email }',
  '{ is: phone, mostly: 0.5 }',
  '{ as: integer, mostly: 0.5 }',
  '{ as: date }',
  '{ strictly: true }',
  '{ last: 1, at_most: 1 }',
  '{ any: [a, b] }',
  '{ all: [a, b], max_failed: 2 }',
  '{ columns: [a, b], above: 0.3 }',
  '{ columns: [a, b], equals: 4 }',
  '{ columns: [a, b], at_most: 5, max_failed: 1 }',
  '{ columns: [a, b], at_least: 0.5 }',
  '{ of: a, to: b, between: [0.5, 2] }',
  '{ a: a, is: above, b: b }',
  '{ a: a, is: at_most, b: b, max_failed: 1 }',
  '{ a: b, is: equals, b: a }',
  '{ a: b, is: differs, b: a }',
  '{ a: a, b: b, pairs: [[0, 1], [1, 2], [2, 2]], max_failed: 1 }',
  '{ every: 1d }',
  '{ under: 15 }',
  '{ under: 15, max_failed_pct: 50 }',
  '07:00 UTC',
  '{ method: psi, from: previous, at_most: 0.2 }',
  '{ method: kolmogorov_smirnov, from: previous, at_most: 0.2 }',
  '{ method: total_variation, from: previous, at_most: 0.2, warn: 0.1 }',
  '{ metric: rowCount, sensitivity: 2 }',
] as const;

/** Patterns that say of a text what the profile counts under that id. */
const REGEX = '{ pattern: "^a", pattern_id: starts_a, mostly: 0.5 }';
const OWN: Readonly<Record<string, readonly string[]>> = {
  regex_match: [REGEX],
  regex_not_match: [REGEX],
  like_match: ['{ pattern: "a%", pattern_id: starts_a, mostly: 0.5 }'],
};

const NOWHERE = [''];
const COLUMNS = ['column: a\n    ', 'column: t\n    ', 'column: d\n    '];
/** Where a kind is asked: of the dataset, of columns a, t and d, or both. */
const PLACES = { dataset: NOWHERE, column: COLUMNS, either: [...NOWHERE, ...COLUMNS] };

/** Every expectation of a kind that can be made of the values above, about the dataset and about columns a, t and d. */
export function expectationsOf(kind: string): Expectation[] {
  const { on = 'dataset' } = KINDS.get(kind) ?? {};
  const [first = '', ...others] = PLACES[on];
  return [...VALUES, ...(OWN[kind] ?? [])].flatMap((value) => {
    const here = parsed(first, kind, value);
    return here.length === 0 && on === 'column'
      ? []
      : [...here, ...others.flatMap((place) => parsed(place, kind, value))];
  });
}

function parsed(place: string, kind: string, value: string): Expectation[] {
  const text = `suite: s\ndataset: ns/d\nexpect:\n  - ${place}${kind}: ${value}\n`;
  return parseSuite(text).suite?.expectations ?? [];
}
