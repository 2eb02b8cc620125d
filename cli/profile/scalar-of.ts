import type { Scalar } from '../../checks/index.ts';
import type { ColumnType } from './infer-type.ts';
import type { Cell } from './workspace.ts';

const significantDigits = 15;

/**
 * A cell as a profile carries it: numbers as JSON numbers while that loses nothing (integers to 2^53, decimals to 15 digits), else as
 * strings; dates as they are, timestamps as RFC 3339 with UTC where they have no zone. Undefined for what JSON cannot carry (NaN, infinity).
 */
export function scalarOf(cell: Cell | undefined, type: ColumnType): Scalar | undefined {
  if (cell === null || cell === undefined) return undefined;
  if (type.kind === 'integer' || type.kind === 'decimal') return exactNumber(String(cell));
  if (type.kind === 'double') return finite(cell);
  if (type.kind === 'timestamp') return instantOf(String(cell));
  if (type.kind === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(String(cell)) ? String(cell) : undefined;
  return cell;
}

/** A number written in full: as a JSON number when that is exact, else as the string. */
export function exactNumber(text: string): number | string {
  const value = Number(text);
  if (/^-?\d+$/.test(text)) return Number.isSafeInteger(value) ? value : text;
  if (/e/i.test(text)) return value;
  const digits = text.replace(/^-?0*\.?0*|\./g, '').replace(/^0+/, '');
  return digits.length <= significantDigits ? value : text;
}

/** The number in a cell of type DOUBLE, or undefined when it is null, NaN or infinite. */
export function finite(cell: Cell | undefined): number | undefined {
  const value = typeof cell === 'number' ? cell : typeof cell === 'string' && cell !== '' ? Number(cell) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** DuckDB's `2026-01-22 17:00:00.5+00` as `2026-01-22T17:00:00.5Z`; undefined outside the years 0001 to 9999. */
export function instantOf(text: string): string | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d+)?)(?:\+00)?$/.exec(text);
  return parts ? `${parts[1]}T${parts[2]}Z` : undefined;
}
