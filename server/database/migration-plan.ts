import { MigrationError } from './migration-files.ts';
import type { MigrationFile } from './migration-files.ts';

/** One row of plumbline_migration. */
export type AppliedMigration = { number: number; name: string; sha256: string; appliedAt: Date };

/** What a database has and what it still needs. */
export type MigrationStatus = { applied: AppliedMigration[]; pending: MigrationFile[] };

/**
 * Compares what a database says it ran with the files at hand. Throws when the database is newer than the code, when
 * an applied file was changed or renamed since, or when an applied number is missing in between.
 */
export function planMigrations(files: MigrationFile[], applied: AppliedMigration[]): MigrationStatus {
  const newest = applied.at(-1);
  if (newest && newest.number >= files.length) {
    throw new MigrationError(
      `The database is newer than this version of Plumbline: it has migration ${newest.name}, ` +
        `this version knows ${files.length} (the last is ${files.at(-1)?.name ?? 'none'}). Install the newer version again.`,
    );
  }
  const problems = applied.flatMap((row, index) => problemOf(row, index, files[row.number]));
  if (problems.length > 0) throw new MigrationError(problems.join('\n'));
  return { applied, pending: files.slice(applied.length) };
}

function problemOf(row: AppliedMigration, index: number, file: MigrationFile | undefined): string[] {
  if (row.number !== index)
    return [`The database has migration ${row.name} but not all before it: number ${index} was never applied.`];
  if (file === undefined) return [];
  if (file.name !== row.name)
    return [`Migration ${row.number} was applied as ${row.name}, but the file is called ${file.name}.`];
  if (file.sha256 !== row.sha256)
    return [
      `Migration ${row.name} was changed after it was applied. Restore the file and add a new migration instead.`,
    ];
  return [];
}
