import type { ColumnProfile } from '../../checks/index.ts';
import { shownSql, topMetrics } from './distinct-values.ts';
import { estimatedDistinctOf } from './estimate-distinct.ts';
import { boundedDistinct } from './hyperloglog.ts';
import { finiteSql, isNumber, largeColumn } from './large-column.ts';
import type { LargeColumn } from './large-column.ts';
import { numberPasses } from './large-numbers.ts';
import type { LargeNumbers } from './large-numbers.ts';
import { firstPass } from './large-pass.ts';
import { measureColumn, typeTags } from './measure-column.ts';
import type { MeasuredColumn } from './measure-column.ts';
import { quantilesAmong, rankedValues } from './quantiles.ts';
import type { Source, SourceColumn } from './source.ts';
import { textProfile } from './text-metrics.ts';
import { formOf } from './text-sample.ts';
import { timeSpan } from './time-metrics.ts';
import type { TimeFrame } from './time-metrics.ts';
import { countedKinds, typeCountsFrom } from './type-counts.ts';
import type { Row, Workspace } from './workspace.ts';

/** A column with at most about so many distinct values is grouped: everything of it is exact. */
const mostGroups = (exactRows: number): number => Math.max(1000, Math.min(2_000_000, 0.4 * exactRows));
const sampleRows = 250_000;
const columnsAtOnce = 50;
/** A value of the sample is worth counting over all rows when the sample has it this often. */
const leastInSample = 4;

export interface LargeQuestion {
  source: Source;
  columns: readonly SourceColumn[];
  maxTop: number;
  exactRows: number;
  frame: TimeFrame;
  onStep(next: string): void;
}

/**
 * Measures columns of more rows than can be grouped column by column. Those with few distinct values exactly; of the others all is exact
 * but distinct values (HyperLogLog, with bounds), quantiles (of a sample, with their rank error counted over all rows) and the choice of
 * the most frequent values (from the sample; their counts are of all rows). The sample is the same on every run.
 */
export async function measureLarge(
  workspace: Workspace,
  question: LargeQuestion,
): Promise<Map<string, MeasuredColumn>> {
  const { source, columns, maxTop, exactRows, frame, onStep } = question;
  const measured = new Map<string, MeasuredColumn>();
  const large: { column: LargeColumn; estimate: number }[] = [];
  for (const column of columns) {
    onStep(column.name);
    const estimate = await estimatedDistinctOf(workspace, column.id);
    if (estimate <= mostGroups(exactRows)) {
      measured.set(column.name, await measureColumn(workspace, { column, rowCount: source.rowCount, maxTop, frame }));
      continue;
    }
    const found = await largeColumn(workspace, column);
    const reread = column.origin !== 'typed' && found.type.kind !== 'text';
    large.push({ column: found, estimate: reread ? await estimatedDistinctOf(workspace, found.cell) : estimate });
  }
  for (let from = 0; from < large.length; from += columnsAtOnce) {
    const together = large.slice(from, from + columnsAtOnce);
    onStep(together.map(({ column }) => column.column.name).join(', '));
    const profiles = await measureTogether(workspace, question, together);
    for (const [{ column, type }, profile] of profiles) measured.set(column.name, { type: type.name, profile });
  }
  return measured;
}

type Estimated = { column: LargeColumn; estimate: number };

async function measureTogether(
  workspace: Workspace,
  question: LargeQuestion,
  estimated: readonly Estimated[],
): Promise<Map<LargeColumn, ColumnProfile>> {
  const columns = estimated.map(({ column }) => column);
  await takeSample(workspace, question.source, columns);
  const counts = await firstPass(workspace, columns, question.frame);
  const numbers: LargeNumbers[] = [];
  for (const [index, column] of columns.entries()) {
    if (isNumber(column)) numbers.push(await sampledNumbers(workspace, column, counts[index] ?? {}));
  }
  const passes =
    numbers.length > 0
      ? await numberPasses(workspace, question.source, numbers)
      : new Map<LargeColumn, ColumnProfile>();
  const profiles = new Map<LargeColumn, ColumnProfile>();
  for (const [index, { column, estimate }] of estimated.entries()) {
    const answers = counts[index] ?? {};
    const rest = passes.get(column) ?? (await kindMetrics(workspace, column, answers));
    profiles.set(column, { ...(await commonMetrics(workspace, question, { column, estimate, answers })), ...rest });
  }
  return profiles;
}

async function takeSample(workspace: Workspace, source: Source, columns: readonly LargeColumn[]): Promise<void> {
  const every = Math.max(1, Math.floor(source.rowCount / sampleRows));
  const { file, row } = source.position;
  const cells = columns.map(({ cell, id }) => `${cell} AS ${id}`).join(', ');
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE sample AS SELECT ${cells} FROM source WHERE hash(${file}, ${row}) % ${every} = 0`,
  );
}

async function sampledNumbers(workspace: Workspace, column: LargeColumn, counts: Row): Promise<LargeNumbers> {
  const finiteCells = `(SELECT ${finiteSql(column, column.id)} AS y FROM sample)`;
  const row = await workspace.row(`SELECT count(y) AS n FROM ${finiteCells}`);
  const values = `(SELECT y AS v, count(*) AS c FROM ${finiteCells} WHERE y IS NOT NULL GROUP BY y)`;
  const count = Number(row['n']);
  const quantiles =
    count === 0 ? [] : quantilesAmong(await rankedValues(workspace, { relation: values, count }), count);
  const [low, high] = [Number(counts['low']), Number(counts['high'])];
  const sampled = quantiles.map((value) => Math.min(high, Math.max(low, value)));
  return { column, counts, sampled };
}

interface Counted extends Estimated {
  answers: Row;
}

async function commonMetrics(
  workspace: Workspace,
  { source, maxTop }: LargeQuestion,
  { column, estimate, answers }: Counted,
): Promise<ColumnProfile> {
  const { type } = column;
  const count = Number(answers['n']);
  const tag = typeTags[type.kind];
  const kinds = type.kind === 'text' && !column.kinds ? await kindsOf(workspace, column) : column.kinds;
  const top = type.kind === 'other' ? [] : await frequentValues(workspace, column, maxTop);
  const distinct = boundedDistinct(estimate, { least: top.length, most: count });
  return {
    ...(tag !== undefined && { type: tag }),
    count,
    nullCount: source.rowCount - count,
    ...(count > 0 && { typeCounts: typeCountsFrom({ type, kinds }, count) }),
    distinct,
    ...(type.kind !== 'other' && topMetrics(top, distinct, { values: { type }, count, maxTop })),
  };
}

function kindsOf(workspace: Workspace, { cell }: LargeColumn): ReturnType<typeof countedKinds> {
  return countedKinds(workspace, `(SELECT v, 1 AS c FROM (SELECT ${cell} AS v FROM source) WHERE v IS NOT NULL)`);
}

async function frequentValues(workspace: Workspace, { cell, id, type }: LargeColumn, maxTop: number): Promise<Row[]> {
  await workspace.run(`CREATE OR REPLACE TEMP TABLE candidates AS SELECT ${id} AS v FROM sample WHERE ${id} IS NOT NULL
    GROUP BY ${id} HAVING count(*) >= ${leastInSample} ORDER BY count(*) DESC, ${id} LIMIT ${4 * maxTop}`);
  if ((await workspace.rows('SELECT v FROM candidates LIMIT 1')).length === 0) return [];
  return workspace.rows(`SELECT ${shownSql('g.v', type)} AS v, c FROM (SELECT v, count(*) AS c FROM (SELECT ${cell} AS v FROM source)
    WHERE v IN (SELECT v FROM candidates) GROUP BY v) AS g ORDER BY c DESC, g.v LIMIT ${maxTop}`);
}

async function kindMetrics(workspace: Workspace, { type, id }: LargeColumn, answers: Row): Promise<ColumnProfile> {
  if (type.kind === 'text') {
    const texts = `(SELECT ${id} AS v, count(*) AS c FROM sample WHERE ${id} IS NOT NULL GROUP BY ${id})`;
    return { ...textProfile(answers), ...(await formOf(workspace, texts, { answers, isSample: true })) };
  }
  return type.kind === 'date' || type.kind === 'timestamp' ? timeSpan(answers, type) : {};
}
