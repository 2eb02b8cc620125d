import type { Profile } from '../../checks/index.ts';
import type { Source } from './source.ts';
import type { Workspace } from './workspace.ts';

type Rows = Pick<Profile, 'duplicateRowCount' | 'emptyRowCount'>;

/** Rows that repeat another one, and rows without any value; of these two what is wanted. */
export async function rowMetrics(
  workspace: Workspace,
  { columns, rowCount }: Source,
  wanted: ReadonlySet<string> = new Set(['repeatedRows', 'emptyRows']),
): Promise<Rows> {
  const rows: Rows = {};
  if (wanted.has('repeatedRows')) {
    const ids = columns.map(({ id }) => id).join(', ');
    const { distinct } = await workspace.row(`SELECT count(*) AS distinct FROM (SELECT DISTINCT ${ids} FROM source)`);
    rows.duplicateRowCount = rowCount - Number(distinct);
  }
  if (wanted.has('emptyRows')) {
    const empty = columns.map(({ id }) => `${id} IS NULL`).join(' AND ');
    const { nothing } = await workspace.row(`SELECT count(*) AS nothing FROM source WHERE ${empty}`);
    rows.emptyRowCount = Number(nothing);
  }
  return rows;
}
