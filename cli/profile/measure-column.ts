import type { ColumnProfile } from '../../checks/index.ts';
import { columnValues } from './column-values.ts';
import type { ColumnValues } from './column-values.ts';
import { distinctMetrics } from './distinct-values.ts';
import type { ColumnType, ValueKind } from './infer-type.ts';
import { numberMetrics } from './number-metrics.ts';
import { instantOf, scalarOf } from './scalar-of.ts';
import type { SourceColumn } from './source.ts';
import { textMetrics } from './text-metrics.ts';
import { typeCountsOf } from './type-counts.ts';
import type { Workspace } from './workspace.ts';

export interface MeasuredColumn {
  /** As the schema shows it; undefined when no value tells. */
  type: string | undefined;
  profile: ColumnProfile;
}

export interface ColumnQuestion {
  column: SourceColumn;
  rowCount: number;
  maxTop: number;
  /** Group the values (exact counts and quantiles), or estimate in bounded memory? */
  exact: boolean;
}

const tags: Record<ValueKind, string | undefined> = {
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

/** Measures one column of the source; the workspace holds one column's values at a time. */
export async function measureColumn(workspace: Workspace, question: ColumnQuestion): Promise<MeasuredColumn> {
  const { column, rowCount, maxTop, exact } = question;
  const values = await columnValues(workspace, column, exact);
  const total = await workspace.row(`SELECT sum(c) AS n FROM ${values.relation}`);
  const count = Number(total['n'] ?? 0);
  const tag = tags[values.type.kind];
  const profile: ColumnProfile = { ...(tag !== undefined && { type: tag }), count, nullCount: rowCount - count };
  if (count > 0) profile.typeCounts = await typeCountsOf(workspace, values, count);
  if (values.type.kind !== 'unknown')
    Object.assign(profile, await distinctMetrics(workspace, { values, count, maxTop }));
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
  const row = await workspace.row(`SELECT CAST(min(v) AS VARCHAR) AS low, CAST(max(v) AS VARCHAR) AS high,
    CAST(CAST(min(v) AS TIMESTAMP) AS VARCHAR) AS first, CAST(CAST(max(v) AS TIMESTAMP) AS VARCHAR) AS last FROM ${relation} WHERE isfinite(v)`);
  const min = scalarOf(row['low'], type);
  const max = scalarOf(row['high'], type);
  const [first, last] = [row['first'], row['last']].map((cell) => instantOf(String(cell)));
  return {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(first !== undefined && last !== undefined && { timestamp: { min: first, max: last } }),
  };
}
