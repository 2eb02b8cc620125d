import { usageFailure } from '../../failure.ts';
import type { Dialect } from './dialect.ts';
import type { Session } from './session.ts';
import type { Target } from './target.ts';

export interface TableName {
  schema: string;
  name: string;
}

/** Reads `orders`, `public.orders` or, with dots and capitals, `"My.Schema"."Orders"` (backticks do as well). */
function readTableName(text: string): { schema: string | undefined; name: string } {
  const part = /^(?:"((?:[^"]|"")+)"|`((?:[^`]|``)+)`|([^."`]+))/;
  const names: string[] = [];
  let rest = text;
  for (;;) {
    const found = part.exec(rest);
    if (!found) break;
    const [whole, double, back, plain] = found;
    names.push(double?.replaceAll('""', '"') ?? back?.replaceAll('``', '`') ?? plain ?? '');
    rest = rest.slice(whole.length);
    if (!rest.startsWith('.')) break;
    rest = rest.slice(1);
  }
  const [first = '', second] = names;
  if (rest !== '' || names.length < 1 || names.length > 2) {
    throw usageFailure(
      `--table ${JSON.stringify(text)} is not a table's name`,
      `Write it like public.orders, or with quotes where a name has dots in it: '"my.schema"."orders"'.`,
    );
  }
  return second === undefined ? { schema: undefined, name: first } : { schema: first, name: second };
}

interface Finding {
  session: Session;
  dialect: Dialect;
  target: Target;
}

/** Finds the table or view, as it is written or else in small letters, and the schema it is in; a sentence when there is none. */
export async function findTable(text: string, { session, dialect, target }: Finding): Promise<TableName> {
  const { schema, name } = readTableName(text);
  const wanted = schema ?? (target.engine === 'mysql' ? target.database : undefined);
  const rows = await session.rows(`SELECT table_schema AS s, table_name AS t FROM information_schema.tables
    WHERE ${target.engine === 'mysql' ? 'LOWER' : 'lower'}(table_name) = lower(${dialect.text(name)})`);
  const all = rows.map((row) => ({ schema: String(row['s']), name: String(row['t']) }));
  if (target.engine === 'postgres') all.push(...(await materialized(session, dialect, name)));
  const visible = wanted === undefined ? await searchPath(session) : [wanted];
  const fitting = all.filter((table) => visible.includes(table.schema));
  const exact = fitting.filter((table) => table.name === name);
  const found = (exact.length > 0 ? exact : fitting.filter((table) => table.name === name.toLowerCase())).sort(
    (a, b) => visible.indexOf(a.schema) - visible.indexOf(b.schema),
  )[0];
  if (found) return found;
  const elsewhere = all.map((table) => `${table.schema}.${table.name}`).slice(0, 5);
  throw usageFailure(
    `there is no table ${schema === undefined ? '' : `${schema}.`}${name} that ${target.user} can see in the database ${target.database}`,
    elsewhere.length > 0
      ? `Is it one of these? ${elsewhere.join(', ')}`
      : 'Is the name right, with its schema? May the user read it?',
  );
}

/** Of these, information_schema knows nothing. */
async function materialized(session: Session, dialect: Dialect, name: string): Promise<TableName[]> {
  const rows = await session.rows(
    `SELECT schemaname::text AS s, matviewname::text AS t FROM pg_matviews WHERE lower(matviewname) = lower(${dialect.text(name)})`,
  );
  return rows.map((row) => ({ schema: String(row['s']), name: String(row['t']) }));
}

async function searchPath(session: Session): Promise<string[]> {
  return (await session.rows('SELECT unnest(current_schemas(true))::text AS s')).map((row) => String(row['s']));
}
