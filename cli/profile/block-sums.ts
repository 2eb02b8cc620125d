import { finite } from './scalar-of.ts';
import type { Row, Workspace } from './workspace.ts';

/** Rows of a block: what one thread of DuckDB reads in order. */
export const blockRows = 122_880;

/** SQL for the block of rows that a row belongs to: one thread works through a block in order, however many threads there are. */
export function blockSql({ file, row }: { file: string; row: string }): string {
  return `(CAST(${file} AS BIGINT) * 1073741824 + CAST(${row} AS BIGINT) // ${blockRows})`;
}

/**
 * Sums of expressions over `relation` (which has the block of each row as `b`), by name; Kahan summation within a block and over the
 * blocks in their order, so that they do not depend on threads. NaN where a sum is not finite or there is nothing to add.
 */
export async function blockSums(
  workspace: Workspace,
  relation: string,
  sums: Record<string, string>,
): Promise<Record<string, number>> {
  const names = Object.keys(sums);
  const fields = names.map((name) => `fsum(${sums[name]}) AS ${name}`).join(', ');
  const rows = await workspace.rows(`SELECT b, ${fields} FROM ${relation} GROUP BY b ORDER BY b`);
  return Object.fromEntries(names.map((name) => [name, addUp(rows, name)]));
}

/** Neumaier's sum of one field: nulls add nothing. */
function addUp(rows: readonly Row[], name: string): number {
  let sum = 0;
  let lost = 0;
  let known = false;
  for (const row of rows) {
    if (row[name] === null) continue;
    const value = finite(row[name]) ?? Number.NaN;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
    known = true;
  }
  return known ? sum + lost : Number.NaN;
}
