import { deleteNumber, deleteText, insertNumber, insertText, perturbNumber, perturbText } from './characters.ts';
import { frequencies, inShare, numberIn, numberText } from './cells.ts';
import type { ColumnInjection, TableInjection } from './injection.ts';
import { pickRows, rowCount } from './table.ts';
import type { Cell, Table } from './table.ts';

/** The perturbations of AVH (KDD 2023, section 5.1): 27 set-ups for numbers, 33 for anything else. */

const percent = (share: number): string => `${share * 100}%`;
const anything = ['number', 'text', 'time', 'other'] as const;
const notNumber = ['text', 'time', 'other'] as const;

const swaps = [0.1, 0.5, 1].map((share): ColumnInjection => ({
  error: 'swap',
  magnitude: percent(share),
  avh: true,
  kinds: anything,
  apply: (cells, { partner, random }) => {
    if (!partner) return null;
    const changed = [...cells];
    for (const row of random.sample(cells.length, Math.floor(cells.length * share)))
      changed[row] = partner[row] ?? null;
    return changed;
  },
}));

const units = [10, 100, 1000].flatMap((factor) =>
  [0.1, 1].map((share): ColumnInjection => ({
    error: `unit x${factor}`,
    magnitude: percent(share),
    avh: true,
    kinds: ['number'],
    apply: (cells, { random }) => inShare(cells, { share, random }, (value) => numberText(numberIn(value) * factor)),
  })),
);

const nulls = [0.1, 0.5, 1].map((share): ColumnInjection => ({
  error: 'null',
  magnitude: percent(share),
  avh: true,
  kinds: anything,
  apply: (cells, { random }) => inShare(cells, { share, random }, () => null),
}));

const cases = (['upper', 'lower'] as const).flatMap((direction) =>
  [0.1, 0.5, 1].map((share): ColumnInjection => ({
    error: `${direction} case`,
    magnitude: percent(share),
    avh: true,
    kinds: notNumber,
    apply: (cells, { random }) =>
      inShare(cells, { share, random }, (value) => (direction === 'upper' ? value.toUpperCase() : value.toLowerCase())),
  })),
);

const paddings = (['leading', 'trailing'] as const).flatMap((side) =>
  [0.1, 0.5, 1].map((share): ColumnInjection => ({
    error: `${side} space`,
    magnitude: percent(share),
    avh: true,
    kinds: notNumber,
    apply: (cells, { random }) =>
      inShare(cells, { share, random }, (value) => (side === 'leading' ? ` ${value}` : `${value} `)),
  })),
);

type Edit = typeof perturbText;

function characterInjection(error: string, share: number, edits: { number: Edit; text: Edit }): ColumnInjection {
  return {
    error,
    magnitude: percent(share),
    avh: true,
    kinds: anything,
    apply: (cells, { kind, random }) => {
      const edit = kind === 'number' ? edits.number : edits.text;
      return cells.map((cell) => (cell === null ? null : edit(cell, share, random)));
    },
  };
}

const characters = [
  ...[0.1, 0.5, 1].map((share) =>
    characterInjection('characters changed', share, { number: perturbNumber, text: perturbText }),
  ),
  ...[0.1, 0.5].map((share) =>
    characterInjection('characters inserted', share, { number: insertNumber, text: insertText }),
  ),
  ...[0.1, 0.5].map((share) =>
    characterInjection('characters deleted', share, { number: deleteNumber, text: deleteText }),
  ),
];

export const avhColumns: readonly ColumnInjection[] = [
  ...swaps,
  ...units,
  ...nulls,
  ...cases,
  ...paddings,
  ...characters,
];

const repeats = [2, 10].map((times): TableInjection => ({
  error: 'duplicated load',
  magnitude: `x${times}`,
  avh: true,
  per: 'table',
  apply: (table) => pickRows(table, Array.from({ length: times }, () => rowNumbers(table)).flat()),
}));

const downSamples = [0.5, 0.1].map((share): TableInjection => ({
  error: 'sampled down',
  magnitude: percent(share),
  avh: true,
  per: 'table',
  apply: (table, { random }) => {
    const rows = random.sample(rowCount(table), Math.floor(rowCount(table) * share));
    return pickRows(
      table,
      rows.sort((left, right) => left - right),
    );
  },
}));

const biased = (['head', 'tail'] as const).flatMap((end) =>
  [0.1, 0.5].map((share): TableInjection => ({
    error: `biased ${end}`,
    magnitude: percent(share),
    avh: true,
    per: 'column',
    apply: (table, { column }) => {
      const sorted = byFrequency(table.columns[column] ?? []);
      const count = Math.max(1, Math.floor(sorted.length * share));
      const rows = end === 'head' ? sorted.slice(0, count) : sorted.slice(-count);
      return pickRows(
        table,
        rows.sort((left, right) => left - right),
      );
    },
  })),
);

/** Rows with a value, those of the most frequent values first, then by the value. */
function byFrequency(cells: readonly Cell[]): number[] {
  const rank = new Map(frequencies(cells).map(([value], index) => [value, index]));
  const rows = [...cells.keys()].filter((row) => cells[row] !== null);
  return rows.sort((left, right) => (rank.get(cells[left] ?? '') ?? 0) - (rank.get(cells[right] ?? '') ?? 0));
}

const rowNumbers = (table: Table): number[] => Array.from({ length: rowCount(table) }, (_, row) => row);

export const avhTables: readonly TableInjection[] = [...repeats, ...downSamples, ...biased];
