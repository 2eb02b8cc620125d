import type { ColumnProfile, Profile, SchemaField, Scope } from '../../../checks/index.ts';
import { closestName } from '../../closest-name.ts';
import { usageFailure } from '../../failure.ts';
import type { DatabaseColumn, Dialect } from './dialect.ts';
import { measureColumns } from './measure-columns.ts';
import type { MeasuredCell, Measurement } from './measurement.ts';
import { mysqlColumns, mysqlDialect } from './mysql-dialect.ts';
import { openMysql } from './mysql-session.ts';
import { postgresColumns, postgresDialect } from './postgres-dialect.ts';
import { openPostgres } from './postgres-session.ts';
import type { Session, SessionOptions } from './session.ts';
import { findTable } from './table-name.ts';
import type { TableName } from './table-name.ts';
import { sampleSeed, sampleSql } from './table-sample.ts';
import { namespaceOf } from './target.ts';
import type { Target } from './target.ts';

/** What of a database is to be measured. */
export interface DatabaseOptions {
  table?: string;
  query?: string;
  where?: string;
  /** Percentage of the rows. */
  sample?: number;
  columns?: string[];
  maxTop: number;
  exactRows: number;
  statementTimeout: number;
}

export interface DatabaseQuestion {
  target: Target;
  options: DatabaseOptions;
  onStep(done: number, steps: number, next: string): void;
  signal?: AbortSignal;
}

export interface DatabaseProfile {
  /** As OpenLineage names it; undefined for a query, which has no name. */
  dataset: { namespace: string; name: string } | undefined;
  measured: Omit<Profile, 'dataset'>;
  /** Measurements that were left out because there are too many rows. */
  leftOut: string[];
}

/** Measures a table or query inside its database: no row leaves it, only numbers, extremes and the most frequent values. */
export async function profileDatabase(question: DatabaseQuestion): Promise<DatabaseProfile> {
  const { target, options, signal } = question;
  question.onStep(0, 1, 'connecting');
  const opening = { target, statementSeconds: options.statementTimeout, ...(signal && { signal }) };
  const { session, dialect } = await open(opening);
  try {
    return await profileWith({ ...question, session, dialect });
  } finally {
    await session.close();
  }
}

async function open(opening: SessionOptions): Promise<{ session: Session; dialect: Dialect }> {
  if (opening.target.engine === 'mysql') return { session: await openMysql(opening), dialect: mysqlDialect };
  const session = await openPostgres(opening);
  return { session, dialect: postgresDialect(session) };
}

async function profileWith({
  session,
  dialect,
  target,
  options,
  onStep,
}: DatabaseQuestion & Asking): Promise<DatabaseProfile> {
  const place = await placeOf({ session, dialect, target, options });
  const { all, wanted } = chosen(place.columns, options.columns);
  const measurement: Measurement = {
    session,
    dialect,
    target,
    from: place.from,
    columns: wanted,
    maxTop: options.maxTop,
  };
  const found = await measureColumns(measurement, {
    onStep,
    exactRows: options.exactRows,
    whole: place.whole,
    allColumns: options.columns === undefined,
  });
  const scope = scopeOf(options, found.rowsScanned);
  return {
    dataset: place.table && datasetOf(target, place.table),
    measured: {
      ...(scope && { scope }),
      rowCount: found.rowCount,
      ...found.rows,
      schema: { fields: all.map(schemaField) },
      columnMetrics: Object.fromEntries<ColumnProfile>(found.columns),
    },
    leftOut: found.leftOut,
  };
}

function schemaField({ name, type, nullable }: DatabaseColumn, index: number): SchemaField {
  return { name, type: type.slice(0, 2000), ...(nullable !== undefined && { nullable }), ordinal: index + 1 };
}

interface Place {
  from: string;
  /** SQL for the same without sample; null when there is none. */
  whole: string | null;
  columns: DatabaseColumn[];
  table: TableName | undefined;
}

interface Asking {
  session: Session;
  dialect: Dialect;
  target: Target;
  options: DatabaseOptions;
}

async function placeOf(asking: Asking): Promise<Place> {
  const { session, dialect, target, options } = asking;
  const postgres = target.engine === 'postgres';
  // A line end, lest a comment at the end of the condition takes the rest of the statement with it.
  const where = options.where === undefined ? [] : [`(${options.where}\n)`];
  const after = (conditions: string[]): string => (conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '');
  if (options.table === undefined) {
    const query = (options.query ?? '').trim().replace(/;$/, '');
    const columns = postgres
      ? await postgresColumns(session, `${query}\n`, null)
      : await mysqlColumns(session, `${query}\n`, null);
    return { from: `(${query}\n) AS q${after(where)}`, whole: null, columns: uniquelyNamed(columns), table: undefined };
  }
  const table = await findTable(options.table, asking);
  const qualified = `${dialect.name(table.schema)}.${dialect.name(table.name)}`;
  const everything = `SELECT * FROM ${qualified}`;
  const columns = postgres
    ? await postgresColumns(session, everything, qualified)
    : await mysqlColumns(session, everything, table);
  const percent = options.sample;
  const sample = percent === undefined ? null : await sampleSql({ session, dialect, target, table, percent });
  const conditions = [...where, ...(sample?.condition ? [sample.condition] : [])];
  return {
    from: `${qualified}${sample?.behind ?? ''}${after(conditions)}`,
    whole: sample ? `${qualified}${after(where)}` : null,
    columns,
    table,
  };
}

function uniquelyNamed(columns: DatabaseColumn[]): DatabaseColumn[] {
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name))
      throw usageFailure(`--query answers with two columns ${JSON.stringify(name)}`, 'Name them apart with AS.');
    names.add(name);
  }
  return columns;
}

function chosen(
  columns: DatabaseColumn[],
  named: string[] | undefined,
): { all: DatabaseColumn[]; wanted: MeasuredCell[] } {
  const names = columns.map(({ name }) => name);
  const missing = named?.find((name) => !names.includes(name));
  if (missing !== undefined) {
    const near = closestName(missing, names);
    throw usageFailure(
      `there is no column ${JSON.stringify(missing)}${near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`}`,
      `Columns: ${names.join(', ')}`,
    );
  }
  const wanted = columns.filter(({ name }) => named?.includes(name) ?? true);
  return { all: columns, wanted: wanted.map((column, index) => ({ ...column, id: `c${index}` })) };
}

function scopeOf({ where, sample }: DatabaseOptions, rowsScanned: number): Scope | undefined {
  if (where === undefined && sample === undefined) return undefined;
  const sampled = { method: 'bernoulli', fraction: (sample ?? 100) / 100, rowsScanned, seed: sampleSeed };
  return { ...(where !== undefined && { filter: where }), ...(sample !== undefined && { sampled }) };
}

/** `postgres://host:5432` and `shop.public.orders`; in MySQL `mysql://host:3306` and `shop.orders`. */
function datasetOf(target: Target, { schema, name }: TableName): { namespace: string; name: string } {
  const full = target.engine === 'postgres' ? `${target.database}.${schema}.${name}` : `${schema}.${name}`;
  return { namespace: namespaceOf(target), name: full };
}
