// The floor: the same checks over the same Parquet file by DuckDB alone, in the fewest statements that we found, its import not
// counted. Nobody who asks DuckDB can be faster by more than what he asks it worse. Argument: SPEC.json; one JSON object on stdout.
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import type { SharedCheck } from './checks.ts';
import { clock } from './clock.ts';

const spec = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as { file: string; checks: SharedCheck[] };
const measured = clock();
// One thread: a file of one row group is read by one, and the others only cost.
const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();
const answer = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();
const path = `'${spec.file.replaceAll("'", "''")}'`;

/** SQL that is true where a check holds; null counts come from the footer. */
function holds({ kind, column = '', low = 0, high = 0, values = [] }: SharedCheck): string {
  const c = `"${column}"`;
  if (kind === 'row_count') return `count(*) = ${low}`;
  if (kind === 'not_null') return `(SELECT sum(n) = 0 FROM nulls WHERE path = '${column}')`;
  if (kind === 'unique') return `count(DISTINCT ${c}) = count(*)`;
  if (kind === 'in_set') {
    const set = values.map((value) => (typeof value === 'number' ? String(value) : `'${value}'`)).join(', ');
    return `count_if(${c} NOT IN (${set})) = 0`;
  }
  if (kind === 'range') return `min(${c}) >= ${low} AND max(${c}) <= ${high}`;
  return `${kind === 'mean' ? 'avg' : kind}(${c}) BETWEEN ${low} AND ${high}`;
}

const [verdicts = []] = await answer(`WITH nulls AS
  (SELECT path_in_schema AS path, stats_null_count AS n FROM parquet_metadata(${path}))
  SELECT ${spec.checks.map((check) => holds(check)).join(',\n')} FROM read_parquet(${path})`);
connection.closeSync();
instance.closeSync();
const figures = measured.spent();
process.stdout.write(
  `${JSON.stringify({ ...figures, checks: verdicts.length, failed: verdicts.filter((verdict) => verdict !== true).length })}\n`,
);
