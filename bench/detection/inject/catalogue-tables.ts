import { frequencies } from './cells.ts';
import type { TableContext, TableInjection } from './injection.ts';
import { pickRows, rowCount } from './table.ts';
import type { Table } from './table.ts';

/** What goes wrong with whole loads: section 4.2 of the design. A late arrival is not among them: profiles say nothing of it. */

type Change = (table: Table, context: TableContext) => Table | null;

const once = (error: string, magnitude: string, apply: Change): TableInjection => ({
  error,
  magnitude,
  avh: false,
  per: 'table',
  apply,
});

const firstRows = (table: Table, count: number): Table => pickRows(table, [...Array(count).keys()]);

const loads: readonly TableInjection[] = [
  ...[0.01, 0.05, 0.1, 0.5, 0.9].map((share) =>
    once('truncated load', `${share * 100}%`, (table) => firstRows(table, Math.round(rowCount(table) * (1 - share)))),
  ),
  once('empty load', '100%', (table) => firstRows(table, 0)),
  ...[0.01, 0.1].map((share) =>
    once('duplicated load', `${share * 100}%`, (table, { random }) => {
      const again = random.sample(rowCount(table), Math.floor(rowCount(table) * share));
      return pickRows(table, [...Array(rowCount(table)).keys(), ...again]);
    }),
  ),
  once('older day again', '100%', (_, { older }) => older),
];

/** All rows of the second most frequent value are missing: a region, a vendor. */
const partial: TableInjection = {
  error: 'value missing',
  magnitude: 'the second',
  avh: false,
  per: 'column',
  apply: (table, { column }) => {
    const cells = table.columns[column] ?? [];
    const found = frequencies(cells);
    if (found.length < 2 || found.length > 50) return null;
    const rows = [...cells.keys()].filter((row) => cells[row] !== found[1]?.[0]);
    return pickRows(table, rows);
  },
};

const reordered = (table: Table, order: readonly number[]): Table => ({
  names: order.map((index) => table.names[index]!),
  kinds: order.map((index) => table.kinds[index]!),
  columns: order.map((index) => table.columns[index]!),
  types: order.map((index) => table.types[index]),
});

const structures: readonly TableInjection[] = [
  once('column added', '1', (table, { random }) => ({
    names: [...table.names, 'added_column'],
    kinds: [...table.kinds, 'number'],
    columns: [...table.columns, Array.from({ length: rowCount(table) }, () => String(random.below(1000)))],
    types: [...table.types, 'BIGINT'],
  })),
  once('column removed', '1', (table, { random }) => {
    const gone = random.below(table.names.length);
    return reordered(
      table,
      [...table.names.keys()].filter((index) => index !== gone),
    );
  }),
  once('column renamed', '1', (table, { random }) => {
    const at = random.below(table.names.length);
    return { ...table, names: table.names.map((name, index) => (index === at ? `${name}_new` : name)) };
  }),
  once('columns reordered', '2', (table) => reordered(table, [1, 0, ...[...table.names.keys()].slice(2)])),
  once('header as a row', '1', (table) => ({
    ...table,
    columns: table.columns.map((cells, index) => [table.names[index]!, ...cells]),
    types: table.types.map((type) => (type === undefined ? undefined : 'VARCHAR')),
  })),
  once('all in one column', '100%', (table) => ({
    names: [table.names.join(';')],
    kinds: ['text'],
    columns: [
      Array.from({ length: rowCount(table) }, (_, row) => table.columns.map((cells) => cells[row] ?? '').join(';')),
    ],
    types: [table.types[0] === undefined ? undefined : 'VARCHAR'],
  })),
];

export const catalogueTables: readonly TableInjection[] = [...loads, partial, ...structures];
