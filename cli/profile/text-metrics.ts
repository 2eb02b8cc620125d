import type { ColumnProfile } from '../../checks/profile.ts';
import { blankSql, textKindSql } from './cell-kind.ts';
import type { CellKind } from './cell-kind.ts';
import type { ColumnValues } from './column-values.ts';
import { finite } from './scalar-of.ts';
import type { Workspace } from './workspace.ts';

type TypeCounts = NonNullable<ColumnProfile['typeCounts']>;

const kindNames: Record<CellKind, keyof TypeCounts> = {
  integral: 'integral',
  fractional: 'fractional',
  special: 'string',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  zoned: 'timestamp',
  string: 'string',
  empty: 'string',
  blank: 'string',
  nested: 'unknown',
};

/** Everything measured of a column of text: lengths in code points, empty cells, cells of white space only, and what the cells look like. */
export async function textMetrics(workspace: Workspace, { relation, kinds }: ColumnValues): Promise<ColumnProfile> {
  const row =
    await workspace.row(`SELECT sum(c) AS n, sum(c) FILTER (WHERE v = '') AS empty, sum(c) FILTER (WHERE ${blankSql('v')}) AS blank,
    min(length(v)) AS shortest, max(length(v)) AS longest, sum(length(v) * c) AS characters FROM ${relation}`);
  const count = Number(row['n'] ?? 0);
  const profile: ColumnProfile = { emptyCount: Number(row['empty'] ?? 0), blankCount: Number(row['blank'] ?? 0) };
  if (count === 0) return profile;
  const [min, max, characters] = [row['shortest'], row['longest'], row['characters']].map((cell) => finite(cell) ?? 0);
  profile.length = { min: min ?? 0, max: max ?? 0, mean: (characters ?? 0) / count };
  profile.typeCounts = typeCountsOf(kinds ?? (await countedKinds(workspace, relation)));
  return profile;
}

async function countedKinds(workspace: Workspace, relation: string): Promise<Partial<Record<CellKind, number>>> {
  const rows = await workspace.rows(`SELECT ${textKindSql('v')} AS k, sum(c) AS c FROM ${relation} GROUP BY k`);
  return Object.fromEntries(rows.map((row) => [row['k'], Number(row['c'])]));
}

function typeCountsOf(kinds: Partial<Record<CellKind, number>>): TypeCounts {
  const counts: TypeCounts = { integral: 0, fractional: 0, boolean: 0, date: 0, timestamp: 0, string: 0 };
  for (const [kind, count] of Object.entries(kinds)) {
    const name = kindNames[kind as CellKind];
    counts[name] = (counts[name] ?? 0) + count;
  }
  return counts;
}
