import { estimateDistinct, registersOf, registerSql } from './hyperloglog.ts';
import type { Workspace } from './workspace.ts';

/** About how many distinct values the SQL expression `cell` has over the source, in bounded memory. */
export async function estimatedDistinctOf(workspace: Workspace, cell: string): Promise<number> {
  const hashes = `(SELECT hash(x) AS h FROM (SELECT ${cell} AS x FROM source) AS cells WHERE x IS NOT NULL)`;
  return distinctFrom(await workspace.rows(registerSql(hashes)));
}

/** The same from the registers that a query of `registerSql` answered with. */
export function distinctFrom(registers: readonly Record<string, unknown>[]): number {
  if (registers.length === 0) return 0;
  return estimateDistinct(registersOf(registers.map((row) => ({ m: row['m'], n: row['n'] }))));
}
