import type { SchemaChange } from './schema-changes.ts';

/** How a type differs from the one before: each old value still fits (`widened`), may not (`narrowed`), or is of another sort. */
export type TypeChange = 'same' | 'widened' | 'narrowed' | 'other';

/** Digits that each integer type is sure to hold, by its names in the usual databases. */
const INTEGER_DIGITS: Readonly<Record<string, number>> = {
  ...{ tinyint: 3, byte: 3, int1: 3 },
  ...{ smallint: 5, int2: 5, short: 5, int16: 5 },
  ...{ int: 10, integer: 10, int4: 10, int32: 10, mediumint: 10 },
  ...{ bigint: 19, int8: 19, int64: 19, long: 19 },
  ...{ hugeint: 39, int128: 39 },
};
/** Digits of whole numbers that a floating type holds exactly. */
const FLOAT_DIGITS: Readonly<Record<string, number>> = {
  ...{ real: 7, float4: 7, float32: 7 },
  ...{ double: 15, 'double precision': 15, float8: 15, float64: 15, float: 15 },
};
const DECIMALS = new Set(['decimal', 'numeric', 'number']);
const TEXTS = new Set(['varchar', 'character varying', 'char', 'character', 'text', 'string', 'nvarchar', 'bpchar']);

interface SqlType {
  family: 'integer' | 'float' | 'decimal' | 'text' | 'other';
  name: string;
  /** Digits before the point, or characters of text; infinite where there is no limit. */
  room: number;
  /** Digits after the point. */
  scale: number;
}

/**
 * Does a change break who reads the data by name? Removed columns, narrowed or otherwise changed types and columns that may now
 * be null do; added columns, widened types, columns that are never null any more and another order do not.
 */
export function isBreaking({ change, before, after }: SchemaChange): boolean {
  if (change === 'type') return !['same', 'widened'].includes(typeChange(before ?? '', after ?? ''));
  return change === 'removed' || (change === 'nullability' && after === 'nullable');
}

/** What became of a type, by its name: `int` to `bigint` is widened, `decimal(12,2)` to `decimal(10,2)` narrowed. */
export function typeChange(before: string, after: string): TypeChange {
  const [old, now] = [readType(before), readType(after)];
  if (isWithin(old, now)) return isWithin(now, old) ? 'same' : 'widened';
  return isWithin(now, old) ? 'narrowed' : 'other';
}

function readType(text: string): SqlType {
  const [, name = '', first, second] = /^\s*([a-z][a-z0-9 _]*?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?\s*$/i.exec(text) ?? [];
  const plain = name.toLowerCase().replace(/\s+/g, ' ');
  const digits = INTEGER_DIGITS[plain];
  if (digits !== undefined) return { family: 'integer', name: plain, room: digits, scale: 0 };
  const exact = FLOAT_DIGITS[plain];
  if (exact !== undefined) return { family: 'float', name: plain, room: exact, scale: 0 };
  if (DECIMALS.has(plain)) return decimalOf(plain, first, second);
  const room = first === undefined ? Infinity : Number(first);
  if (TEXTS.has(plain)) return { family: 'text', name: plain, room, scale: 0 };
  return { family: 'other', name: text.trim().toLowerCase(), room: 0, scale: 0 };
}

function decimalOf(name: string, precision: string | undefined, scale: string | undefined): SqlType {
  if (precision === undefined) return { family: 'decimal', name, room: Infinity, scale: Infinity };
  const places = Number(scale ?? 0);
  return { family: 'decimal', name, room: Number(precision) - places, scale: places };
}

/** Does every value of one type have a place in the other? */
function isWithin(old: SqlType, now: SqlType): boolean {
  if (old.family === 'other' || now.family === 'other') return old.name === now.name;
  if (old.family === now.family) return old.room <= now.room && old.scale <= now.scale;
  return old.family === 'integer' && now.family !== 'text' && old.room <= now.room;
}
