export type Fields = Record<string, unknown>;

/** The fields of an object; none for anything else, because producers send null where they have nothing. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A text of 1 to `most` characters. */
export const textOf = (value: unknown, most: number): string | null =>
  typeof value === 'string' && value.length > 0 && value.length <= most ? value : null;

/** A text, a number or a truth value as text; empty for anything else: an object may have a `toString` that is no function. */
export const wordOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

/** A whole number from zero up. */
export const countOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

const instantForm = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/** An instant as ISO text in UTC: one without a zone is UTC, what is finer than a millisecond is cut. Null when it is none, or of a year before 1000. */
export function instantOf(value: unknown): string | null {
  const [, minutes = '', fraction = '', zone = 'Z'] =
    (typeof value === 'string' && instantForm.exec(value.trim())) || [];
  const offset = zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2').toUpperCase();
  const at = new Date(`${minutes.replace(' ', 'T')}${fraction.slice(0, 4)}${offset}`);
  // Years of other lengths are written in ways that not everybody reads back.
  const year = at.getUTCFullYear();
  return minutes === '' || !(year >= 1000 && year <= 9999) ? null : at.toISOString();
}
