import type { Measure } from '../anomaly/measure.ts';
import type { LearnedFinding } from '../anomaly/explain.ts';

/** What is told of the table itself: the number of rows, the columns, and the rest. */
const ROWS = 'row_count';
const COLUMNS = 'schema';
const TABLE = 'table';

/** Columns that would be taken for a finding of the table. */
const IS_TAKEN = /^(?:row_count|schema|table|(?:column|counter|metric)[.:].*)$/s;

/** The key of what is told of a column: `amount`; of one that is called like a part of the table `column:schema`. */
export const columnKey = (column: string): string => `${IS_TAKEN.test(column) ? 'column:' : ''}${column}.anomaly`;

export const SCHEMA_KEY = `${COLUMNS}.anomaly`;
export const TABLE_KEY = `${TABLE}.anomaly`;

/** The key under which a measure is told: that of its column, of the rows, of its own counter or metric, or of the table. */
export function keyOf({ key, column }: Pick<Measure, 'key' | 'column'>): string {
  if (column !== null) return columnKey(column);
  if (key === 'rowCount') return `${ROWS}.anomaly`;
  return key.startsWith('counter.') || key.startsWith('metric.') ? `${key}.anomaly` : TABLE_KEY;
}

/** The key of a finding that is no measure: of the columns, or of a copy. */
export const findingKey = ({ cause, column }: Pick<LearnedFinding, 'cause' | 'column'>): string =>
  cause === 'schema' ? SCHEMA_KEY : column === null ? TABLE_KEY : columnKey(column);
