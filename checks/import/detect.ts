import { isDbt, readDbt } from './dbt/read-dbt.ts';
import { isDeequ, readDeequ } from './deequ/read-deequ.ts';
import type { Field } from './field.ts';
import { isGx, readGx } from './gx/read-gx.ts';
import { isOdcs, readOdcs } from './odcs/read-odcs.ts';
import { isSoda, readSoda } from './soda/read-soda.ts';
import { IMPORT_FORMATS, type ImportFormat, type ImportProblem, type ImportRequest, type Reading } from './types.ts';

interface Format {
  /** What somebody would call such a file. */
  words: string;
  is(root: Field): boolean;
  read(root: Field, given: ImportRequest['dataset']): Reading | ImportProblem;
}

/** Every format with how it is recognised and read. */
export const FORMATS: Readonly<Record<ImportFormat, Format>> = {
  odcs: { words: 'an Open Data Contract (ODCS)', is: isOdcs, read: readOdcs },
  gx: { words: 'a Great Expectations suite', is: isGx, read: readGx },
  dbt: { words: 'the manifest.json of dbt', is: isDbt, read: readDbt },
  soda: { words: 'checks or a contract of Soda', is: isSoda, read: readSoda },
  deequ: { words: 'constraints of Deequ or rules in DQDL', is: isDeequ, read: readDeequ },
};

/** The format of a file by its content; null when it is none. */
export function detectFormat(root: Field): ImportFormat | null {
  return IMPORT_FORMATS.find((format) => FORMATS[format].is(root)) ?? null;
}

/** All formats, in words. */
export function formatWords(): string {
  return IMPORT_FORMATS.map((format) => FORMATS[format].words).join(', ');
}
