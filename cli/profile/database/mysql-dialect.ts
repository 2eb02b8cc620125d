import type { ValueKind } from '../infer-type.ts';
import type { DatabaseColumn, Dialect } from './dialect.ts';
import { longestShown } from './measurement.ts';
import type { Session } from './session.ts';

const quoted = (identifier: string): string => `\`${identifier.replaceAll('`', '``')}\``;
/** In hexadecimal: whatever stands in it, and whatever the server makes of backslashes, it ends nowhere early. */
const literal = (value: string): string => `CONVERT(X'${Buffer.from(value, 'utf8').toString('hex')}' USING utf8mb4)`;

/** MySQL 8 and MariaDB. Text is compared byte by byte, so that no collation joins what is different. */
export const mysqlDialect: Dialect = {
  name: quoted,
  text: literal,
  double: (x) => `(${x} * 1e0)`,
  shown(x, kind) {
    if (kind === 'text')
      return `CASE WHEN CHAR_LENGTH(CONVERT(${x} USING utf8mb4)) <= ${longestShown} THEN CONVERT(${x} USING utf8mb4) END`;
    return kind === 'double' || kind === 'boolean' ? x : `CAST(${x} AS CHAR)`;
  },
  exact: (x) => `CAST(${x} AS CHAR)`,
  isFinite: (x, kind) =>
    kind === 'date' || kind === 'timestamp' ? `MONTH(${x}) > 0 AND DAYOFMONTH(${x}) > 0` : `${x} IS NOT NULL`,
  isNan: () => null,
  length: (x) => `CHAR_LENGTH(CONVERT(${x} USING utf8mb4))`,
  matches: (x, pattern) => `CONVERT(${x} USING utf8mb4) COLLATE utf8mb4_bin REGEXP ${literal(`^(${pattern})\\z`)}`,
  hash(x) {
    const hash = `CAST(CONV(LEFT(MD5(${x}), 16), 16, 10) AS UNSIGNED)`;
    return { index: `${hash} & 16383`, rest: `${hash} >> 14` };
  },
  isEmpty: (x) => `OCTET_LENGTH(${x}) = 0`,
};

/** The columns of a table, or of what `sql` would answer. */
export async function mysqlColumns(
  session: Session,
  sql: string,
  table: { schema: string; name: string } | null,
): Promise<DatabaseColumn[]> {
  const columns = table ? await declared(session, table) : await described(session, sql);
  return columns.map(({ name, base, type, nullable }) => {
    const kind = kindOf(base, type);
    return { name, type, nullable, kind, cell: cellOf(quoted(name), kind) };
  });
}

interface Declared {
  name: string;
  base: string;
  type: string;
  nullable: boolean | undefined;
}

async function declared(session: Session, { schema, name }: { schema: string; name: string }): Promise<Declared[]> {
  const rows =
    await session.rows(`SELECT COLUMN_NAME AS name, DATA_TYPE AS base, COLUMN_TYPE AS type, IS_NULLABLE AS nullable
    FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${literal(schema)} COLLATE utf8mb4_bin AND TABLE_NAME = ${literal(name)} COLLATE utf8mb4_bin ORDER BY ORDINAL_POSITION`);
  return rows.map((row) => ({
    name: String(row['name']),
    base: String(row['base']).toLowerCase(),
    type: String(row['type']),
    nullable: row['nullable'] === 'YES',
  }));
}

/** By the numbers of the protocol; a text and a blob differ there only by their character set, so both are text. */
const wireTypes: Record<number, string> = {
  0: 'decimal',
  1: 'tinyint',
  2: 'smallint',
  3: 'int',
  4: 'float',
  5: 'double',
  7: 'timestamp',
  8: 'bigint',
  9: 'mediumint',
  10: 'date',
  11: 'time',
  12: 'datetime',
  13: 'year',
  16: 'bit',
  246: 'decimal',
  255: 'geometry',
};

async function described(session: Session, sql: string): Promise<Declared[]> {
  return (await session.describe(sql)).map(({ name, typeId }) => {
    const base = wireTypes[typeId] ?? 'text';
    return { name, base, type: base, nullable: undefined };
  });
}

const kinds: Record<string, ValueKind> = {
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  bigint: 'integer',
  year: 'integer',
  decimal: 'decimal',
  float: 'double',
  double: 'double',
  date: 'date',
  datetime: 'timestamp',
  timestamp: 'timestamp',
};
const texts = /^(char|varchar|tinytext|text|mediumtext|longtext|enum|set|json|time|uuid|inet4|inet6)$/;

/** BOOLEAN is another word for tinyint(1) there, and is taken for one. */
function kindOf(base: string, type: string): ValueKind {
  if (/^tinyint\(1\)/.test(type) || /^bit\(1\)$/.test(type)) return 'boolean';
  return kinds[base] ?? (texts.test(base) ? 'text' : 'other');
}

function cellOf(column: string, kind: ValueKind): string {
  if (kind === 'boolean') return `(${column} <> 0)`;
  if (kind === 'double') return `(${column} * 1e0)`;
  if (kind === 'text') return `CAST(CONVERT(${column} USING utf8mb4) AS BINARY)`;
  return kind === 'other' ? `CAST(${column} AS BINARY)` : column;
}
