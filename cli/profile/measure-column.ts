import type { ColumnFact, ColumnProfile } from '../../checks/index.ts';
import { columnValues } from './column-values.ts';
import type { ColumnValues } from './column-values.ts';
import { distinctMetrics } from './distinct-values.ts';
import type { ColumnType, ValueKind } from './infer-type.ts';
import { numberMetrics } from './number-metrics.ts';
import { instantOf, scalarOf } from './scalar-of.ts';
import type { SourceColumn } from './source.ts';
import { textMetrics } from './text-metrics.ts';
import { typeCountsOf } from './type-counts.ts';
import type { Row, Workspace } from './workspace.ts';

export interface MeasuredColumn {
  /** As the schema shows it; undefined when no value tells. */
  type: string | undefined;
  profile: ColumnProfile;
}

export interface ColumnQuestion {
  column: SourceColumn;
  rowCount: number;
  maxTop: number;
  /** What of it is wanted: at least that is measured, everything when left out. */
  facts?: ReadonlySet<ColumnFact>;
}

/** What a profile calls the kind. */
export const typeTags: Record<ValueKind, string | undefined> = {
  integer: 'number',
  double: 'number',
  decimal: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  text: 'string',
  other: 'other',
  unknown: undefined,
};

/** Measures one column of the source exactly; the workspace holds one column's values at a time. */
export async function measureColumn(workspace: Workspace, question: ColumnQuestion): Promise<MeasuredColumn> {
  const { column, rowCount, maxTop, facts } = question;
  const wants = (...some: ColumnFact[]): boolean => facts === undefined || some.some((fact) => facts.has(fact));
  const values = await columnValues(workspace, column);
  const total = await workspace.row(`SELECT sum(c) AS n FROM ${values.relation}`);
  const count = Number(total['n'] ?? 0);
  const tag = typeTags[values.type.kind];
  const profile: ColumnProfile = { ...(tag !== undefined && { type: tag }), count, nullCount: rowCount - count };
  if (count > 0 && wants('types')) profile.typeCounts = await typeCountsOf(workspace, values, count);
  if (values.type.kind !== 'unknown' && wants('distinct', 'once', 'values'))
    Object.assign(profile, await distinctMetrics(workspace, { values, count, maxTop }));
  if (wants('span', 'signs', 'mean', 'moments', 'ranks', 'lengths'))
    Object.assign(profile, await kindMetrics(workspace, values));
  return { type: values.type.name, profile };
}

async function kindMetrics(workspace: Workspace, values: ColumnValues): Promise<ColumnProfile> {
  switch (values.type.kind) {
    case 'integer':
    case 'double':
    case 'decimal':
      return numberMetrics(workspace, values);
    case 'text':
      return textMetrics(workspace, values);
    case 'boolean': {
      const row = await workspace.row(
        `SELECT sum(c) FILTER (WHERE v) AS yes, sum(c) FILTER (WHERE NOT v) AS no FROM ${values.relation}`,
      );
      return { trueCount: Number(row['yes'] ?? 0), falseCount: Number(row['no'] ?? 0) };
    }
    case 'date':
    case 'timestamp':
      return timeMetrics(workspace, values, values.type);
    default:
      return {};
  }
}

async function timeMetrics(workspace: Workspace, { relation }: ColumnValues, type: ColumnType): Promise<ColumnProfile> {
  const row = await workspace.row(
    `SELECT ${Object.entries(timeSpanSql('v'))
      .map(([name, sql]) => `${sql} AS ${name}`)
      .join(', ')} FROM ${relation} WHERE isfinite(v)`,
  );
  return timeSpan(row, type);
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

/** What they say, where they lie in the years that a profile can carry. */
export function timeSpan(row: Row, type: ColumnType): ColumnProfile {
  const min = scalarOf(row['low'], type);
  const max = scalarOf(row['high'], type);
  const [first, last] = [row['first'], row['last']].map((cell) => instantOf(String(cell)));
  return {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(first !== undefined && last !== undefined && { timestamp: { min: first, max: last } }),
  };
}
