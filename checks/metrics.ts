import { numberOf } from './compare.ts';
import type { ColumnProfile, Profile } from './profile.ts';

/** Numbers of a profile beside their names: `values[i]` is the metric `names[i]`. */
export interface ScalarMetrics {
  names: string[];
  values: number[];
}

const DATASET = [
  'rowCount',
  'bytes',
  'fileCount',
  'rowsWritten',
  'rowsUpdated',
  'rowsDeleted',
  'duplicateRowCount',
  'emptyRowCount',
] as const;

const COLUMN = [
  'count',
  'nullCount',
  'nanCount',
  'infCount',
  'emptyCount',
  'blankCount',
  'zeroCount',
  'negativeCount',
  'trueCount',
  'falseCount',
  'uniqueOnceCount',
  'duplicateCount',
  'mean',
  'sum',
  'stddev',
  'variance',
  'skewness',
  'kurtosis',
  'median',
  'entropy',
  'otherCount',
  'parseFailCount',
  'paddedCount',
  'nonAsciiCount',
  'otherShapeCount',
] as const;

const SPAN = ['min', 'max'] as const;
const LENGTH = ['min', 'max', 'mean'] as const;
const MOST_RANKS = 20;
const SERIES_RANKS = new Set([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]);
const CHARACTERS = ['upper', 'lower', 'digit', 'space', 'punctuation', 'other'] as const;
const TEXTUAL = new Set(['string', 'text', 'varchar', 'char', 'date', 'timestamp', 'boolean']);

/**
 * Every finite number of a profile by name, in an order that depends only on which are present: the dataset's, then by
 * column name, then counters and custom metrics by name. Numerals in text become the nearest double; dates are left out.
 */
export function scalarMetrics(profile: Profile): ScalarMetrics {
  const metrics: ScalarMetrics = { names: [], values: [] };
  for (const name of DATASET) add(metrics, name, profile[name]);
  add(metrics, 'columnCount', profile.schema?.fields.length);
  const columns = profile.columnMetrics;
  if (columns !== undefined) for (const name of Object.keys(columns).sort()) addColumn(metrics, name, columns[name]);
  addCounters(metrics, profile);
  const custom = profile.metrics;
  if (custom !== undefined) for (const name of Object.keys(custom).sort()) add(metrics, `metric.${name}`, custom[name]);
  return metrics;
}

function add({ names, values }: ScalarMetrics, name: string, value: number | string | undefined): void {
  if (value === undefined) return;
  const number = typeof value === 'number' ? value : numberOf(value);
  if (number === null || !Number.isFinite(number)) return;
  names.push(name);
  values.push(number);
}

function addColumn(metrics: ScalarMetrics, name: string, column: ColumnProfile | undefined): void {
  if (column === undefined) return;
  const prefix = `${name}.`;
  for (const key of COLUMN) {
    const value = column[key];
    if (value !== undefined) add(metrics, prefix + key, value);
  }
  for (const key of SPAN) {
    const value = column[key];
    if (value === undefined || typeof value === 'boolean') continue;
    if (typeof value === 'number' || !TEXTUAL.has(column.type ?? '')) add(metrics, prefix + key, value);
  }
  if (column.distinct !== undefined) add(metrics, `${prefix}distinct`, column.distinct.value);
  if (column.length !== undefined) {
    for (const key of LENGTH)
      if (column.length[key] !== undefined) add(metrics, `${prefix}length.${key}`, column.length[key]);
  }
  addForm(metrics, prefix, column);
  const quantiles = column.quantiles;
  if (quantiles !== undefined) {
    for (const key of seriesRanks(quantiles)) add(metrics, `${prefix}quantile.${key}`, quantiles[key]);
  }
}

/** What texts are made of, and where times lie. */
function addForm(metrics: ScalarMetrics, prefix: string, { characters, timestamp }: ColumnProfile): void {
  if (characters !== undefined)
    for (const key of CHARACTERS) add(metrics, `${prefix}characters.${key}`, characters[key]);
  add(metrics, `${prefix}timestamp.futureCount`, timestamp?.futureCount);
  add(metrics, `${prefix}timestamp.outsideIntervalCount`, timestamp?.outsideIntervalCount);
}

/** Ranks that become series: all of a profile with few, seven of one with many, which would be nearly the same series each. */
function seriesRanks(quantiles: Readonly<Record<string, number>>): string[] {
  const keys = Object.keys(quantiles).sort();
  return keys.length > MOST_RANKS ? keys.filter((key) => SERIES_RANKS.has(Number(key))) : keys;
}

function addCounters(metrics: ScalarMetrics, { counters }: Profile): void {
  if (counters === undefined || counters.length === 0) return;
  const sorted = counters.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  let before: string | undefined;
  for (const { id, failed, tested, value } of sorted) {
    if (id === before) continue;
    before = id;
    add(metrics, `counter.${id}.failed`, failed);
    add(metrics, `counter.${id}.tested`, tested);
    add(metrics, `counter.${id}.value`, value);
  }
}
