import type { ColumnProfile, Profile, Scalar } from '../../checks/index.ts';
import { alignedTable } from '../aligned-table.ts';
import { painted, printable } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

const widest = 28;

/** A profile for the eye: a sentence and one line for each column. */
export function profileTable(profile: Profile, terminal: Terminal): string {
  const { dataset, rowCount = 0, schema, columnMetrics = {}, duplicateRowCount, counters } = profile;
  const facts = [
    `${grouped(rowCount)} ${rowCount === 1 ? 'row' : 'rows'}`,
    `${schema?.fields.length ?? 0} columns`,
    ...(duplicateRowCount ? [`${grouped(duplicateRowCount)} repeated rows`] : []),
    ...(counters ?? []).map(({ id, failed }) => `${grouped(failed)} ${id.replaceAll('-', ' ')}`),
  ];
  const head = painted(terminal, 'bold', printable(`${dataset.namespace}/${dataset.name}`));
  const rows = (schema?.fields ?? []).flatMap(({ name, type }) => {
    const column = columnMetrics[name];
    return column ? [[name, type ?? 'no values', ...cellsOf(column)].map((cell) => short(printable(cell)))] : [];
  });
  const titles = ['COLUMN', 'TYPE', 'NULLS', 'DISTINCT', 'MIN', 'MEDIAN', 'MAX', 'MOST FREQUENT'];
  return `${head}: ${facts.join(', ')}\n${rows.length > 0 ? alignedTable([titles, ...rows], [2, 3, 4, 5, 6]) : ''}`;
}

function cellsOf(column: ColumnProfile): string[] {
  const { nullCount = 0, distinct, length, topValues } = column;
  const text = column.type === 'string' && length;
  const top = topValues?.[0];
  return [
    grouped(nullCount),
    distinct ? `${distinct.exact ? '' : '~'}${grouped(distinct.value)}` : '',
    text ? `${length.min} ch` : shown(column.min),
    shown(column.median),
    text ? `${length.max} ch` : shown(column.max),
    top && top.count > 1 ? `${shown(top.value ?? undefined)} (${grouped(top.count)})` : '',
  ];
}

function shown(value: Scalar | undefined): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return value === undefined ? '' : String(value);
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function short(text: string): string {
  const characters = [...text];
  return characters.length <= widest ? text : `${characters.slice(0, widest - 1).join('')}…`;
}
