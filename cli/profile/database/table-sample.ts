import { usageFailure } from '../../failure.ts';
import type { Dialect } from './dialect.ts';
import type { Session } from './session.ts';
import type { TableName } from './table-name.ts';
import type { Target } from './target.ts';

/** Every run and every pass sees the same rows. */
export const sampleSeed = 20_260_101;

interface Sampling {
  session: Session;
  dialect: Dialect;
  target: Target;
  table: TableName;
  percent: number;
}

/** SQL for a sample, row by row: what stands behind the table's name, and a condition. */
export async function sampleSql({
  session,
  dialect,
  target,
  table,
  percent,
}: Sampling): Promise<{ behind: string; condition: string | null }> {
  if (target.engine === 'postgres') {
    const qualified = dialect.text(`${dialect.name(table.schema)}.${dialect.name(table.name)}`);
    const [row] = await session.rows(`SELECT relkind::text AS kind FROM pg_class WHERE oid = ${qualified}::regclass`);
    if (!['r', 'p', 'm'].includes(String(row?.['kind']))) throw notSampled(table, 'a view or foreign table');
    return { behind: ` TABLESAMPLE BERNOULLI (${percent}) REPEATABLE (${sampleSeed})`, condition: null };
  }
  const keys =
    await session.rows(`SELECT COLUMN_NAME AS name FROM information_schema.KEY_COLUMN_USAGE WHERE CONSTRAINT_NAME = 'PRIMARY'
    AND TABLE_SCHEMA = ${dialect.text(table.schema)} AND TABLE_NAME = ${dialect.text(table.name)} ORDER BY ORDINAL_POSITION`);
  if (keys.length === 0) throw notSampled(table, 'a table without a primary key');
  const key = keys.map((row) => dialect.name(String(row['name']))).join(', ');
  return {
    behind: '',
    condition: `CRC32(CONCAT_WS('|', ${sampleSeed}, ${key})) < ${Math.round((percent / 100) * 2 ** 32)}`,
  };
}

function notSampled({ schema, name }: TableName, what: string): Error {
  return usageFailure(
    `${schema}.${name} is ${what}, which cannot be sampled alike twice`,
    'Measure it whole, or a part of it by --where.',
  );
}
