import type { ColumnProfile, DataInterval } from '../../checks/index.ts';
import type { ColumnValues } from './column-values.ts';
import type { ColumnType } from './infer-type.ts';
import { instantOf, scalarOf } from './scalar-of.ts';
import type { Row, Workspace } from './workspace.ts';

/** What the data is said to cover, and when it was taken. */
export interface TimeFrame {
  dataInterval?: DataInterval;
  capturedAt?: string;
}

/** Everything measured of a column of dates or timestamps. */
export async function timeMetrics(
  workspace: Workspace,
  { relation, type }: ColumnValues,
  frame: TimeFrame,
): Promise<ColumnProfile> {
  const counts = Object.entries(misplacedSql('v', frame)).map(
    ([name, sql]) => [name, `coalesce(sum(c) FILTER (WHERE ${sql}), 0)`] as const,
  );
  const fields = [...Object.entries(timeSpanSql('v')), ...counts].map(([name, sql]) => `${sql} AS ${name}`);
  const row = await workspace.row(`SELECT ${fields.join(', ')} FROM ${relation} WHERE isfinite(v)`);
  const span = timeSpan(row, type);
  if (type.kind !== 'timestamp' || row['low'] === null) return span;
  const rows = await workspace.rows(
    `SELECT ${hourSql('v')} AS h, sum(c) AS c FROM ${relation} WHERE isfinite(v) GROUP BY h`,
  );
  const hours = new Array<number>(24).fill(0);
  for (const { h, c } of rows) hours[Number(h)] = Number(c);
  return { ...span, hours };
}

/** SQL for the hour of the day of the timestamp `v`, UTC. */
export function hourSql(v: string): string {
  return `hour(CAST(${v} AS TIMESTAMP))`;
}

/** SQL: does the date or timestamp `v` lie outside of the interval, or after the data was taken? Only what can be asked. */
export function misplacedSql(
  v: string,
  { dataInterval, capturedAt }: TimeFrame,
): Partial<Record<'outside' | 'future', string>> {
  const at = `CAST(${v} AS TIMESTAMP)`;
  return {
    ...(dataInterval && {
      outside: `${at} < ${sqlInstant(dataInterval.start)} OR ${at} >= ${sqlInstant(dataInterval.end)}`,
    }),
    ...(capturedAt !== undefined && { future: `${at} > ${sqlInstant(capturedAt)}` }),
  };
}

function sqlInstant(instant: string): string {
  return `CAST('${new Date(instant).toISOString().slice(0, -1)}' AS TIMESTAMP)`;
}

/** SQL for the first and last of the dates or timestamps `v`, as they are and as instants. */
export function timeSpanSql(v: string): Record<'low' | 'high' | 'first' | 'last', string> {
  const text = (value: string): string => `CAST(${value} AS VARCHAR)`;
  return {
    low: text(`min(${v})`),
    high: text(`max(${v})`),
    first: text(`CAST(min(${v}) AS TIMESTAMP)`),
    last: text(`CAST(max(${v}) AS TIMESTAMP)`),
  };
}

/** What they say, where they lie in the years that a profile can carry; with counts of misplaced values and hours where those were asked. */
export function timeSpan(row: Row, type: ColumnType): ColumnProfile {
  const min = scalarOf(row['low'], type);
  const max = scalarOf(row['high'], type);
  const [first, last] = [row['first'], row['last']].map((cell) => instantOf(String(cell)));
  const timestamp = {
    ...(first !== undefined && last !== undefined && { min: first, max: last }),
    ...(row['future'] !== undefined && { futureCount: Number(row['future']) }),
    ...(row['outside'] !== undefined && { outsideIntervalCount: Number(row['outside']) }),
  };
  const hours = row['hours'] as unknown as (string | number)[] | null | undefined;
  return {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(Object.keys(timestamp).length > 0 && { timestamp }),
    ...(hours && { hours: hours.slice(0, 24).map(Number) }),
  };
}
