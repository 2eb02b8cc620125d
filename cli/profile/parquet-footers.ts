import type { InputFile } from './input-file.ts';
import { sqlText } from './sql.ts';
import type { Workspace } from './workspace.ts';

/**
 * Null counts of columns by their names, where the files' footers have one for each row group: nothing of these columns has to be
 * read for it. None of a nested column, and none at all where names differ by their letter case alone, so that we cannot tell which is which.
 */
export async function nullCountsOf(
  workspace: Workspace,
  files: readonly InputFile[],
  rowCount: number,
): Promise<Map<string, number>> {
  if (files.some(({ format }) => format !== 'parquet')) return new Map();
  const paths = files.map(({ plainPath }) => sqlText(plainPath)).join(', ');
  const rows =
    await workspace.rows(`SELECT path_in_schema AS path, sum(stats_null_count) AS nulls, sum(row_group_num_rows) AS covered,
    count(*) = count(stats_null_count) AS told FROM parquet_metadata([${paths}]) GROUP BY path_in_schema`);
  if (new Set(rows.map(({ path }) => String(path).toLowerCase())).size < rows.length) return new Map();
  const told = rows.filter((row) => row['told'] === true && Number(row['covered']) === rowCount);
  return new Map(told.map(({ path, nulls }) => [String(path), Number(nulls)]));
}
