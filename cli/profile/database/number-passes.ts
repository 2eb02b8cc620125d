import type { ColumnProfile, Histogram } from '../../../checks/index.ts';
import { equalWidthBoundaries, histogramFrom } from '../histogram.ts';
import { momentMetrics } from '../moments.ts';
import { exactNumber } from '../scalar-of.ts';
import { answersOf, cellsSql, inParts } from './measurement.ts';
import type { MeasuredCell, Measurement } from './measurement.ts';
import type { DatabaseRow } from './session.ts';

const columnsAtOnce = 40;

/** A column of numbers with what the first pass says of it. */
export interface CountedNumbers {
  column: MeasuredCell;
  answers: DatabaseRow;
}

interface Spread extends CountedNumbers {
  count: number;
  sum: number | string;
  mean: number;
  low: number;
  high: number;
  /** The largest distance from the mean. */
  reach: number;
  boundaries: number[] | null;
}

/** Sum, mean, moments and histogram of columns of numbers, by one more pass over all of them. */
export async function numberPasses(
  measurement: Measurement,
  counted: readonly CountedNumbers[],
): Promise<Map<MeasuredCell, ColumnProfile>> {
  const profiles = new Map<MeasuredCell, ColumnProfile>();
  const spreads: Spread[] = [];
  for (const numbers of counted) {
    const sum = await sumOf(measurement, numbers);
    profiles.set(numbers.column, sum === undefined ? {} : { sum });
    const spread = sum === undefined ? null : spreadOf(numbers, sum);
    if (spread) spreads.push(spread);
  }
  for (const part of inParts(spreads, columnsAtOnce)) {
    const fields = part.flatMap((spread) => fieldsSql(measurement, spread));
    const columns = part.map(({ column }) => column);
    const [row = {}] = await measurement.session.rows(
      `SELECT ${fields.join(', ')} FROM ${cellsSql(measurement, columns)}`,
    );
    for (const spread of part) {
      const { column, sum, mean } = spread;
      profiles.set(column, { sum, mean, ...momentsOf(spread, answersOf(row, column)) });
    }
  }
  return profiles;
}

/** A double's sum may be beyond what the database adds up: then in units of 2^64, undefined when it is beyond a double too. */
async function sumOf(
  measurement: Measurement,
  { column, answers }: CountedNumbers,
): Promise<number | string | undefined> {
  if (Number(answers['finite']) === 0) return undefined;
  if (column.kind !== 'double') return exactNumber(String(answers['sum']));
  if (answers['safe'] === answers['finite']) return Number(answers['sum']);
  const { id: x } = column;
  const { dialect, session } = measurement;
  const scaled = `CASE WHEN ${dialect.isFinite(x, 'double')} AND ABS(${x}) > 1e-280 THEN ${x} / 18446744073709551616e0 END`;
  const [row] = await session.rows(`SELECT SUM(${scaled}) AS s FROM ${cellsSql(measurement, [column])}`);
  const sum = Number(row?.['s'] ?? 0) * 2 ** 64;
  return Number.isFinite(sum) ? sum : undefined;
}

function spreadOf({ column, answers }: CountedNumbers, sum: number | string): Spread | null {
  const count = Number(answers['finite']);
  const [low, high] = [Number(answers['low']), Number(answers['high'])];
  const mean = Math.min(high, Math.max(low, Number(sum) / count));
  const reach = Math.max(high - mean, mean - low);
  if (![low, high, mean, reach].every(Number.isFinite)) return null;
  return { column, answers, count, sum, mean, low, high, reach, boundaries: equalWidthBoundaries(low, high) };
}

function fieldsSql({ dialect }: Measurement, { column, mean, reach, boundaries }: Spread): string[] {
  const { id, kind } = column;
  const y = `CASE WHEN ${dialect.isFinite(id, kind)} THEN ${dialect.double(id)} END`;
  // Distances as shares of the largest one, and tiny ones as none: powers of them neither overflow nor underflow, which is an error there.
  const share = `((${y}) - ${doubleSql(mean)}) / ${doubleSql(reach)}`;
  const d = reach === 0 ? '0e0' : `CASE WHEN ABS(${share}) > 1e-70 THEN ${share} WHEN ${id} IS NOT NULL THEN 0e0 END`;
  const power = (k: number): string => Array.from({ length: k }, () => `(${d})`).join(' * ');
  const below = (boundaries?.slice(1, -1) ?? []).map(
    (boundary, index) => `COUNT(CASE WHEN (${y}) < ${doubleSql(boundary)} THEN 1 END) AS ${id}_b${index}`,
  );
  return [...[2, 3, 4].map((k) => `SUM(${power(k)}) AS ${id}_p${k}`), ...below];
}

/** A finite double, exact to the last bit, whatever its sign stands next to. */
function doubleSql(value: number): string {
  return `(${value.toExponential()})`.replace(/e\+/, 'e');
}

function momentsOf({ count, reach, boundaries }: Spread, row: DatabaseRow): ColumnProfile {
  const power = (k: number): number => (Number(row[`p${k}`]) / count) * reach ** k;
  const moments = momentMetrics({ count, offset: 0, powers: [power(2), power(3), power(4)] });
  const histogram = boundaries ? histogramOf(boundaries, row, count) : undefined;
  return { ...moments, ...(histogram && { histogram }) };
}

function histogramOf(boundaries: number[], row: DatabaseRow, count: number): Histogram {
  const inner = boundaries.slice(1, -1).map((_, index) => Number(row[`b${index}`]));
  return histogramFrom(boundaries, [...inner, count]);
}
