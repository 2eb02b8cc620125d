import type { ColumnFact, ColumnProfile } from '../../checks/index.ts';
import { blockRows, blockSql, blockSums } from './block-sums.ts';
import { answersOf, finiteSql, hasExactSum, isNumber } from './large-column.ts';
import type { LargeColumn } from './large-column.ts';
import { countsSql } from './large-pass.ts';
import { typeTags } from './measure-column.ts';
import { exactNumber, finite, scalarOf } from './scalar-of.ts';
import type { Source } from './source.ts';
import { textProfile } from './text-metrics.ts';
import { timeSpan } from './time-metrics.ts';
import type { TimeFrame } from './time-metrics.ts';
import { typeCountsFrom } from './type-counts.ts';
import type { Row, Workspace } from './workspace.ts';

/** A column that came with a type, and what of it one scan over all such columns is to tell. */
export interface AskedColumn {
  column: LargeColumn;
  facts: Set<ColumnFact>;
}

/** Can one aggregate query tell this, as exactly as the full profile has it? */
export function isTogether(column: LargeColumn, fact: ColumnFact, isExact: boolean): boolean {
  if (fact === 'span' || fact === 'signs' || fact === 'lengths') return true;
  if (fact === 'distinct') return isExact;
  if (fact === 'types') return column.type.kind !== 'text';
  return fact === 'mean' && (!isNumber(column) || column.type.kind === 'double' || hasExactSum(column));
}

/** Which answers of `countsSql` a fact is made of. */
const ANSWERS: Partial<Record<ColumnFact, readonly string[]>> = {
  span: ['low', 'high', 'first', 'last', 'future', 'outside', 'nan', 'inf'],
  signs: ['zero', 'negative', 'nan', 'inf'],
  mean: ['sum', 'finite', 'low', 'high', 'nan', 'inf'],
  lengths: ['empty', 'blank', 'shortest', 'longest', 'characters'],
};
const ENDS = new Set(['low', 'high']);

interface Fields {
  /** By the column's id and the answer's name. */
  [name: string]: string;
}

/**
 * What is asked of the columns. `nulls` are null counts by column name that the files' footers tell: those columns are not read for it.
 * Smallest and largest values of plain numbers alone are asked by themselves, because DuckDB then answers from the footers.
 */
export async function askedTogether(
  workspace: Workspace,
  source: Source,
  { asked, nulls, frame }: { asked: readonly AskedColumn[]; nulls: ReadonlyMap<string, number>; frame: TimeFrame },
): Promise<Map<LargeColumn, ColumnProfile>> {
  if (asked.length === 0) return new Map();
  const isOneBlock = source.rowCount <= blockRows;
  // One block is read in order by one thread, so that its sums are the same on every run; more threads could not help.
  if (isOneBlock && workspace.threads > 1) await workspace.run('SET threads = 1');
  const [ends, rest]: [Fields, Fields] = [{}, {}];
  for (const { column, facts } of asked) {
    const fields = fieldsOf(column, facts, { knowsNulls: nulls.has(column.column.name), isOneBlock, frame });
    const onlyEnds = column.type.kind !== 'double' && Object.keys(fields).every((name) => ENDS.has(name));
    for (const [name, sql] of Object.entries(fields)) (onlyEnds ? ends : rest)[`${column.id}_${name}`] = sql;
  }
  const row = { ...(await answered(workspace, ends, asked)), ...(await answered(workspace, rest, asked)) };
  const sums = isOneBlock ? {} : await sumsOf(workspace, source, asked);
  return new Map(
    asked.map(({ column, facts }) => {
      const answers = answersOf(row, column);
      const count = source.rowCount - (nulls.get(column.column.name) ?? source.rowCount - Number(answers['n']));
      const sum = sums[column.id];
      const known = { ...answers, n: count, ...(sum !== undefined && { sum }) };
      return [column, profileOf({ column, facts }, known, source.rowCount)];
    }),
  );
}

function fieldsOf(
  column: LargeColumn,
  facts: ReadonlySet<ColumnFact>,
  { knowsNulls, isOneBlock, frame }: { knowsNulls: boolean; isOneBlock: boolean; frame: TimeFrame },
): Fields {
  const wanted = new Set([...facts].flatMap((fact) => ANSWERS[fact] ?? []));
  if (!knowsNulls) wanted.add('n');
  const all = {
    ...countsSql(column, frame),
    ...(isOneBlock && column.type.kind === 'double' && { sum: `fsum(${column.id}y)` }),
  };
  const fields = Object.fromEntries(Object.entries(all).filter(([name]) => wanted.has(name)));
  return { ...fields, ...(facts.has('distinct') && { distinct: `count(DISTINCT ${column.id}x)` }) };
}

async function answered(workspace: Workspace, fields: Fields, asked: readonly AskedColumn[]): Promise<Row> {
  const list = Object.entries(fields).map(([name, sql]) => `${sql} AS ${name}`);
  if (list.length === 0) return {};
  const cells = asked.flatMap(({ column: { id, cell, type } }) => {
    const isFinite = type.kind === 'double' || type.kind === 'date' || type.kind === 'timestamp';
    return [`${cell} AS ${id}x`, ...(isFinite ? [`CASE WHEN isfinite(${cell}) THEN ${cell} END AS ${id}y`] : [])];
  });
  return workspace.row(`SELECT ${list.join(', ')} FROM (SELECT ${cells.join(', ')} FROM source)`);
}

/** Sums of doubles over more rows than one block: added up block by block, whatever the threads did. */
async function sumsOf(
  workspace: Workspace,
  { position }: Source,
  asked: readonly AskedColumn[],
): Promise<Record<string, number>> {
  const doubles = asked.filter(({ column, facts }) => column.type.kind === 'double' && facts.has('mean'));
  if (doubles.length === 0) return {};
  const cells = doubles.map(({ column }) => `${finiteSql(column, column.cell)} AS ${column.id}`).join(', ');
  const sums = Object.fromEntries(doubles.map(({ column: { id } }) => [id, id]));
  return blockSums(workspace, `(SELECT ${blockSql(position)} AS b, ${cells} FROM source)`, sums);
}

function profileOf({ column, facts }: AskedColumn, answers: Row, rowCount: number): ColumnProfile {
  const { type } = column;
  const count = Number(answers['n']);
  const tag = typeTags[type.kind];
  return {
    ...(tag !== undefined && { type: tag }),
    count,
    nullCount: rowCount - count,
    ...(facts.has('distinct') && { distinct: { value: Number(answers['distinct']), exact: true } }),
    ...(facts.has('types') && count > 0 && { typeCounts: typeCountsFrom({ type, kinds: null }, count) }),
    ...(isNumber(column) && numbersOf(column, facts, answers)),
    ...(type.kind === 'text' && facts.has('lengths') && textProfile(answers)),
    ...((type.kind === 'date' || type.kind === 'timestamp') && facts.has('span') && timeSpan(answers, type)),
  };
}

function numbersOf({ type }: LargeColumn, facts: ReadonlySet<ColumnFact>, answers: Row): ColumnProfile {
  const isDouble = type.kind === 'double';
  const profile: ColumnProfile = {
    ...(facts.has('signs') && { zeroCount: Number(answers['zero']), negativeCount: Number(answers['negative']) }),
    ...(isDouble &&
      answers['nan'] !== undefined && { nanCount: Number(answers['nan']), infCount: Number(answers['inf']) }),
  };
  const [min, max] = [scalarOf(answers['low'], type), scalarOf(answers['high'], type)];
  if (min === undefined || max === undefined) return profile;
  Object.assign(profile, { min, max });
  if (!facts.has('mean')) return profile;
  const count = Number(isDouble ? answers['finite'] : answers['n']);
  const sum = isDouble ? finite(answers['sum']) : exactNumber(String(answers['sum']));
  if (sum === undefined || !Number.isFinite(Number(sum) / count)) return profile;
  const mean = Math.min(Number(answers['high']), Math.max(Number(answers['low']), Number(sum) / count));
  return { ...profile, sum, mean };
}
