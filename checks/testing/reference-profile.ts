import type { ColumnProfile, Profile, Scalar, TopValue } from '../index.ts';

export type Cell = number | string | null;
export type Row = Readonly<Record<string, Cell>>;

/** Ranks of the quantiles that are measured; the same for every profile, so that profiles can be merged. */
export const RANKS = [0.05, 0.25, 0.5, 0.75, 0.95];
const BOUNDARIES = [-2, 0, 2, 4, 6, 8];

/** All that can be said of rows, measured exactly by the definitions, in the slowest and plainest way. */
export function profileRows(rows: readonly Row[], columns: readonly string[]): Profile {
  const columnMetrics = Object.fromEntries(columns.map((name) => [name, profileCells(rows.map((row) => row[name]))]));
  const fields = columns.map((name) => ({ name, type: columnMetrics[name]?.type ?? 'string' }));
  const failed = rows.filter(({ a }) => typeof a === 'number' && a > 2).length;
  return {
    dataset: { namespace: 'ns', name: 'd' },
    dataInterval: { start: '2026-11-22T00:00:00Z', end: '2026-11-23T00:00:00Z' },
    capturedAt: '2026-11-23T01:00:00Z',
    lastUpdated: '2026-11-23T00:30:00Z',
    rowCount: rows.length,
    bytes: rows.length * 10,
    fileCount: 1,
    rowsWritten: rows.length,
    duplicateRowCount: rows.length - distinctTuples(rows, columns),
    emptyRowCount: rows.filter((row) => columns.every((name) => row[name] === null)).length,
    tupleDistinct: [{ columns: [...columns], count: distinctTuples(rows, columns) }],
    metrics: { m: failed },
    schema: { fields },
    columnMetrics,
    counters: [{ id: 'c', failed, tested: rows.length }],
    partitions: partitionsOf(rows),
    orderIndependentRowHash: `all:${rows
      .map((row) => JSON.stringify(row))
      .sort()
      .join()}`,
    ...crossOf(rows),
  };
}

/** The rows of each day, those without one left out. */
function partitionsOf(rows: readonly Row[]): NonNullable<Profile['partitions']> {
  const days = new Set(rows.flatMap(({ d }) => (typeof d === 'string' ? [d] : [])));
  return [...days].map((value) => ({ value, rows: rows.filter(({ d }) => d === value).length }));
}

/** Pearson's correlation of a and b over the rows that have both. */
function crossOf(rows: readonly Row[]): Pick<Profile, 'crossColumn'> {
  const both = rows.flatMap(({ a, b }) => (typeof a === 'number' && typeof b === 'number' ? [{ a, b }] : []));
  const mean = (side: 'a' | 'b') => both.reduce((total, row) => total + row[side], 0) / both.length;
  const [meanA, meanB] = [mean('a'), mean('b')];
  const product = (one: 'a' | 'b', two: 'a' | 'b') =>
    both.reduce(
      (total, row) => total + (row[one] - (one === 'a' ? meanA : meanB)) * (row[two] - (two === 'a' ? meanA : meanB)),
      0,
    );
  const value = product('a', 'b') / Math.sqrt(product('a', 'a') * product('b', 'b'));
  return Number.isFinite(value) ? { crossColumn: [{ columns: ['a', 'b'], metric: 'pearson', value }] } : {};
}

function distinctTuples(rows: readonly Row[], columns: readonly string[]): number {
  return new Set(rows.map((row) => JSON.stringify(columns.map((name) => row[name])))).size;
}

function profileCells(cells: readonly (Cell | undefined)[]): ColumnProfile {
  const values = cells.filter((cell) => cell !== null && cell !== undefined);
  const numbers = values.filter((value) => typeof value === 'number');
  const texts = values.filter((value) => typeof value === 'string');
  const common = {
    count: values.length,
    nullCount: cells.length - values.length,
    ...valueCounts(values),
  };
  if (numbers.length > 0) return { type: 'number', ...common, ...profileNumbers(numbers) };
  if (texts.some((text) => /^\d{4}-/.test(text))) return { type: 'date', ...common, ...profileDates(texts) };
  return { type: 'string', ...common, ...profileTexts(texts) };
}

function valueCounts(values: readonly Scalar[]): ColumnProfile {
  const counts = new Map<Scalar, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const topValues: TopValue[] = [...counts].map(([value, count]) => ({ value, count }));
  topValues.sort((a, b) => b.count - a.count);
  return {
    distinct: { value: counts.size, exact: true },
    uniqueOnceCount: topValues.filter(({ count }) => count === 1).length,
    duplicateCount: values.length - counts.size,
    topValues,
    otherCount: 0,
    valueCountsComplete: true,
  };
}

function profileNumbers(numbers: readonly number[]): ColumnProfile {
  const n = numbers.length;
  const sorted = numbers.toSorted((a, b) => a - b);
  const sum = numbers.reduce((total, value) => total + value, 0);
  const mean = sum / n;
  const variance = n > 1 ? numbers.reduce((total, value) => total + (value - mean) ** 2, 0) / (n - 1) : undefined;
  const quantiles = Object.fromEntries(RANKS.map((rank) => [String(rank), quantileOf(sorted, rank)]));
  return {
    nanCount: 0,
    infCount: 0,
    zeroCount: numbers.filter((value) => value === 0).length,
    negativeCount: numbers.filter((value) => value < 0).length,
    ...(n > 0 && { min: sorted[0]!, max: sorted[n - 1]!, mean, sum, median: quantileOf(sorted, 0.5), quantiles }),
    ...(variance !== undefined && { variance, stddev: Math.sqrt(variance), stddevKind: 'sample' }),
    ...shapeOf(numbers, mean),
    histogram: histogramOf(numbers),
    typeCounts: {
      integral: numbers.filter(Number.isInteger).length,
      fractional: numbers.filter((value) => !Number.isInteger(value)).length,
    },
  };
}

/** Skewness and excess kurtosis of the population; none of one value alone. */
function shapeOf(numbers: readonly number[], mean: number): Pick<ColumnProfile, 'skewness' | 'kurtosis'> {
  const moment = (power: number) => numbers.reduce((sum, value) => sum + (value - mean) ** power, 0) / numbers.length;
  const spread = moment(2);
  return spread > 0 ? { skewness: moment(3) / spread ** 1.5, kurtosis: moment(4) / spread ** 2 - 3 } : {};
}

/** The smallest value that a share `rank` of all does not exceed (Hyndman and Fan 1996, definition 1). */
export function quantileOf(sorted: readonly number[], rank: number): number {
  return sorted[Math.max(0, Math.ceil(rank * sorted.length - 1e-9) - 1)]!;
}

function histogramOf(numbers: readonly number[]): NonNullable<ColumnProfile['histogram']> {
  const last = BOUNDARIES.length - 2;
  const isIn = (value: number, bin: number): boolean =>
    value >= BOUNDARIES[bin]! && (value < BOUNDARIES[bin + 1]! || (bin === last && value === BOUNDARIES[bin + 1]));
  const counts = BOUNDARIES.slice(1).map((_, bin) => numbers.filter((value) => isIn(value, bin)).length);
  const underflow = numbers.filter((value) => value < BOUNDARIES[0]!).length;
  const overflow = numbers.filter((value) => value > BOUNDARIES[last + 1]!).length;
  return { boundaries: BOUNDARIES, counts, underflow, overflow };
}

function profileTexts(texts: readonly string[]): ColumnProfile {
  const lengths = texts.map((text) => text.length);
  const total = lengths.reduce((sum, value) => sum + value, 0);
  return {
    emptyCount: texts.filter((text) => text === '').length,
    blankCount: texts.filter((text) => text.length > 0 && text.trim() === '').length,
    ...(texts.length > 0 && {
      length: { min: Math.min(...lengths), max: Math.max(...lengths), mean: total / texts.length },
    }),
    typeCounts: { string: texts.length },
    missingLists: [{ id: 'm', count: texts.filter((text) => text === 'b').length }],
    patterns: [{ id: 'starts_a', matched: texts.filter((text) => text.startsWith('a')).length, tested: texts.length }],
  };
}

function profileDates(texts: readonly string[]): ColumnProfile {
  const sorted = texts.toSorted();
  return { min: sorted[0]!, max: sorted[sorted.length - 1]!, typeCounts: { date: texts.length } };
}
