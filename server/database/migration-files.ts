import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../operator-error.ts';

/** One file of the migrations folder, read and understood but not compared with any database. */
export type MigrationFile = {
  number: number;
  name: string;
  /** Hex SHA-256 of the text with LF line ends, so that a checkout with CRLF counts as the same file. */
  sha256: string;
  text: string;
  /** False when the first line is `-- plumbline:no-transaction`: each statement then commits by itself. */
  transactional: boolean;
};

/** Migrations that cannot be run as they are: the message says which and what to do. */
export class MigrationError extends OperatorError {
  override name = 'MigrationError';
}

const fileName = /^(\d{4})_([a-z0-9_]+)\.sql$/;
const breakpoint = /^--> statement-breakpoint\s*$/m;

/**
 * The migrations of `directory` in order. Refuses names that are no `NNNN_name.sql`, numbers used twice and gaps;
 * numbers start at 0000. Folders, drizzle-kit's meta among them, are left alone.
 */
export async function readMigrationFiles(directory: string): Promise<MigrationFile[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.sql')).map((entry) => entry.name);
  const files = await Promise.all(names.sort().map((name) => readMigrationFile(directory, name)));
  files.forEach((file, index) => {
    const previous = files[index - 1];
    if (previous?.number === file.number)
      throw new MigrationError(`Two migrations have the number ${file.number}: ${previous.name} and ${file.name}.`);
    if (file.number !== index)
      throw new MigrationError(`Migration ${String(index).padStart(4, '0')} is missing: the next is ${file.name}.`);
  });
  return files;
}

async function readMigrationFile(directory: string, name: string): Promise<MigrationFile> {
  const match = fileName.exec(name);
  if (!match) throw new MigrationError(`${name} is no name of a migration: it must look like 0007_add_owner.sql.`);
  const text = (await readFile(join(directory, name), 'utf8')).replaceAll('\r\n', '\n');
  return {
    number: Number(match[1]),
    name: name.slice(0, -'.sql'.length),
    sha256: createHash('sha256').update(text).digest('hex'),
    text,
    transactional: !/^--\s*plumbline:no-transaction\s*\n/.test(text),
  };
}

/** The statements between drizzle-kit's breakpoints, empty ones left out. */
export function statementsOf(file: MigrationFile): string[] {
  return file.text.split(breakpoint).filter((statement) => statement.replaceAll(/^--.*$/gm, '').trim() !== '');
}
