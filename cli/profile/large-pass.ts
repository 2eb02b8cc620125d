import { blankSql, nonAsciiSql, paddedSql } from './cell-kind.ts';
import { answersOf, hasExactSum, isNumber } from './large-column.ts';
import type { LargeColumn } from './large-column.ts';
import { hourSql, misplacedSql, timeSpanSql } from './time-metrics.ts';
import type { TimeFrame } from './time-metrics.ts';
import type { Row, Workspace } from './workspace.ts';

/** Everything of the columns that one scan can count without knowing anything before: one row of answers for each. */
export async function firstPass(
  workspace: Workspace,
  columns: readonly LargeColumn[],
  frame: TimeFrame,
): Promise<Row[]> {
  const fields = columns.flatMap((column) =>
    Object.entries(countsSql(column, frame)).map(([name, sql]) => `${sql} AS ${column.id}_${name}`),
  );
  const cells = columns.flatMap(({ id, cell, type: { kind } }) => {
    const finite = kind === 'double' || kind === 'date' || kind === 'timestamp';
    return [`${cell} AS ${id}x`, ...(finite ? [`CASE WHEN isfinite(${cell}) THEN ${cell} END AS ${id}y`] : [])];
  });
  const row = await workspace.row(`SELECT ${fields.join(', ')} FROM (SELECT ${cells.join(', ')} FROM source)`);
  return columns.map((column) => answersOf(row, column));
}

/** SQL for each of them by its name, over the cell as `…x` and its finite value as `…y`. */
export function countsSql(column: LargeColumn, frame: TimeFrame): Record<string, string> {
  const x = `${column.id}x`;
  const counted = { n: `count(${x})` };
  if (isNumber(column)) return { ...counted, ...numbersSql(column, x) };
  switch (column.type.kind) {
    case 'text':
      return {
        ...counted,
        empty: `count_if(${x} = '')`,
        blank: `count_if(${blankSql(x)})`,
        shortest: `min(length(${x}))`,
        longest: `max(length(${x}))`,
        characters: `sum(length(${x}))`,
        padded: `count_if(${paddedSql(x)})`,
        nonascii: `count_if(${nonAsciiSql(x)})`,
      };
    case 'date':
    case 'timestamp':
      return { ...counted, ...timesSql(column, frame) };
    default:
      return counted;
  }
}

function timesSql(column: LargeColumn, frame: TimeFrame): Record<string, string> {
  const y = `${column.id}y`;
  const misplaced = Object.entries(misplacedSql(y, frame)).map(([name, sql]) => [name, `count_if(${sql})`] as const);
  const bins = Array.from({ length: 24 }, (_, hour) => `${hour}.0::DOUBLE`).join(', ');
  const hours = `map_values(histogram(CAST(${hourSql(y)} AS DOUBLE), [${bins}]))`;
  return {
    ...timeSpanSql(y),
    ...Object.fromEntries(misplaced),
    ...(column.type.kind === 'timestamp' && { hours }),
  };
}

function numbersSql(column: LargeColumn, x: string): Record<string, string> {
  const signs = { zero: `count_if(${x} = 0)`, negative: `count_if(${x} < 0)` };
  if (column.type.kind !== 'double') {
    const sum: Record<string, string> = hasExactSum(column) ? { sum: `CAST(sum(${x}) AS VARCHAR)` } : {};
    return { ...signs, ...sum, low: `min(${x})`, high: `max(${x})` };
  }
  const y = `${column.id}y`;
  return {
    ...signs,
    nan: `count_if(isnan(${x}))`,
    inf: `count_if(isinf(${x}))`,
    finite: `count(${y})`,
    low: `min(${y})`,
    high: `max(${y})`,
  };
}
