import type { ColumnProfile } from '../../../checks/index.ts';
import type { CellKind } from '../cell-kind.ts';
import { topMetrics } from '../distinct-values.ts';
import { fewProbabilities, interpolated, quantileMetrics, quantileRanks } from '../quantiles.ts';
import { cellsSql, isNumber } from './measurement.ts';
import type { MeasuredCell, Measurement } from './measurement.ts';
import type { DatabaseCell, DatabaseRow } from './session.ts';
import { textKindSql } from './text-kinds.ts';

export interface GroupQuestion {
  column: MeasuredCell;
  /** Non-null rows. */
  count: number;
  /** Those of them that are numbers and finite. */
  finite: number;
}

/** Distinct values, quantiles and the most frequent values, exactly, from the column's values grouped in one statement. */
export async function groupColumn(measurement: Measurement, question: GroupQuestion): Promise<ColumnProfile> {
  const { column, count, finite } = question;
  if (count === 0 && column.kind !== 'other')
    return {
      distinct: { value: 0, exact: true },
      uniqueOnceCount: 0,
      ...topMetrics([], { value: 0, exact: true }, topQuestion(measurement, question)),
    };
  const rows = await measurement.session.rows(groupSql(measurement, question));
  const [first = {}] = rows;
  const distinct = { value: Number(first['n'] ?? 0), exact: true };
  const profile: ColumnProfile = { distinct, uniqueOnceCount: Number(first['once'] ?? 0) };
  if (isNumber(column) && finite > 0)
    Object.assign(profile, quantileMetrics(interpolated(first, finite, fewProbabilities), 0, fewProbabilities));
  if (column.kind === 'other') return profile;
  const top = rows.map(({ v, c }) => ({ v: cellValue(v ?? null, column), c: Number(c) }));
  return { ...profile, ...topMetrics(top, distinct, topQuestion(measurement, question)) };
}

function topQuestion({ maxTop }: Measurement, { column, count }: GroupQuestion): Parameters<typeof topMetrics>[2] {
  return { values: { type: { kind: column.kind, name: column.type } }, count, maxTop };
}

function groupSql(measurement: Measurement, { column, finite }: GroupQuestion): string {
  const { dialect, maxTop } = measurement;
  const ranked = isNumber(column) && finite > 0;
  const upTo = `SELECT ${dialect.double('v')} AS v, SUM(c) OVER (ORDER BY v) AS upto FROM g WHERE ${dialect.isFinite('v', column.kind)}`;
  const at = (rank: number): string => `MIN(CASE WHEN upto > ${rank} THEN v END)`;
  const quantiles = quantileRanks(finite, fewProbabilities).flatMap((rank, index) => [
    `${at(Math.floor(rank))} AS l${index}`,
    `${at(Math.ceil(rank))} AS h${index}`,
  ]);
  const facts = `(SELECT COUNT(*) AS n, COUNT(CASE WHEN c = 1 THEN 1 END) AS once FROM g) AS facts`;
  const ranks = ranked ? ` CROSS JOIN (SELECT ${quantiles.join(', ')} FROM (${upTo}) AS r) AS ranks` : '';
  const shown = column.kind === 'other' ? 'NULL' : dialect.shown('v', column.kind);
  const top = `(SELECT ${shown} AS v, c, ROW_NUMBER() OVER (ORDER BY c DESC, g.v) AS place FROM g ORDER BY c DESC, g.v LIMIT ${maxTop}) AS top`;
  return `WITH g AS (${groupsSql(measurement, column)}) SELECT * FROM ${facts}${ranks} CROSS JOIN ${top} ORDER BY place`;
}

/** Values with their numbers of rows: v, c. */
function groupsSql(measurement: Measurement, column: MeasuredCell): string {
  return `SELECT ${column.id} AS v, COUNT(*) AS c FROM ${cellsSql(measurement, [column])} WHERE ${column.id} IS NOT NULL GROUP BY ${column.id}`;
}

function cellValue(cell: DatabaseCell, { kind }: MeasuredCell): DatabaseCell {
  if (cell === null) return null;
  if (kind === 'boolean') return cell === true || cell === 'true' || cell === 't' || Number(cell) === 1;
  if (kind === 'decimal' && /[a-z]/i.test(String(cell))) return null;
  return kind === 'timestamp' ? trimmedTime(String(cell)) : kind === 'double' ? Number(cell) : String(cell);
}

/** MySQL writes as many digits of a second as the type has; a profile, as many as count. */
export function trimmedTime(text: string): string {
  return text.replace(/(\.\d*?)0+(\+00)?$/, '$1$2').replace(/\.(\+00)?$/, '$1');
}

/** How many cells of a text column look like what; each different text is looked at once. */
export async function countKinds(
  measurement: Measurement,
  column: MeasuredCell,
  grouped: boolean,
): Promise<Partial<Record<CellKind, number>>> {
  const x = column.id;
  const texts = grouped
    ? groupsSql(measurement, column)
    : `SELECT ${x} AS v, 1 AS c FROM ${cellsSql(measurement, [column])} WHERE ${x} IS NOT NULL`;
  const rows: DatabaseRow[] = await measurement.session.rows(
    `SELECT k, SUM(c) AS c FROM (SELECT ${textKindSql(measurement.dialect, 'v')} AS k, c FROM (${texts}) AS g) AS kinds GROUP BY k`,
  );
  return Object.fromEntries(rows.map((row) => [String(row['k']), Number(row['c'])]));
}
