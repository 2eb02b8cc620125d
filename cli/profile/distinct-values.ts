import type { ColumnProfile, DistinctCount, TopValue } from '../../checks/index.ts';
import type { ColumnValues } from './column-values.ts';
import type { ColumnType } from './infer-type.ts';
import { scalarOf } from './scalar-of.ts';
import type { Row, Workspace } from './workspace.ts';

const longestTopValue = 200;

interface DistinctQuestion {
  values: ColumnValues;
  /** Of the values: non-null rows, different values, and those that occur once, as `n`, `distinct_values` and `once`. */
  total: Row;
  maxTop: number;
}

/** How many distinct values there are and the most frequent of them. */
export async function distinctMetrics(workspace: Workspace, question: DistinctQuestion): Promise<ColumnProfile> {
  const { total, values, maxTop } = question;
  const distinct: DistinctCount = { value: Number(total['distinct_values']), exact: true };
  const counted = { distinct, uniqueOnceCount: Number(total['once']) };
  if (values.type.kind === 'other') return counted;
  const of = { values, maxTop, count: Number(total['n'] ?? 0) };
  return { ...counted, ...topMetrics(await mostFrequent(workspace, question), distinct, of) };
}

interface TopQuestion {
  values: { type: ColumnType };
  count: number;
  maxTop: number;
}

/**
 * The most frequent values from rows (v, c). All values are listed when there are at most `maxTop`; otherwise those that occur once
 * are left out: they say nothing about the column and may say something about a person.
 */
export function topMetrics(
  rows: readonly Row[],
  distinct: DistinctCount | undefined,
  { values, count, maxTop }: TopQuestion,
): ColumnProfile {
  const complete = distinct?.exact === true && distinct.value <= maxTop;
  const topValues = rows.flatMap((row): TopValue[] => {
    const value = scalarOf(row['v'], values.type);
    const rowsOf = Number(row['c']);
    if (value === undefined || (!complete && rowsOf === 1) || String(value).length > longestTopValue) return [];
    return [{ value, count: rowsOf }];
  });
  const listed = topValues.reduce((sum, { count: rowsOf }) => sum + rowsOf, 0);
  return { topValues, otherCount: count - listed, valueCountsComplete: complete && listed === count };
}

async function mostFrequent(workspace: Workspace, { values, maxTop }: DistinctQuestion): Promise<Row[]> {
  return workspace.rows(
    `SELECT ${shownSql('g.v', values.type)} AS v, c FROM ${values.relation} AS g ORDER BY c DESC, g.v LIMIT ${maxTop}`,
  );
}

/** SQL for a value as `scalarOf` takes it. */
export function shownSql(value: string, { kind }: ColumnType): string {
  return kind === 'date' || kind === 'timestamp' ? `CAST(${value} AS VARCHAR)` : value;
}
