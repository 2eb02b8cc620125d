import { Failure, usageFailure } from '../failure.ts';
import { uniqueNames } from './source.ts';
import type { Source, SourceReading } from './source.ts';
import { sqlName, sqlText } from './sql.ts';

/** Loads JSON (an array of objects, or objects one after another) and JSON lines: each top-level field is a column of JSON values. */
export async function loadJson({ workspace, files, options }: SourceReading): Promise<Source> {
  const filled = files.filter(({ plainBytes }) => plainBytes > 0);
  if (filled.length === 0) return { columns: [], rowCount: 0, rejectedRows: null };
  const paths = filled.map(({ plainPath }) => sqlText(plainPath)).join(', ');
  const format =
    options.format === 'jsonl' || filled.every((file) => file.format === 'jsonl') ? 'newline_delimited' : 'auto';
  const ignore = options.ignoreErrors && format === 'newline_delimited' ? ', ignore_errors = true' : '';
  const relation = `read_json([${paths}], format = '${format}', records = true, maximum_depth = 1, sample_size = -1, union_by_name = true,
    maximum_object_size = ${64 * 1024 * 1024}${ignore})`;
  try {
    await workspace.run(`CREATE TABLE found AS SELECT * FROM ${relation}`);
  } catch (error) {
    throw jsonFailure(
      filled.map(({ path }) => path),
      error,
    );
  }
  const found = (await workspace.rows('SELECT column_name FROM (DESCRIBE found)')).map((row) =>
    String(row['column_name']),
  );
  const fields = found.map((name, index) => `CAST(${sqlName(name)} AS JSON) AS c${index}`).join(', ');
  await workspace.run(`CREATE VIEW source AS SELECT ${fields} FROM found`);
  const { count } = await workspace.row('SELECT count(*) AS count FROM found');
  const columns = uniqueNames(found).map((name, index) => ({ name, id: `c${index}`, origin: 'json' as const }));
  return { columns, rowCount: Number(count), rejectedRows: null };
}

function jsonFailure(paths: string[], error: unknown): Error {
  if (error instanceof Failure) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (!/^(Invalid Input|Conversion|Binder|IO) Error/.test(text))
    return error instanceof Error ? error : new Error(text);
  const line = /(?:in line|in record\/value|at byte) (\d+)/.exec(text);
  const reason = /(Malformed JSON[^.]*|unexpected[^.]*|invalid[^.]*)\.?/i.exec(text)?.[1]?.replace(/^.*?: /, '');
  const place = paths.length === 1 ? (paths[0] ?? '') : `one of ${paths.join(', ')}`;
  return usageFailure(
    `${place}${line ? ` (${line[0]})` : ''} is not JSON that we can read as rows${reason ? `: ${reason.trim()}` : ''}`,
    'Rows are objects: in one array, one after another, or one on each line.',
  );
}
