import type { ColumnProfile, TopValue } from '../../checks/index.ts';
import type { ColumnValues } from './column-values.ts';
import { estimateDistinct, registerSql, standardError } from './hyperloglog.ts';
import { scalarOf } from './scalar-of.ts';
import type { Row, Workspace } from './workspace.ts';

const longestTopValue = 200;

interface DistinctQuestion {
  values: ColumnValues;
  /** Non-null rows. */
  count: number;
  maxTop: number;
}

/**
 * How many distinct values there are and the most frequent of them. All values are listed when there are at most `maxTop`; otherwise
 * those that occur once are left out: they say nothing about the column and may say something about a person.
 */
export async function distinctMetrics(workspace: Workspace, question: DistinctQuestion): Promise<ColumnProfile> {
  const { values, count, maxTop } = question;
  const listable = values.type.kind !== 'other';
  const top = listable ? await mostFrequent(workspace, question) : [];
  const counted = values.grouped
    ? await exactDistinct(workspace, values)
    : await estimatedDistinct(workspace, question, top);
  if (!listable) return counted;
  const distinct = counted.distinct?.exact ? counted.distinct.value : Number.POSITIVE_INFINITY;
  const complete = distinct <= maxTop;
  const topValues = top.flatMap((row): TopValue[] => {
    const value = scalarOf(row['v'], values.type);
    const rows = Number(row['c']);
    if (value === undefined || (!complete && rows === 1) || String(value).length > longestTopValue) return [];
    return [{ value, count: rows }];
  });
  const listed = topValues.reduce((sum, { count: rows }) => sum + rows, 0);
  return { ...counted, topValues, otherCount: count - listed, valueCountsComplete: complete && listed === count };
}

async function mostFrequent(workspace: Workspace, { values, maxTop }: DistinctQuestion): Promise<Row[]> {
  const shown = values.type.kind === 'date' || values.type.kind === 'timestamp' ? 'CAST(v AS VARCHAR)' : 'v';
  const { relation } = values;
  if (values.grouped)
    return workspace.rows(`SELECT ${shown} AS v, c FROM ${relation} ORDER BY c DESC, column_values.v LIMIT ${maxTop}`);
  const candidates = `SELECT unnest(approx_top_k(v, ${maxTop})) FROM ${relation}`;
  return workspace.rows(`SELECT ${shown} AS v, c FROM (SELECT v, sum(c) AS c FROM ${relation} WHERE v IN (${candidates}) GROUP BY v) AS g
    ORDER BY c DESC, g.v`);
}

async function exactDistinct(workspace: Workspace, { relation }: ColumnValues): Promise<ColumnProfile> {
  const row = await workspace.row(`SELECT count(*) AS n, count(*) FILTER (WHERE c = 1) AS once FROM ${relation}`);
  return { distinct: { value: Number(row['n']), exact: true }, uniqueOnceCount: Number(row['once']) };
}

/** From a HyperLogLog, three standard errors either way; exact when the most frequent values turn out to be all there are. */
async function estimatedDistinct(
  workspace: Workspace,
  { values, count }: DistinctQuestion,
  top: Row[],
): Promise<ColumnProfile> {
  const listed = top.reduce((sum, row) => sum + Number(row['c']), 0);
  if (listed === count) return { distinct: { value: top.length, exact: true } };
  const registers = await workspace.rows(registerSql(values.relation));
  const estimate = estimateDistinct(registers.map((row) => ({ rank: Number(row['r']), count: Number(row['n']) })));
  const within = (value: number): number => Math.min(count, Math.max(top.length, Math.round(value)));
  const lower = within(Math.floor(estimate * (1 - 3 * standardError)));
  const upper = within(Math.ceil(estimate * (1 + 3 * standardError)));
  return { distinct: { value: within(estimate), exact: false, lower, upper } };
}
