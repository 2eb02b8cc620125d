import type { ColumnProfile, Histogram } from '../../checks/index.ts';
import { blockSql, blockSums } from './block-sums.ts';
import { equalWidthBoundaries, histogramFrom } from './histogram.ts';
import { answersOf, finiteSql, hasExactSum } from './large-column.ts';
import type { LargeColumn } from './large-column.ts';
import { momentMetrics } from './moments.ts';
import { probabilities, quantileMetrics } from './quantiles.ts';
import { exactNumber, finite, scalarOf } from './scalar-of.ts';
import type { Source } from './source.ts';
import { sqlDouble } from './sql.ts';
import type { Row, Workspace } from './workspace.ts';

/** A column of numbers with what the first pass and the sample say of it. */
export interface LargeNumbers {
  column: LargeColumn;
  counts: Row;
  /** Of the sample, in the order of `probabilities`; empty when it holds no number of this column. */
  sampled: number[];
}

/** The median of the sample lies within one standard deviation of the mean: near enough that no digits are lost. */
const shiftOf = ({ sampled }: LargeNumbers): number => sampled[probabilities.indexOf(0.5)] ?? 0;

/** Numbers of the columns by two more scans: sums about a point near the mean, and how many values lie below each boundary. */
export async function numberPasses(
  workspace: Workspace,
  source: Source,
  columns: readonly LargeNumbers[],
): Promise<Map<LargeColumn, ColumnProfile>> {
  const sums = await sumsOf(workspace, source, columns);
  const ranks = await ranksOf(workspace, columns);
  return new Map(columns.map((numbers) => [numbers.column, numbersOf(numbers, sums, ranks.get(numbers.column))]));
}

async function sumsOf(
  workspace: Workspace,
  { position }: Source,
  columns: readonly LargeNumbers[],
): Promise<Record<string, number>> {
  const cells = columns.map(({ column }) => `${finiteSql(column, column.cell)} AS ${column.id}y`);
  const sums = columns.flatMap((numbers): [string, string][] => {
    const { column } = numbers;
    const [y, shift] = [`${column.id}y`, sqlDouble(shiftOf(numbers))];
    const d = `(${y} - ${shift})`;
    return [
      [`${column.id}_s`, y],
      [`${column.id}_p2`, `${d} * ${d}`],
      [`${column.id}_p3`, `${d} * ${d} * ${d}`],
      [`${column.id}_p4`, `${d} * ${d} * (${d} * ${d})`],
    ];
  });
  const relation = `(SELECT ${blockSql(position)} AS b, ${cells.join(', ')} FROM source)`;
  return blockSums(workspace, relation, Object.fromEntries(sums));
}

interface Ranks {
  boundaries: number[] | null;
  /** How many values are at most this. */
  upTo(value: number): number;
}

async function ranksOf(workspace: Workspace, columns: readonly LargeNumbers[]): Promise<Map<LargeColumn, Ranks>> {
  const asked = columns.map(({ column, counts, sampled }) => {
    const boundaries = equalWidthBoundaries(Number(counts['low']), Number(counts['high']));
    const below = [...(boundaries?.slice(1, -1) ?? []), ...sampled].map(nextBelow);
    const bounds = [...new Set([...below, ...sampled, Number(counts['high'])])].sort((a, b) => a - b);
    return { column, boundaries, bounds };
  });
  const fields = asked.flatMap(({ column, bounds }) => {
    const bins = `[${bounds.map(sqlDouble).join(', ')}]`;
    return [`map_values(histogram(${finiteSql(column, `${column.id}x`)}, ${bins})) AS ${column.id}_bins`];
  });
  const cells = columns.map(({ column }) => `${column.cell} AS ${column.id}x`);
  const row = await workspace.row(`SELECT ${fields.join(', ')} FROM (SELECT ${cells.join(', ')} FROM source)`);
  return new Map(
    asked.map(({ column, boundaries, bounds }) => {
      const bins = answersOf(row, column)['bins'] as unknown as (string | number)[];
      let total = 0;
      const upTo = new Map(bounds.map((bound, index) => [bound, (total += Number(bins[index] ?? 0))]));
      return [column, { boundaries, upTo: (value: number) => upTo.get(value) ?? 0 }];
    }),
  );
}

function numbersOf(numbers: LargeNumbers, sums: Record<string, number>, ranks: Ranks | undefined): ColumnProfile {
  const { column, counts, sampled } = numbers;
  const isDouble = column.type.kind === 'double';
  const count = Number(isDouble ? counts['finite'] : counts['n']);
  const profile: ColumnProfile = {
    zeroCount: Number(counts['zero']),
    negativeCount: Number(counts['negative']),
    ...(isDouble && { nanCount: Number(counts['nan']), infCount: Number(counts['inf']) }),
  };
  const [min, max] = [scalarOf(counts['low'], column.type), scalarOf(counts['high'], column.type)];
  if (count === 0 || min === undefined || max === undefined || !ranks) return profile;
  const [low, high] = [Number(counts['low']), Number(counts['high'])];
  const sum = hasExactSum(column) ? exactNumber(String(counts['sum'])) : finite(sums[`${column.id}_s`]);
  Object.assign(profile, { min, max, ...(sum !== undefined && { sum }) });
  const mean = sum === undefined ? Number.NaN : Number(sum) / count;
  if (Number.isFinite(mean)) {
    profile.mean = Math.min(high, Math.max(low, mean));
    const power = (k: number): number => (sums[`${column.id}_p${k}`] ?? Number.NaN) / count;
    Object.assign(
      profile,
      momentMetrics({ count, offset: mean - shiftOf(numbers), powers: [power(2), power(3), power(4)] }),
    );
  }
  if (sampled.length > 0) Object.assign(profile, quantileMetrics(sampled, rankErrorOf(sampled, count, ranks)));
  const histogram = histogramOf(count, ranks);
  return { ...profile, ...(histogram && { histogram }) };
}

function histogramOf(count: number, { boundaries, upTo }: Ranks): Histogram | undefined {
  if (!boundaries) return undefined;
  return histogramFrom(boundaries, [...boundaries.slice(1, -1).map((bound) => upTo(nextBelow(bound))), count]);
}

/** The largest distance of a quantile from its wanted rank, as a share of all values, counted over all of them. */
function rankErrorOf(sampled: readonly number[], count: number, { upTo }: Ranks): number {
  const errors = probabilities.map((p, index) => {
    const value = sampled[index] ?? Number.NaN;
    return Math.max(0, upTo(nextBelow(value)) / count - p, p - upTo(value) / count);
  });
  return Math.max(...errors);
}

/** The largest double below a finite `value`. */
function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  bits[0] = (bits[0] ?? 0n) + (value > 0 ? -1n : 1n);
  return new Float64Array(bits.buffer)[0] ?? value;
}
