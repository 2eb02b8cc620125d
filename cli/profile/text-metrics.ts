import type { ColumnProfile } from '../../checks/index.ts';
import { blankSql, nonAsciiSql, paddedSql } from './cell-kind.ts';
import type { ColumnValues } from './column-values.ts';
import { finite } from './scalar-of.ts';
import { formOf } from './text-sample.ts';
import type { Row, Workspace } from './workspace.ts';

/** Everything measured of a column of text: lengths in code points, empty cells and cells of white space only, what the texts are made of. */
export async function textMetrics(
  workspace: Workspace,
  { relation }: ColumnValues,
  wantsForm: boolean,
): Promise<ColumnProfile> {
  const answers =
    await workspace.row(`SELECT sum(c) AS n, sum(c) FILTER (WHERE v = '') AS empty, sum(c) FILTER (WHERE ${blankSql('v')}) AS blank,
    min(length(v)) AS shortest, max(length(v)) AS longest, sum(length(v) * c) AS characters,
    coalesce(sum(c) FILTER (WHERE ${paddedSql('v')}), 0) AS padded, coalesce(sum(c) FILTER (WHERE ${nonAsciiSql('v')}), 0) AS nonascii FROM ${relation}`);
  return {
    ...textProfile(answers),
    ...(wantsForm && (await formOf(workspace, relation, { answers, isSample: false }))),
  };
}

/** The same from counted answers: n, empty, blank, shortest, longest, characters, and padded and nonascii where they were asked. */
export function textProfile(row: Row): ColumnProfile {
  const count = Number(row['n'] ?? 0);
  const profile: ColumnProfile = { emptyCount: Number(row['empty'] ?? 0), blankCount: Number(row['blank'] ?? 0) };
  if (row['padded'] !== undefined) profile.paddedCount = Number(row['padded']);
  if (row['nonascii'] !== undefined) profile.nonAsciiCount = Number(row['nonascii']);
  if (count === 0) return profile;
  const [min = 0, max = 0, characters = 0] = [row['shortest'], row['longest'], row['characters']].map((cell) =>
    finite(cell),
  );
  return { ...profile, length: { min, max, mean: characters / count } };
}
