import type { Scalar } from '../profile.ts';
import { nearestWord } from './nearest-word.ts';
import { quoted, type Report, type Suggestion } from './report.ts';
import { nameOf, type Tree } from './tree.ts';

const MOST_MEMBERS = 10_000;
const LONGEST_TEXT = 1000;

/** JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * Reads one value of a suite; undefined when it was refused (and reported). `schema` says which JSON values it may take,
 * for editors: it never refuses what the reader takes, and lets everything be where it is left out.
 */
export interface ValueReader<T> {
  (value: Tree, report: Report): T | undefined;
  schema?: JsonSchema;
}

/** A reader with the JSON Schema of what it takes. */
export function described<T>(schema: JsonSchema, read: ValueReader<T>): ValueReader<T> {
  return Object.assign((value: Tree, report: Report) => read(value, report), { schema });
}

/** A plain value that is not null. */
export const SCALAR_SCHEMA: JsonSchema = { type: ['string', 'number', 'boolean'] };
const TEXT_SCHEMA: JsonSchema = { ...SCALAR_SCHEMA, minLength: 1, maxLength: LONGEST_TEXT };
/** One plain value, or a list of them. */
const SCALARS_SCHEMA: JsonSchema = {
  anyOf: [SCALAR_SCHEMA, { type: 'array', items: SCALAR_SCHEMA, minItems: 1, maxItems: MOST_MEMBERS }],
};

/** Text of 1 to 1,000 characters; numbers and booleans are taken as they were written. */
export const readText = described<string>(TEXT_SCHEMA, (value, report) => {
  const text = value.type === 'scalar' && value.value !== null ? String(value.value) : '';
  return text !== '' && text.length <= LONGEST_TEXT ? text : refuse(value, report, 'text of 1 to 1,000 characters');
});

/** A finite number. */
export const readNumber = described<number>({ type: 'number' }, (value, report) => {
  if (value.type === 'scalar' && typeof value.value === 'number' && Number.isFinite(value.value)) return value.value;
  return refuse(value, report, 'a number');
});

/** A whole number from zero up. */
export const readCount = described<number>({ type: 'integer', minimum: 0 }, (value, report) => {
  if (value.type === 'scalar' && Number.isSafeInteger(value.value) && Number(value.value) >= 0)
    return Number(value.value);
  return refuse(value, report, 'a whole number from 0 up');
});

/** A number in a range, ends included. */
export function readNumberBetween(low: number, high: number): ValueReader<number> {
  return described({ type: 'number', minimum: low, maximum: high }, (value, report) => {
    const number = value.type === 'scalar' ? value.value : null;
    if (typeof number === 'number' && number >= low && number <= high) return number;
    return refuse(value, report, `a number from ${low} to ${high}`);
  });
}

/** true or false. */
export const readBoolean = described<boolean>({ type: 'boolean' }, (value, report) => {
  if (value.type === 'scalar' && typeof value.value === 'boolean') return value.value;
  return refuse(value, report, 'true or false');
});

/** One of some words. */
export function readWord<T extends string>(words: readonly T[]): ValueReader<T> {
  return described({ enum: words }, (value, report) => {
    const word = value.type === 'scalar' ? words.find((known) => known === value.value) : undefined;
    if (word !== undefined) return word;
    const near = () =>
      value.type === 'scalar' && typeof value.value === 'string' ? nearestWord(value.value, words) : undefined;
    return refuse(value, report, { wanted: `one of ${words.join(', ')}`, suggestion: near });
  });
}

/** Scalars of a set, at least one; a scalar alone is a set of one. */
export const readScalars = described<Scalar[]>(SCALARS_SCHEMA, (value, report) => {
  const items = value.type === 'list' ? value.items : [value];
  if (items.length === 0 || items.length > MOST_MEMBERS) return refuse(value, report, `1 to ${MOST_MEMBERS} values`);
  const members: Scalar[] = [];
  for (const item of items) {
    if (item.type !== 'scalar' || item.value === null || Number.isNaN(item.value)) {
      refuse(item, report, 'a number, text or true/false');
    } else members.push(item.value);
  }
  return members.length === items.length ? members : undefined;
});

/** Texts of a list, at least one; a text alone is a list of one. */
export const readTexts = described<string[]>(SCALARS_SCHEMA, (value, report) =>
  readScalars(value, report)?.map(String),
);

/** Tells what should have stood here. */
export function refuse(
  value: Tree,
  report: Report,
  told: string | { wanted: string; suggestion: Suggestion },
): undefined {
  const { wanted, suggestion } = typeof told === 'string' ? { wanted: told, suggestion: undefined } : told;
  const found = value.type === 'scalar' && value.value !== null ? quoted(String(value.value)) : nameOf(value);
  const kind = value.type === 'scalar' && value.value !== null ? 'PL1010' : 'PL1006';
  report(kind, value, { message: `expected ${wanted}, found ${found}`, suggestion });
  return undefined;
}
