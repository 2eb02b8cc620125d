/** A value of a source file and where it stands; reading on from a value that is not there finds nothing, and never throws. */
export interface Field {
  readonly value: unknown;
  /** JSON pointer. */
  readonly pointer: string;
}

const LONGEST_WORDS = 160;
const MOST_MEMBERS = 12;
const DEEPEST_WORDS = 3;

/** The value below a key of a mapping. */
export function get({ value, pointer }: Field, key: string): Field {
  const below = isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return { value: below, pointer: `${pointer}/${escaped(key)}` };
}

/** The value below several keys, one below the other. */
export function path(field: Field, ...keys: string[]): Field {
  return keys.reduce(get, field);
}

/** The members of a list; none when it is no list. */
export function items({ value, pointer }: Field): Field[] {
  return Array.isArray(value)
    ? value.map((one: unknown, index) => ({ value: one, pointer: `${pointer}/${index}` }))
    : [];
}

/** The entries of a mapping in their order. */
export function entries(field: Field): [string, Field][] {
  return isMap(field.value) ? Object.keys(field.value).map((key) => [key, get(field, key)]) : [];
}

/** Is it a mapping? */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that is not empty. */
export function textOf({ value }: Field): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Text, or a number or boolean as it is written. */
export function wordOf({ value }: Field): string | undefined {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : textOf({ value, pointer: '' });
}

/** A finite number, also one that is written as text. */
export function numberOf({ value }: Field): number | undefined {
  const text = typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value);
  const number = typeof value === 'number' || text ? Number(value) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** The end of a range: a number, or text such as a date. */
export function endOf(field: Field): number | string | undefined {
  return typeof field.value === 'number' ? numberOf(field) : textOf(field);
}

/** Numbers, texts and booleans of a list; null members left out. Undefined when it is no list, is empty or has others. */
export function scalarsOf(field: Field): (string | number | boolean)[] | undefined {
  const members = items(field)
    .map(({ value }) => value)
    .filter((value) => value !== null);
  const isPlain = (value: unknown) => ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
  return members.length > 0 && members.every(isPlain) ? (members as (string | number | boolean)[]) : undefined;
}

/** Texts of a list, or one text alone. */
export function textsOf(field: Field): string[] {
  const one = textOf(field);
  return one === undefined ? items(field).flatMap((item) => textOf(item) ?? []) : [one];
}

/** A value in one short line, for a person. */
export function brief(value: unknown): string {
  const words = wordsOf(value, 0).replace(/[\s\p{Cc}]+/gu, ' ');
  return words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}…` : words;
}

/** A mapping of one key as `key: value`, the key alone where it has no value; all else as it is. */
export function briefEntry(field: Field): string {
  const [first, ...others] = entries(field);
  if (first === undefined || others.length > 0) return brief(field.value);
  const [key, { value }] = first;
  return brief(value === null ? key : `${key}: ${brief(value)}`);
}

function wordsOf(value: unknown, depth: number): string {
  if (typeof value === 'string') return depth === 0 ? value.slice(0, 400) : JSON.stringify(value.slice(0, 400));
  if (typeof value !== 'object' || value === null) return String(value);
  if (depth >= DEEPEST_WORDS) return '…';
  const isList = Array.isArray(value);
  const keys = Object.keys(value);
  const shown = keys.slice(0, MOST_MEMBERS).map((key) => {
    const member = wordsOf((value as Record<string, unknown>)[key], depth + 1);
    return isList ? member : `${key}: ${member}`;
  });
  const more = keys.length > MOST_MEMBERS ? ', …' : '';
  return isList ? `[${shown.join(', ')}${more}]` : `{${shown.join(', ')}${more}}`;
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
