import { brief } from './field.ts';
import type { Entry, Plain, Translation } from './types.ts';

const TOLERANCES = ['mostly', 'max_failed', 'max_failed_pct'];
const MODIFIERS = ['column', 'severity', 'on_empty', 'id'];
const BOUNDS = ['between', 'at_least', 'at_most', 'above', 'below', 'equals', 'warn'];

/** Kinds that are one number of the rows, so that of some of them it is a metric; all others but these count rows. */
const NUMBERS = [
  ...['row_count', 'min', 'max', 'mean', 'median', 'sum', 'stddev', 'variance', 'quantile', 'distinct_count'],
  ...['unique_ratio', 'entropy', 'metric', 'z_score'],
];
const NEITHER = [
  'freshness',
  'schema',
  'column_exists',
  'column_count',
  'schema_change',
  'most_common_in_set',
  'distinct_set',
];

/**
 * The same rule for the rows that a condition admits: by `where`, which a profile of just these rows must declare as its
 * filter; where this version does not know it, by a counter or metric.
 */
export function filtered(translation: Translation, condition: string): Translation {
  if (translation.entries.length === 0) return translation;
  const where = condition.trim().slice(0, 1000);
  const note = `post a profile of the rows where ${where}, with that as its scope.filter`;
  const whole = translation.note === null ? note : `${translation.note}; ${note}`;
  const entries = translation.entries.map((entry) => ({ ...entry, where }));
  const { otherwise: _unfiltered, ...others } = translation;
  const posted = translation.entries.flatMap((entry) => postedOf(entry, where) ?? []);
  const made: Translation = { ...others, entries, note: brief(whole) };
  if (posted.length < entries.length) return made;
  const ids = posted.map(({ id }) => id).join(', ');
  const told = `post ${ids} of the rows where ${brief(where)} alone: ${translation.check}`;
  return { ...made, otherwise: { entries: posted.map(({ entry }) => entry), note: told } };
}

/** What a producer can post of some rows in place of a rule; null where it is no count and no number. */
function postedOf(entry: Entry, where: string): { id: string; entry: Entry } | null {
  const kind = Object.keys(entry).find((key) => !MODIFIERS.includes(key)) ?? '';
  if (NEITHER.includes(kind)) return null;
  const { [kind]: value, ...others } = entry;
  const given = asEntry(value);
  const own = kind === 'counter' ? given['id'] : kind === 'metric' ? given['name'] : undefined;
  const name = typeof own === 'string' ? own : [entry['column'], kind].filter(Boolean).join('.');
  const id = `${name} where ${where}`.slice(0, 900);
  if (!NUMBERS.includes(kind)) return { id, entry: { ...others, counter: { id, ...toleranceOf(given) } } };
  const { column: _column, ...wide } = others;
  const bound = Object.fromEntries(Object.entries(given).filter(([key]) => BOUNDS.includes(key)));
  return Object.keys(bound).length === 0 ? null : { id, entry: { ...wide, metric: { name: id, ...bound } } };
}

function toleranceOf(given: Entry): Entry {
  const pick = (entry: Entry): Entry =>
    Object.fromEntries(Object.entries(entry).filter(([key]) => TOLERANCES.includes(key)));
  const warn = pick(asEntry(given['warn']));
  return { ...pick(given), ...(Object.keys(warn).length > 0 && { warn }) };
}

function asEntry(value: Plain | undefined): Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entry) : {};
}
