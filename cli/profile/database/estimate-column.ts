import { distinctFrom } from '../estimate-distinct.ts';
import { registerQuery } from '../hyperloglog.ts';
import { cellsSql } from './measurement.ts';
import type { MeasuredCell, Measurement } from './measurement.ts';

/** About how many distinct values a column has: 16,384 registers filled inside the database, whatever the number of rows. */
export async function estimateColumn(measurement: Measurement, column: MeasuredCell): Promise<number> {
  const { index, rest } = measurement.dialect.hash(column.id);
  const from = `${cellsSql(measurement, [column])} WHERE ${column.id} IS NOT NULL`;
  return distinctFrom(await measurement.session.rows(registerQuery({ index, rest, from })));
}
