import { usageFailure } from '../failure.ts';

/** The columns of one file; `type` where a file declares it. */
export interface FileFields {
  path: string;
  fields: { name: string; type?: string }[];
}

/** How many files of a dataset lack a column. */
export interface MissingField {
  name: string;
  files: number;
  of: number;
}

/** Files of one dataset have the same columns in the same order: a sentence with the first difference otherwise. */
export function refuseOtherFields(schemas: readonly FileFields[]): void {
  const [first] = schemas;
  for (const other of schemas) {
    const length = Math.max(first?.fields.length ?? 0, other.fields.length);
    for (let index = 0; index < length; index += 1) {
      const [wanted, found] = [first?.fields[index], other.fields[index]];
      if (wanted?.name === found?.name && wanted?.type === found?.type) continue;
      throw usageFailure(
        `${other.path} is not of the same columns as ${first?.path}: column ${index + 1} is ${shown(found)}, not ${shown(wanted)}`,
        'Join columns by name with --union-by-name (what a file lacks is null there), or profile the files apart with --partitions.',
      );
    }
  }
}

function shown(field: FileFields['fields'][number] | undefined): string {
  if (field === undefined) return 'missing';
  return `${JSON.stringify(field.name)}${field.type === undefined ? '' : ` (${field.type})`}`;
}

/** Which columns are not in every file. */
export function missingFields(schemas: readonly FileFields[]): MissingField[] {
  const has = new Map<string, number>();
  for (const { fields } of schemas) {
    for (const name of new Set(fields.map((field) => field.name))) has.set(name, (has.get(name) ?? 0) + 1);
  }
  const of = schemas.length;
  return [...has].flatMap(([name, files]) => (files < of ? [{ name, files: of - files, of }] : []));
}
