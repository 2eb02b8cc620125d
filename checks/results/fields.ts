import type { FieldProblem } from '../profile.ts';

export type Fields = Record<string, unknown>;

/** The fields of an object; none for anything else. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A text that says something, cut after `most` characters; null for anything else. */
export const textOf = (value: unknown, most = 500): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, most) : null;

/** A text, a number or a truth value as text; empty for anything else: an object may have a `toString` that is no function. */
export const wordOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

/** A finite number; null for anything else. */
export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** A whole number from zero up; null for anything else. */
export const countOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?$/i;
const COMPACT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/;

/** An instant as RFC 3339 text in UTC, cut to milliseconds; without a zone it is UTC. Null when it is none. */
export function instantOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim().replace(COMPACT, '$1-$2-$3T$4:$5:$6$7Z');
  const [, day, time, fraction = '', zone = 'Z'] = INSTANT.exec(text) ?? [];
  if (day === undefined || time === undefined) return null;
  const offset = zone.toUpperCase().replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
  const ms = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${offset}`);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

const DEEPEST = 32;

/** The value, when it is nested at most 32 levels deep; null for what nobody's parameters are. Walks without recursion. */
export function shallow(value: unknown): unknown {
  const waiting: { inner: unknown; depth: number }[] = [{ inner: value, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { inner, depth } = next;
    if (typeof inner !== 'object' || inner === null) continue;
    if (depth >= DEEPEST) return null;
    for (const one of Object.values(inner)) waiting.push({ inner: one, depth: depth + 1 });
  }
  return value;
}

/** Notes places that are wrong, at most a hundred of them. */
export function noteProblem(problems: FieldProblem[], pointer: string, message: string): void {
  if (problems.length < 100) problems.push({ pointer, message });
}
