import { entries, get, numberOf, scalarsOf, textOf, type Field } from '../field.ts';
import { boundOf, type Limits } from '../limits.ts';
import type { Entry } from '../types.ts';

/** A rule of validity as one of our kinds; `needsRows` where it is one that only rows decide. */
export interface Validity {
  kind: string;
  value: Entry;
  words: string;
  needsRows: boolean;
}

/** What counts as missing and as valid, as a check, its column and the table's configuration say together. */
export interface Settings {
  missing: Entry | null;
  validity: Validity[];
  /** Settings that have no meaning here. */
  unknown: string[];
}

const SEMANTIC: Readonly<Record<string, string>> = {
  email: 'email',
  uuid: 'uuid',
  'ipv4 address': 'ipv4',
  'ipv6 address': 'ipv6',
  'credit card number': 'credit_card',
};

/** Reads settings such as `valid min length` (SodaCL) or `valid_min_length` (contracts); later mappings win. */
export function settingsOf(...sources: readonly Field[]): Settings {
  const settings = new Map<string, Field>();
  for (const source of sources) {
    for (const [key, field] of entries(source)) {
      const name = key.replaceAll(' ', '_');
      if (/^(valid|invalid|missing)_/.test(name) && field.value !== null) settings.set(name, field);
    }
  }
  const known = new Set(['missing_values', 'missing_regex', 'missing_format', ...READERS.keys()]);
  const unknown = [...settings.keys()].filter((key) => !known.has(key));
  const validity = [...READERS.values()].flatMap((read) => read(settings) ?? []);
  const unread = [...settings.keys()].filter(
    (key) => key.startsWith('valid') && validity.length === 0 && !unknown.includes(key),
  );
  return { missing: missingOf(settings), validity, unknown: [...unknown, ...unread] };
}

type Given = ReadonlyMap<string, Field>;

/** By the setting that they begin with. */
const READERS: ReadonlyMap<string, (settings: Given) => Validity | null> = new Map([
  ['valid_values', (settings: Given) => setOf(settings, 'valid_values', 'in_set')],
  ['invalid_values', (settings: Given) => setOf(settings, 'invalid_values', 'not_in_set')],
  ['valid_min', (settings: Given) => boundFrom(settings, { kind: 'range', low: 'valid_min', high: 'valid_max' })],
  ['valid_max', () => null],
  [
    'valid_min_length',
    (settings: Given) => boundFrom(settings, { kind: 'length', low: 'valid_min_length', high: 'valid_max_length' }),
  ],
  ['valid_max_length', () => null],
  ['valid_length', lengthOf],
  ['valid_regex', (settings: Given) => patternOf(settings, 'valid_regex', 'regex_match')],
  ['invalid_regex', (settings: Given) => patternOf(settings, 'invalid_regex', 'regex_not_match')],
  ['valid_format', (settings: Given) => formatOf(settings.get('valid_format'), 'regex_match')],
  ['invalid_format', (settings: Given) => formatOf(settings.get('invalid_format'), 'regex_not_match')],
]);

function missingOf(settings: Given): Entry | null {
  const values = scalarsOf(settings.get('missing_values') ?? NOTHING);
  const pattern = patternText(settings.get('missing_regex')) ?? patternText(settings.get('missing_format'));
  if (values === undefined && pattern === undefined) return null;
  return { ...(values !== undefined && { values }), ...(pattern !== undefined && { pattern }) };
}

const NOTHING: Field = { value: undefined, pointer: '' };

function setOf(settings: Given, key: string, kind: 'in_set' | 'not_in_set'): Validity | null {
  const values = scalarsOf(settings.get(key) ?? NOTHING);
  return values === undefined
    ? null
    : { kind, value: { values }, words: `is ${kind.replaceAll('_', ' ')}`, needsRows: false };
}

function boundFrom(settings: Given, { kind, low, high }: { kind: string; low: string; high: string }): Validity | null {
  const [least, most] = [numberOf(settings.get(low) ?? NOTHING), numberOf(settings.get(high) ?? NOTHING)];
  if (least === undefined && most === undefined) return null;
  const limits: Limits = { ...(least !== undefined && { low: least }), ...(most !== undefined && { high: most }) };
  return {
    kind,
    value: boundOf(limits),
    words: `has its ${kind} from ${least ?? '-'} to ${most ?? '-'}`,
    needsRows: false,
  };
}

function lengthOf(settings: Given): Validity | null {
  const length = numberOf(settings.get('valid_length') ?? NOTHING);
  if (length === undefined) return null;
  return { kind: 'length', value: { equals: length }, words: `is ${length} characters long`, needsRows: false };
}

function patternOf(settings: Given, key: string, kind: string): Validity | null {
  const pattern = textOf(settings.get(key) ?? NOTHING);
  return pattern === undefined ? null : patternValidity(kind, pattern);
}

function patternValidity(kind: string, pattern: string): Validity {
  const verb = kind === 'regex_match' ? 'matches' : 'does not match';
  return { kind, value: { pattern }, words: `${verb} ${pattern}`, needsRows: true };
}

/** A format by its name (SodaCL), or with its pattern (contracts). */
function formatOf(field: Field | undefined, kind: string): Validity | null {
  if (field === undefined) return null;
  const pattern = patternText(field);
  if (pattern !== undefined) return patternValidity(kind, pattern);
  const name = textOf(field)?.trim().toLowerCase();
  if (name === undefined) return null;
  const is = SEMANTIC[name];
  const words = `${kind === 'regex_match' ? 'has' : 'has not'} the format ${name}`;
  if (is !== undefined && kind === 'regex_match')
    return { kind: 'semantic_type', value: { is }, words, needsRows: true };
  return { kind: `format ${name}`, value: {}, words, needsRows: true };
}

function patternText(field: Field | undefined): string | undefined {
  if (field === undefined) return undefined;
  return textOf(get(field, 'regex')) ?? (field.pointer.endsWith('regex') ? textOf(field) : undefined);
}
