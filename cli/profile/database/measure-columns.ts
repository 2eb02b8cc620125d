import type { ColumnProfile, Profile } from '../../../checks/index.ts';
import { boundedDistinct } from '../hyperloglog.ts';
import { typeTags } from '../measure-column.ts';
import { exactNumber, finite, instantOf, scalarOf } from '../scalar-of.ts';
import { textProfile } from '../text-metrics.ts';
import { typeCountsFrom } from '../type-counts.ts';
import { countColumns } from './count-columns.ts';
import { estimateColumn } from './estimate-column.ts';
import { countKinds, groupColumn, trimmedTime } from './group-column.ts';
import { cellsSql, isNumber } from './measurement.ts';
import type { MeasuredCell, Measurement } from './measurement.ts';
import { numberPasses } from './number-passes.ts';
import type { DatabaseRow } from './session.ts';

/** Beyond `exactRows` a column is still grouped when it has about so many distinct values or fewer. */
const mostGroups = (exactRows: number): number => Math.max(1000, Math.min(100_000, 0.4 * exactRows));

export interface MeasureQuestion {
  onStep(done: number, steps: number, next: string): void;
  exactRows: number;
  /** What to count rows of, when the columns are of a sample; null otherwise. */
  whole: string | null;
  /** Are all columns measured, so that repeated rows can be told? */
  allColumns: boolean;
}

export interface MeasuredColumns {
  rowCount: number;
  /** Rows that the columns are measured of: fewer than `rowCount` for a sample. */
  rowsScanned: number;
  rows: Pick<Profile, 'duplicateRowCount' | 'emptyRowCount'>;
  columns: [name: string, profile: ColumnProfile][];
  leftOut: string[];
}

/** One pass counts all columns, one more takes moments and histograms of the numbers, and each column is then grouped by itself. */
export async function measureColumns(measurement: Measurement, question: MeasureQuestion): Promise<MeasuredColumns> {
  const { onStep, exactRows, whole, allColumns } = question;
  const { columns } = measurement;
  const steps = columns.length + 4;
  onStep(1, steps, 'counting');
  const { answers, rows: scanned, empty } = await countColumns(measurement);
  onStep(2, steps, 'numbers');
  const counted = columns.map((column, index) => ({ column, answers: answers[index] ?? {} }));
  const numbers = await numberPasses(
    measurement,
    counted.filter(({ column }) => isNumber(column)),
  );
  const exact = scanned <= exactRows;
  const profiles: [string, ColumnProfile][] = [];
  const leftOut: string[] = [];
  for (const [index, { column, answers: row }] of counted.entries()) {
    onStep(index + 3, steps, column.name);
    const grouped = await groupedMetrics(measurement, { column, row, exactRows, exact });
    if (!grouped.complete) leftOut.push(column.name);
    const moments = numbers.get(column) ?? {};
    profiles.push([column.name, { ...countMetrics(column, row, scanned), ...moments, ...grouped.profile }]);
  }
  onStep(steps - 1, steps, 'repeated rows');
  const sampled = whole !== null;
  const rows = exact && !sampled && allColumns && empty !== null ? await rowMetrics(measurement, scanned, empty) : {};
  const rowCount = sampled ? await countRows(measurement, whole) : scanned;
  return { rowCount, rowsScanned: scanned, rows, columns: profiles, leftOut };
}

interface Grouping {
  column: MeasuredCell;
  row: DatabaseRow;
  exactRows: number;
  exact: boolean;
}

async function groupedMetrics(
  measurement: Measurement,
  { column, row, exactRows, exact }: Grouping,
): Promise<{ profile: ColumnProfile; complete: boolean }> {
  const count = Number(row['n']);
  const estimate = exact ? 0 : await estimateColumn(measurement, column);
  const grouped = estimate <= mostGroups(exactRows);
  const kinds = column.kind === 'text' && count > 0 ? await countKinds(measurement, column, grouped) : null;
  const typeCounts = count > 0 ? { typeCounts: typeCountsFrom({ type: column, kinds }, count) } : {};
  if (!grouped) {
    return {
      profile: { ...typeCounts, distinct: boundedDistinct(estimate, { least: 1, most: count }) },
      complete: false,
    };
  }
  const profile = await groupColumn(measurement, { column, count, finite: Number(row['finite'] ?? 0) });
  return { profile: { ...typeCounts, ...profile }, complete: true };
}

/** What the first pass says of a column. */
function countMetrics(column: MeasuredCell, row: DatabaseRow, rowCount: number): ColumnProfile {
  const count = Number(row['n']);
  const tag = typeTags[column.kind];
  const common: ColumnProfile = { ...(tag !== undefined && { type: tag }), count, nullCount: rowCount - count };
  if (isNumber(column)) return { ...common, ...numberCounts(column, row) };
  switch (column.kind) {
    case 'text':
      return { ...common, ...textProfile(row) };
    case 'boolean':
      return { ...common, trueCount: Number(row['yes']), falseCount: Number(row['no']) };
    case 'date':
    case 'timestamp':
      return { ...common, ...timeSpan(column, row) };
    default:
      return common;
  }
}

function numberCounts({ kind }: MeasuredCell, row: DatabaseRow): ColumnProfile {
  const count = Number(row['n']);
  const specials = count - Number(row['finite']);
  const nan = Number(row['nan'] ?? 0);
  const extremes = [row['low'], row['high']].map((cell) =>
    cell === null || cell === undefined ? undefined : kind === 'double' ? finite(cell) : exactNumber(String(cell)),
  );
  const [min, max] = extremes;
  return {
    zeroCount: Number(row['zero']),
    negativeCount: Number(row['negative']),
    ...((kind === 'double' || specials > 0) && { nanCount: nan, infCount: specials - nan }),
    ...(min !== undefined && max !== undefined && { min, max }),
  };
}

function timeSpan({ kind, type }: MeasuredCell, row: DatabaseRow): ColumnProfile {
  const [low, high] = [row['low'], row['high']].map((cell) => (cell === null ? '' : trimmedTime(String(cell))));
  const [min, max] = [low, high].map((text) => scalarOf(text, { kind, name: type }));
  const [first, last] = [low, high].map((text) => instantOf(kind === 'date' ? `${text} 00:00:00` : String(text)));
  return {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(first !== undefined && last !== undefined && { timestamp: { min: first, max: last } }),
  };
}

async function rowMetrics(measurement: Measurement, rows: number, empty: number): Promise<MeasuredColumns['rows']> {
  const { columns, session } = measurement;
  const ids = columns.map(({ id }) => id).join(', ');
  const [row] = await session.rows(
    `SELECT COUNT(*) AS n FROM (SELECT DISTINCT ${ids} FROM ${cellsSql(measurement, columns)}) AS different`,
  );
  return { duplicateRowCount: rows - Number(row?.['n']), emptyRowCount: empty };
}

async function countRows({ session }: Measurement, from: string): Promise<number> {
  const [row] = await session.rows(`SELECT COUNT(*) AS n FROM ${from}`);
  return Number(row?.['n']);
}
