import { answersOf, cellsSql, inParts, isNumber } from './measurement.ts';
import type { MeasuredCell, Measurement } from './measurement.ts';
import { textPatterns } from './text-kinds.ts';
import type { DatabaseRow } from './session.ts';

const columnsAtOnce = 60;
/** Sums of larger doubles are taken apart: the databases refuse a sum that overflows, with everything else that was asked. */
const safeDouble = '1e290';

/** Everything that one pass over all columns can say of them: one row of answers for each, and the rows in which all are null. */
export async function countColumns(
  measurement: Measurement,
): Promise<{ answers: DatabaseRow[]; rows: number; empty: number | null }> {
  const answers: DatabaseRow[] = [];
  const parts = inParts(measurement.columns, columnsAtOnce);
  let [rows, empty] = [0, null as number | null];
  for (const columns of parts) {
    const fields = columns.flatMap((column) =>
      Object.entries(countsSql(measurement, column)).map(([name, sql]) => `${sql} AS ${column.id}_${name}`),
    );
    const nothing = columns.map(({ id }) => `${id} IS NULL`).join(' AND ');
    const all = parts.length === 1 ? [`COUNT(CASE WHEN ${nothing} THEN 1 END) AS empty_rows`] : [];
    const [row = {}] = await measurement.session.rows(
      `SELECT COUNT(*) AS all_rows, ${[...all, ...fields].join(', ')} FROM ${cellsSql(measurement, columns)}`,
    );
    rows = Number(row['all_rows']);
    if (parts.length === 1) empty = Number(row['empty_rows']);
    answers.push(...columns.map((column) => answersOf(row, column)));
  }
  return { answers, rows, empty };
}

function countsSql(measurement: Measurement, column: MeasuredCell): Record<string, string> {
  const { id: x, kind } = column;
  const { dialect } = measurement;
  const countIf = (condition: string): string => `COUNT(CASE WHEN ${condition} THEN 1 END)`;
  const counted = { n: `COUNT(${x})` };
  if (isNumber(column)) return { ...counted, ...numbersSql(measurement, column) };
  if (kind === 'text') {
    return {
      ...counted,
      empty: countIf(dialect.isEmpty(x)),
      blank: countIf(dialect.matches(x, textPatterns.blank)),
      shortest: `MIN(${dialect.length(x)})`,
      longest: `MAX(${dialect.length(x)})`,
      characters: `SUM(${dialect.length(x)})`,
    };
  }
  if (kind === 'boolean') return { ...counted, yes: countIf(x), no: countIf(`NOT ${x}`) };
  if (kind === 'date' || kind === 'timestamp') {
    const valid = `CASE WHEN ${dialect.isFinite(x, kind)} THEN ${x} END`;
    return { ...counted, low: dialect.exact(`MIN(${valid})`), high: dialect.exact(`MAX(${valid})`) };
  }
  return counted;
}

function numbersSql({ dialect }: Measurement, { id: x, kind }: MeasuredCell): Record<string, string> {
  const finite = `CASE WHEN ${dialect.isFinite(x, kind)} THEN ${x} END`;
  const nan = dialect.isNan(x, kind);
  const safe = `CASE WHEN ${x} BETWEEN -${safeDouble} AND ${safeDouble} THEN ${x} END`;
  const text = (value: string): string => (kind === 'double' ? value : dialect.exact(value));
  return {
    zero: `COUNT(CASE WHEN ${x} = 0 THEN 1 END)`,
    negative: `COUNT(CASE WHEN ${x} < 0 THEN 1 END)`,
    ...(nan !== null && { nan: `COUNT(CASE WHEN ${nan} THEN 1 END)` }),
    finite: `COUNT(${finite})`,
    low: text(`MIN(${finite})`),
    high: text(`MAX(${finite})`),
    sum: kind === 'double' ? `SUM(${safe})` : dialect.exact(`SUM(${finite})`),
    ...(kind === 'double' && { safe: `COUNT(${safe})` }),
  };
}
