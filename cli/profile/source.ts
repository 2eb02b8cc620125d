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
  rowCount: number;
  /** Malformed lines left out; null when none may be left out. */
  rejectedRows: number | null;
}

export interface SourceReading {
  workspace: Workspace;
  files: InputFile[];
  options: ReadingOptions;
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
