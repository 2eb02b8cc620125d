import { brief, type Field } from './field.ts';
import type { Entry, Plain, Translation } from './types.ts';

/** The check that is being read: what it is called, where it stands, and whose dataset it is about. */
export interface Origin {
  check: string;
  pointer: string;
  dataset: string;
  /** Severity, empty policy and id that each entry gets. */
  modifiers?: Entry;
}

/** A rule that only somebody who sees the rows can judge: a kind of its own, or else a counter with the same tolerance. */
export interface RowRule {
  kind: string;
  column?: string;
  /** The kind's own parameters. */
  params: Entry;
  /** As kinds take it; the counter has the same. */
  tolerance?: Entry;
  /** What a row must do to pass, in words: `matches ^a`. */
  words: string;
}

/** Made of one or more entries that mean just the same. */
export function translated(origin: Origin, entries: readonly Entry[], note: string | null = null): Translation {
  return made(origin, { status: 'translated', entries, note });
}

/** Made of entries that come close; the note says where they differ. */
export function approximated(origin: Origin, entries: readonly Entry[], note: string): Translation {
  return made(origin, { status: 'approximated', entries, note });
}

/** No rule says this: why, and what to do. */
export function notPossible(origin: Origin, why: string): Translation {
  return made(origin, { status: 'not_possible', entries: [], note: why });
}

/** A rule over rows. Where this version has no such kind it becomes a counter that the producer must post. */
export function rowRule(origin: Origin, rule: RowRule, note: string | null = null): Translation {
  const { kind, column, params, tolerance = {}, words } = rule;
  const value = { ...params, ...tolerance };
  const entry = entryOf({ column, kind, value: Object.keys(value).length === 0 ? true : value });
  const own = translated(origin, [entry], note);
  const id = counterId(kind, column, params);
  return { ...own, otherwise: counterFor(origin, { id, column, tolerance, words }) };
}

/** A counter that the producer must post; `words` say what a row must do to pass. */
export function counted(
  origin: Origin,
  rule: { id: string; column?: string; tolerance?: Entry; words: string },
): Translation {
  const { entries, note } = counterFor(origin, rule);
  return approximated(origin, entries, note);
}

/** Two columns of a row compared: `a` is `above`, `at_least`, `equals`, `at_most` or `below` `b`. */
export function pairRule(pair: { a: string; is: string; b: string }, tolerance: Entry): RowRule {
  const words = `has ${pair.a} ${pair.is.replaceAll('_', ' ')} ${pair.b}`;
  return { kind: 'pair_comparison', params: { ...pair }, tolerance, words };
}

/** Values that occur in a column of another dataset. */
export function referenceRule(
  origin: Origin,
  rule: { column?: string; dataset: string; other: string; tolerance?: Entry },
): Translation {
  const { column, dataset, other, tolerance = {} } = rule;
  const words = `has its ${column ?? 'value'} in ${other} of ${dataset}`;
  const params = { dataset, their_column: other };
  return rowRule(origin, {
    kind: 'referential_integrity',
    ...(column !== undefined && { column }),
    params,
    tolerance,
    words,
  });
}

/** The row count of another dataset of the same interval, by its own kind or as the difference that the producer posts. */
export function sameRowCount(origin: Origin, dataset: string): Translation {
  const own = translated(origin, [{ row_count_matches: { dataset } }]);
  const name = `row_count_difference.${dataset}`.slice(0, 900);
  const { entries, note } = measured(origin, {
    name,
    bound: { equals: 0 },
    words: `rows here less rows of ${dataset}`,
  });
  return { ...own, otherwise: { entries, note: note ?? '' } };
}

/** The same rules, where nothing to test passes. */
export function passesOverNothing(translation: Translation): Translation {
  const pass = (entries: readonly Entry[]): Entry[] => entries.map((entry) => ({ ...entry, on_empty: 'pass' }));
  const { entries, otherwise } = translation;
  return {
    ...translation,
    entries: pass(entries),
    ...(otherwise && { otherwise: { ...otherwise, entries: pass(otherwise.entries) } }),
  };
}

/** A custom metric that the producer must post. */
export function measured(origin: Origin, rule: { name: string; bound: Entry; words: string }): Translation {
  const entry = entryOf({ kind: 'metric', value: { name: rule.name, ...rule.bound } });
  return approximated(origin, [entry], `post the metric ${brief(rule.name)}: ${rule.words}`);
}

/** `{ column: id, not_null: true }`. */
export function entryOf({ column, kind, value }: { column?: string | undefined; kind: string; value: Plain }): Entry {
  return { ...(column !== undefined && { column }), [kind]: value };
}

/** The same translation, with one more remark. */
export function remarked(translation: Translation, remark: string): Translation {
  const add = (note: string | null): string => (note === null ? remark : `${note}; ${remark}`);
  const { otherwise, status } = translation;
  const isExact = status === 'translated';
  return {
    ...translation,
    status: isExact ? 'approximated' : status,
    note: add(translation.note),
    ...(otherwise && { otherwise: { ...otherwise, note: add(otherwise.note) } }),
  };
}

/** The origin of a check that stands at a field. */
export function originAt(field: Field, dataset: string, check: string): Origin {
  return { pointer: field.pointer, dataset, check: brief(check) };
}

function counterFor(
  { modifiers = {} }: Origin,
  { id, column, tolerance = {}, words }: { id: string; column?: string | undefined; tolerance?: Entry; words: string },
): { entries: Entry[]; note: string } {
  const value = { id: id.slice(0, 900), ...tolerance };
  const entry = entryOf({ column, kind: 'counter', value });
  return {
    entries: [{ ...entry, ...modifiers }],
    note: `post the counter ${brief(id)} with tested and failed: a row fails unless it ${words}`,
  };
}

function counterId(kind: string, column: string | undefined, params: Entry): string {
  const columns = Array.isArray(params['columns']) ? params['columns'].join('_') : undefined;
  const pair = params['a'] === undefined ? undefined : `${String(params['a'])}_${String(params['b'])}`;
  return [column ?? columns ?? pair, kind].filter((part) => part !== undefined).join('.');
}

function made(origin: Origin, rest: Pick<Translation, 'status' | 'entries' | 'note'>): Translation {
  const { check, pointer, dataset, modifiers = {} } = origin;
  const entries = rest.entries.map((entry) => ({ ...entry, ...modifiers }));
  return { check, pointer, dataset, status: rest.status, note: rest.note === null ? null : brief(rest.note), entries };
}
