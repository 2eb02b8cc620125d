import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Failure, usageFailure } from '../failure.ts';
import type { InputFile } from './input-file.ts';
import { uniqueNames, withoutRows } from './source.ts';
import type { Source, SourceReading } from './source.ts';
import { sqlName, sqlText } from './sql.ts';

/** Loads JSON (an array of objects, or objects one after another) and JSON lines: each top-level field is a column of JSON values. */
export async function loadJson({ workspace, files, options }: SourceReading): Promise<Source> {
  const filled = files.filter((file) => !isWithoutRows(file));
  if (filled.length === 0) return withoutRows();
  const paths = filled.map(({ plainPath }) => sqlText(plainPath)).join(', ');
  const format =
    options.format === 'jsonl' || filled.every((file) => file.format === 'jsonl') ? 'newline_delimited' : 'auto';
  const ignore = options.ignoreErrors && format === 'newline_delimited' ? ', ignore_errors = true' : '';
  const relation = `read_json([${paths}], format = '${format}', records = true, maximum_depth = 1, sample_size = -1, union_by_name = true,
    maximum_object_size = ${64 * 1024 * 1024}${ignore})`;
  try {
    await workspace.run(`CREATE TABLE found AS SELECT * FROM ${relation}`);
  } catch (error) {
    throw await jsonFailure(filled, error);
  }
  const found = (await workspace.rows('SELECT column_name FROM (DESCRIBE found)')).map((row) =>
    String(row['column_name']),
  );
  const fields = found.map((name, index) => `CAST(${sqlName(name)} AS JSON) AS c${index}`).join(', ');
  await workspace.run(`CREATE VIEW source AS SELECT ${fields}, rowid AS n FROM found`);
  const { count } = await workspace.row('SELECT count(*) AS count FROM found');
  const columns = uniqueNames(found).map((name, index) => ({ name, id: `c${index}`, origin: 'json' as const }));
  return { columns, position: { file: '0', row: 'n' }, rowCount: Number(count), rejectedRows: null, missingFields: [] };
}

/** Nothing, white space, or an empty array: no rows, and nothing that DuckDB could name columns from. */
function isWithoutRows({ plainPath, plainBytes }: InputFile): boolean {
  return plainBytes <= 1024 && /^\ufeff?\s*(\[\s*\])?\s*$/.test(readFileSync(plainPath, 'utf8'));
}

async function jsonFailure(files: InputFile[], error: unknown): Promise<Error> {
  if (error instanceof Failure) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (!/^(Invalid Input|Conversion|Binder|IO) Error/.test(text))
    return error instanceof Error ? error : new Error(text);
  const file = files.find(({ plainPath }) => text.includes(plainPath)) ?? files[0];
  const line = file?.format === 'jsonl' ? await firstBadLine(file.plainPath) : null;
  const reason = /(?:in line|in record\/value) \d+: ([^.\n]+)/.exec(text)?.[1];
  return usageFailure(
    `${file?.path ?? ''}${line === null ? '' : `:${line}`} is not JSON that can be read as rows${reason ? ` (${reason})` : ''}`,
    'Rows are objects: in one array, one after another, or one on each line.',
  );
}

/** The first line, counted from 1, that is no JSON object; DuckDB's own count is not of lines. */
async function firstBadLine(path: string): Promise<number | null> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() !== '' && !isObject(line)) return number;
  }
  return null;
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
