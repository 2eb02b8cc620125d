import type { Ctx } from './request-state.ts';

type Cell = string | number | boolean | null;

/**
 * One line of CSV (RFC 4180), with its line end. A text that a spreadsheet would take for a formula gets an apostrophe in front.
 * @example csvLine(['a,b', 1, null, '=1+1']) // => `"a,b",1,,'=1+1\r\n`
 */
export const csvLine = (cells: readonly Cell[]) => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Does the request ask for CSV, by `format=csv` or else by the header Accept? */
export function wantsCsv(c: Ctx, format: string | undefined): boolean {
  if (format !== undefined) return format === 'csv';
  const [first = ''] = (c.req.header('accept') ?? '').split(',');
  return /^text\/csv\b/.test(first.trim());
}

export function csvAnswer(c: Ctx, name: string, lines: Iterable<string>): Response {
  c.header('content-type', 'text/csv; charset=utf-8');
  c.header('content-disposition', `attachment; filename="${name}.csv"`);
  return c.body([...lines].join(''));
}
