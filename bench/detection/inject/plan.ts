import { randomFrom } from '../random.ts';
import { avhColumns, avhTables } from './avh.ts';
import { catalogueColumns } from './catalogue-columns.ts';
import { catalogueTables } from './catalogue-tables.ts';
import { frequencies, sortedNumbers } from './cells.ts';
import { injectionName } from './injection.ts';
import type { Injection } from './injection.ts';
import { sameCells, sameTable } from './table.ts';
import type { Cell, ColumnKind, Table } from './table.ts';

/** The rows that injections of one test day start from. */
export interface TestDay {
  /** Seeds of all injections begin with it. */
  seed: string;
  table: Table;
  /** One partition earlier, and about a week earlier. */
  earlier: Table | null;
  older: Table | null;
}

export interface PlannedColumn {
  injection: Injection;
  column: number;
  cells: Cell[];
}

export interface PlannedTable {
  injection: Injection;
  /** Null when it is about the table and no column in particular. */
  column: number | null;
  table: Table;
}

export interface Plan {
  columns: PlannedColumn[];
  tables: PlannedTable[];
  /** Injections that left every row as it was: rejected. */
  noOps: number;
}

/** Every injection that applies to this day, done to its rows; those that change nothing are counted and left out. */
export function planDay(day: TestDay): Plan {
  const plan: Plan = { columns: [], tables: [], noOps: 0 };
  for (const column of day.table.names.keys()) addColumn(plan, day, column);
  for (const injection of [...avhTables, ...catalogueTables]) {
    const columns = injection.per === 'column' ? [...day.table.names.keys()] : [null];
    for (const column of columns) {
      const random = randomFrom(`${day.seed}/${injectionName(injection)}/${column ?? 'table'}`);
      const table = injection.apply(day.table, { random, older: day.older, column: column ?? 0 });
      if (table && sameTable(table, day.table)) plan.noOps += 1;
      else if (table) plan.tables.push({ injection, column, table });
    }
  }
  return plan;
}

function addColumn(plan: Plan, day: TestDay, column: number): void {
  const { table } = day;
  const [kind = 'other', cells = [], name = ''] = [table.kinds[column], table.columns[column], table.names[column]];
  const earlierAt = day.earlier?.names.indexOf(name) ?? -1;
  const partner = partnerOf(day, column);
  const alike = partner !== null && sameDomain(cells, partner, kind);
  // Where two columns have the same values equally often, nothing that looks at columns one by one can see them change places.
  const named = (injection: Injection): Injection =>
    alike && injection.error === 'swap' ? { ...injection, error: 'swap within a domain', avh: false } : injection;
  for (const injection of [...avhColumns, ...catalogueColumns]) {
    if (!injection.kinds.includes(kind)) continue;
    const random = randomFrom(`${day.seed}/${injectionName(injection)}/${name}`);
    const context = { kind, random, partner, earlier: day.earlier?.columns[earlierAt] ?? null };
    const changed = injection.apply(cells, context);
    if (changed && sameCells(changed, cells)) plan.noOps += 1;
    else if (changed) plan.columns.push({ injection: named(injection), column, cells: changed });
  }
}

const nearlyAlike = 0.2;

/** Numbers by the Kolmogorov-Smirnov distance, anything else by the total variation of its values. */
export function sameDomain(left: readonly Cell[], right: readonly Cell[], kind: ColumnKind): boolean {
  if (kind === 'number') return stepDistance(sortedNumbers(left), sortedNumbers(right)) < nearlyAlike;
  const [mine, theirs] = [new Map(frequencies(left)), new Map(frequencies(right))];
  const values = new Set([...mine.keys(), ...theirs.keys()]);
  const share = (counts: Map<string, number>, value: string): number => (counts.get(value) ?? 0) / left.length;
  return (
    [...values].reduce((sum, value) => sum + Math.abs(share(mine, value) - share(theirs, value)) / 2, 0) < nearlyAlike
  );
}

function stepDistance(left: readonly number[], right: readonly number[]): number {
  if (left.length === 0 || right.length === 0) return left.length === right.length ? 0 : 1;
  let [i, j, most] = [0, 0, 0];
  while (i < left.length && j < right.length) {
    const value = Math.min(left[i]!, right[j]!);
    while (i < left.length && left[i]! <= value) i += 1;
    while (j < right.length && right[j]! <= value) j += 1;
    most = Math.max(most, Math.abs(i / left.length - j / right.length));
  }
  return most;
}

/** Another column of the same kind, always the same one for the same day; text and times may stand in for each other. */
function partnerOf({ seed, table }: TestDay, column: number): readonly Cell[] | null {
  const numeric = table.kinds[column] === 'number';
  const others = [...table.names.keys()].filter(
    (index) => index !== column && (table.kinds[index] === 'number') === numeric,
  );
  if (others.length === 0) return null;
  return table.columns[randomFrom(`${seed}/partner/${table.names[column]}`).pick(others)] ?? null;
}
