import type { ColumnProfile } from '../../checks/index.ts';
import { shownSql, topMetrics } from './distinct-values.ts';
import type { LargeColumn } from './large-column.ts';
import type { Workspace } from './workspace.ts';

/** The most frequent values of a column by one query, as the full profile has them. */
export async function valuesAlone(
  workspace: Workspace,
  { cell, type }: LargeColumn,
  { profile, maxTop }: { profile: ColumnProfile; maxTop: number },
): Promise<ColumnProfile> {
  if (type.kind === 'other') return {};
  const groups = `(SELECT v, count(*) AS c FROM (SELECT ${cell} AS v FROM source) WHERE v IS NOT NULL GROUP BY v)`;
  const rows = await workspace.rows(`SELECT ${shownSql('g.v', type)} AS v, c, n
    FROM (SELECT v, c, count(*) OVER () AS n FROM ${groups}) AS g ORDER BY c DESC, g.v LIMIT ${maxTop}`);
  const distinct = { value: Number(rows[0]?.['n'] ?? 0), exact: true };
  return topMetrics(rows, distinct, { values: { type }, count: profile.count ?? 0, maxTop });
}
