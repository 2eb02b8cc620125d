import type { ColumnFact, ColumnProfile } from '../../checks/index.ts';
import { columnValues } from './column-values.ts';
import type { ColumnValues, ReadCells } from './column-values.ts';
import { distinctMetrics } from './distinct-values.ts';
import type { ValueKind } from './infer-type.ts';
import { numberMetrics } from './number-metrics.ts';
import type { SourceColumn } from './source.ts';
import { textMetrics } from './text-metrics.ts';
import { timeMetrics } from './time-metrics.ts';
import type { TimeFrame } from './time-metrics.ts';
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
  /** What of it is wanted: at least that is measured, everything when left out. */
  facts?: ReadonlySet<ColumnFact>;
  frame?: TimeFrame;
  /** Its cells, where they were read with those of other columns. */
  cells?: ReadCells;
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
  const { column, rowCount, maxTop, facts, frame = {} } = question;
  const wants = (...some: ColumnFact[]): boolean => facts === undefined || some.some((fact) => facts.has(fact));
  const values = await columnValues(workspace, column, question.cells);
  const total = await workspace.row(
    `SELECT sum(c) AS n, count(*) AS distinct_values, count(*) FILTER (WHERE c = 1) AS once FROM ${values.relation}`,
  );
  const count = Number(total['n'] ?? 0);
  const tag = typeTags[values.type.kind];
  const profile: ColumnProfile = { ...(tag !== undefined && { type: tag }), count, nullCount: rowCount - count };
  if (count > 0 && wants('types')) profile.typeCounts = await typeCountsOf(workspace, values, count);
  if (values.type.kind !== 'unknown' && wants('distinct', 'once', 'values'))
    Object.assign(profile, await distinctMetrics(workspace, { values, total, maxTop }));
  if (wants('span', 'signs', 'mean', 'moments', 'ranks', 'lengths', 'form'))
    Object.assign(profile, await kindMetrics(workspace, values, { frame, wantsForm: wants('form') }));
  return { type: values.type.name, profile };
}

async function kindMetrics(
  workspace: Workspace,
  values: ColumnValues,
  { frame, wantsForm }: { frame: TimeFrame; wantsForm: boolean },
): Promise<ColumnProfile> {
  switch (values.type.kind) {
    case 'integer':
    case 'double':
    case 'decimal':
      return numberMetrics(workspace, values);
    case 'text':
      return textMetrics(workspace, values, wantsForm);
    case 'boolean': {
      const row = await workspace.row(
        `SELECT sum(c) FILTER (WHERE v) AS yes, sum(c) FILTER (WHERE NOT v) AS no FROM ${values.relation}`,
      );
      return { trueCount: Number(row['yes'] ?? 0), falseCount: Number(row['no'] ?? 0) };
    }
    case 'date':
    case 'timestamp':
      return timeMetrics(workspace, values, frame);
    default:
      return {};
  }
}
