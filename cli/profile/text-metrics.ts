import type { ColumnProfile } from '../../checks/index.ts';
import { blankSql } from './cell-kind.ts';
import type { ColumnValues } from './column-values.ts';
import { finite } from './scalar-of.ts';
import type { Row, Workspace } from './workspace.ts';

/** Everything measured of a column of text: lengths in code points, empty cells and cells of white space only. */
export async function textMetrics(workspace: Workspace, { relation }: ColumnValues): Promise<ColumnProfile> {
  return textProfile(
    await workspace.row(`SELECT sum(c) AS n, sum(c) FILTER (WHERE v = '') AS empty, sum(c) FILTER (WHERE ${blankSql('v')}) AS blank,
    min(length(v)) AS shortest, max(length(v)) AS longest, sum(length(v) * c) AS characters FROM ${relation}`),
  );
}

/** The same from counted answers: n, empty, blank, shortest, longest, characters. */
export function textProfile(row: Row): ColumnProfile {
  const count = Number(row['n'] ?? 0);
  const profile: ColumnProfile = { emptyCount: Number(row['empty'] ?? 0), blankCount: Number(row['blank'] ?? 0) };
  if (count === 0) return profile;
  const [min = 0, max = 0, characters = 0] = [row['shortest'], row['longest'], row['characters']].map((cell) =>
    finite(cell),
  );
  return { ...profile, length: { min, max, mean: characters / count } };
}
