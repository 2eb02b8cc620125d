import type { MissingField } from './file-schemas.ts';
import type { InputFile } from './input-file.ts';
import type { ReadingOptions } from './profile-options.ts';
import type { Workspace } from './workspace.ts';

/** How a column's cells came: as text that is to be interpreted, as JSON values, or with a type of their own. */
export type CellOrigin = 'csv' | 'json' | 'typed';

export interface SourceColumn {
  /** As found, made unique. */
  name: string;
  /** Its identifier in the relation `source`. */
  id: string;
  origin: CellOrigin;
  /** DuckDB's name of its type; only for `typed`. */
  type?: string;
  nullable?: boolean;
}

/** The files as one relation named `source` in the workspace. */
export interface Source {
  columns: SourceColumn[];
  /** SQL for a row's file and its place there, the same on every run. */
  position: { file: string; row: string };
  rowCount: number;
  /** Malformed lines left out; null when none may be left out. */
  rejectedRows: number | null;
  /** Columns that not every file has; empty unless files are joined by name. */
  missingFields: MissingField[];
  /** The header line as found, where the columns could not be called just that. */
  header?: string[];
}

/** Of a source that is a table. */
export const tablePosition = { file: '0', row: 'rowid' };

/** A source in which there is nothing, not even a header. */
export function withoutRows(): Source {
  return { columns: [], position: tablePosition, rowCount: 0, rejectedRows: null, missingFields: [] };
}

export interface SourceReading {
  workspace: Workspace;
  files: InputFile[];
  options: ReadingOptions;
  signal?: AbortSignal;
}

/** Names made unique as DuckDB does it: `v`, `v_1`, `v_2`; an empty name becomes `column` with its place, counted from 1. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((found, index) => {
    const name = found === '' ? `column${index + 1}` : found;
    let unique = name;
    for (let suffix = 1; seen.has(unique) || (unique !== found && taken.has(unique)); suffix += 1)
      unique = `${name}_${suffix}`;
    seen.add(unique);
    return unique;
  });
}
