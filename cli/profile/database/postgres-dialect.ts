import type { ValueKind } from '../infer-type.ts';
import type { DatabaseColumn, Dialect } from './dialect.ts';
import { longestShown } from './measurement.ts';
import type { Session } from './session.ts';

const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** PostgreSQL. Its numbers may be NaN and infinite, numeric too (from version 14). */
export function postgresDialect({ version }: { version: number }): Dialect {
  const numericInfinity = version >= 140_000;
  const specials = (kind: ValueKind): string[] =>
    kind === 'double' || (kind === 'decimal' && numericInfinity) ? ['Infinity', '-Infinity'] : [];
  const typed = (value: string, kind: ValueKind): string => `'${value}'::${kind === 'double' ? 'float8' : 'numeric'}`;
  return {
    name: quoted,
    text: literal,
    double: (x) => `(${x})::float8`,
    shown: (x, kind) => (kind === 'text' ? `CASE WHEN length(${x}) <= ${longestShown} THEN ${x} END` : `(${x})::text`),
    exact: (x) => `(${x})::text`,
    isFinite(x, kind) {
      if (kind === 'date' || kind === 'timestamp') return `isfinite(${x})`;
      if (kind === 'integer') return `${x} IS NOT NULL`;
      return ['NaN', ...specials(kind)].map((value) => `${x} <> ${typed(value, kind)}`).join(' AND ');
    },
    isNan: (x, kind) => (kind === 'double' || kind === 'decimal' ? `${x} = ${typed('NaN', kind)}` : null),
    length: (x) => `length(${x})`,
    matches: (x, pattern) => `${x} ~ ${literal(`^(${pattern})$`)}`,
    hash: (x) => {
      const hash = `hashtextextended((${x})::text, 0)`;
      return { index: `${hash} & 16383`, rest: `(${hash} >> 14) & 1125899906842623` };
    },
    isEmpty: (x) => `${x} = ''`,
  };
}

const kinds: Record<string, ValueKind> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'decimal',
  float4: 'double',
  float8: 'double',
  bool: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamp',
};
const texts =
  /^(text|varchar|bpchar|name|char|citext|uuid|json|jsonb|xml|time|timetz|interval|inet|cidr|macaddr8?|money|bit|varbit|oid)$/;

/** The columns of what `sql` would answer; domains count as what they are made of. */
export async function postgresColumns(session: Session, sql: string, table: string | null): Promise<DatabaseColumn[]> {
  const described = await session.describe(sql);
  const ids = [...new Set(described.map(({ typeId }) => typeId))].join(', ') || '0';
  const types =
    await session.rows(`SELECT t.oid::int8 AS id, coalesce(b.typname, t.typname) AS base, t.typtype AS sort, t.typcategory AS category,
    format_type(t.oid, NULL) AS shown FROM pg_type t LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd' WHERE t.oid IN (${ids})`);
  const declared =
    table === null
      ? []
      : await session.rows(`SELECT attname::text AS name, format_type(atttypid, atttypmod) AS shown, attnotnull AS required
    FROM pg_attribute WHERE attrelid = ${literal(table)}::regclass AND attnum > 0 AND NOT attisdropped`);
  return described.map(({ name, typeId }) => {
    const type = types.find(({ id }) => Number(id) === typeId);
    const base = String(type?.['base'] ?? 'unknown');
    const own = declared.find((column) => column['name'] === name);
    const kind = kinds[base] ?? (texts.test(base) || type?.['sort'] === 'e' ? 'text' : 'other');
    return {
      name,
      type: String(own?.['shown'] ?? type?.['shown'] ?? 'unknown'),
      nullable: own === undefined ? undefined : own['required'] !== true,
      kind,
      cell: cellOf(quoted(name), kind, base),
    };
  });
}

function cellOf(column: string, kind: ValueKind, base: string): string {
  if (kind === 'double') return `${column}::float8`;
  if (kind === 'text' || kind === 'other') return `(${column}::text COLLATE "C")`;
  return base === 'numeric' || kind !== 'integer' ? column : `${column}::int8`;
}
