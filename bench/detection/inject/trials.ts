import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ColumnProfile, Profile } from '../../../checks/index.ts';
import { inParallel, profileFile } from '../data/profile-file.ts';
import { cellBytes, csvText, writeTable } from '../data/table-file.ts';
import type { Injection } from './injection.ts';
import { planDay } from './plan.ts';
import type { PlannedColumn, PlannedTable, TestDay } from './plan.ts';
import { remembered, restOfRows } from './row-facts.ts';
import { rowCount } from './table.ts';
import type { Cell, Table } from './table.ts';

/** A profile of changed rows, kept as what differs from the clean profile of the same day where that is one column. */
export type ChangedProfile =
  | { whole: Profile }
  | {
      column: string;
      type?: string;
      metrics: ColumnProfile;
      rows: Pick<Profile, 'bytes' | 'duplicateRowCount' | 'emptyRowCount'>;
    };

export interface Trial extends Injection {
  /** The column it was done to; null for the table. */
  column: string | null;
  changed: ChangedProfile;
}

export interface DayTrials {
  trials: Trial[];
  noOps: number;
}

const columnsAtOnce = 40;
const width = 2;

/** Injects everything into one day and profiles what comes out, as a user's profiler would see it. */
export async function trialsOf(day: TestDay, clean: Profile): Promise<DayTrials> {
  const plan = planDay(day);
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-inject-'));
  try {
    const chunks = Array.from({ length: Math.ceil(plan.columns.length / columnsAtOnce) }, (_, index) =>
      plan.columns.slice(index * columnsAtOnce, (index + 1) * columnsAtOnce),
    );
    const cleanBytes = Buffer.byteLength(csvText(day.table));
    const context = { day, clean, folder, cleanBytes };
    const columns = await inParallel([...chunks.entries()], width, ([index, chunk]) =>
      columnTrials(chunk, `c${index}`, context),
    );
    const tables = await inParallel([...plan.tables.entries()], width, ([index, one]) =>
      tableTrial(one, `t${index}`, context),
    );
    return { trials: [...columns.flat(), ...tables], noOps: plan.noOps };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Context {
  day: TestDay;
  clean: Profile;
  folder: string;
  cleanBytes: number;
}

/**
 * Many changed columns as the columns of one file: a column's metrics depend on its cells alone, and one file for each would take
 * twenty times as long. A test holds the result against profiles of whole files.
 */
async function columnTrials(planned: PlannedColumn[], name: string, context: Context): Promise<Trial[]> {
  const { table } = context.day;
  const wide: Table = {
    // The last keeps a row of nulls from being an empty line, which is no row.
    names: [...planned.map((_, index) => `v${index}`), 'row'],
    kinds: [...planned.map(() => 'other' as const), 'other'],
    columns: [...planned.map(({ cells }) => cells), Array.from({ length: rowCount(table) }, () => '1')],
    types: [...planned.map(({ column }) => table.types[column]), table.types[0] === undefined ? undefined : 'BIGINT'],
  };
  const profile = await profileFile({ path: await writeTable(wide, context.folder, name), name: 'wide' });
  const restOf = remembered((column: number) => restOfRows(table, column));
  return planned.map(({ injection, column, cells }, index): Trial => {
    const type = profile.schema?.fields[index]?.type;
    return {
      ...plain(injection),
      column: table.names[column] ?? '',
      changed: {
        column: table.names[column] ?? '',
        ...(type !== undefined && { type }),
        metrics: profile.columnMetrics?.[`v${index}`] ?? {},
        rows: { ...restOf(column).factsWith(cells), bytes: scaled(context, plainBytes(context, column, cells)) },
      },
    };
  });
}

async function tableTrial({ injection, column, table }: PlannedTable, name: string, context: Context): Promise<Trial> {
  const { clean, day, folder } = context;
  const path = await writeTable(table, folder, name);
  const profile = await profileFile({ path, name: clean.dataset.name, dataInterval: clean.dataInterval });
  const whole = { ...profile, bytes: scaled(context, Buffer.byteLength(csvText(table))) };
  return { ...plain(injection), column: column === null ? null : (day.table.names[column] ?? ''), changed: { whole } };
}

const plain = ({ error, magnitude, avh }: Injection): Injection => ({ error, magnitude, avh });

/** Bytes as the user's file would have had them, packed or not: in proportion to the plain text. */
function scaled({ clean, cleanBytes }: Context, bytes: number): number {
  return Math.round(((clean.bytes ?? cleanBytes) * bytes) / cleanBytes);
}

/** Bytes of the table as CSV with other cells in one column. */
function plainBytes({ day, cleanBytes }: Context, column: number, cells: readonly Cell[]): number {
  return cleanBytes - cellBytes(day.table.columns[column] ?? []) + cellBytes(cells);
}

/** The whole profile of a trial, from the clean one of its day. */
export function profileOf({ changed }: Trial, clean: Profile): Profile {
  if ('whole' in changed) return changed.whole;
  const fields = clean.schema?.fields.map(({ type, ...field }) => {
    const found = field.name === changed.column ? changed.type : type;
    return { ...field, ...(found !== undefined && { type: found }) };
  });
  return {
    ...clean,
    ...changed.rows,
    ...(fields && { schema: { fields } }),
    columnMetrics: { ...clean.columnMetrics, [changed.column]: changed.metrics },
  };
}
