import { Failure, usageFailure } from '../failure.ts';
import type { Source, SourceReading } from './source.ts';
import { uniqueNames } from './source.ts';
import { sqlName, sqlText } from './sql.ts';

/** Parquet files as they lie: columns are read one at a time from the files, nothing is copied. */
export async function openParquet({ workspace, files }: SourceReading): Promise<Source> {
  const relation = `read_parquet([${files.map(({ plainPath }) => sqlText(plainPath)).join(', ')}])`;
  try {
    const found = await workspace.rows(`DESCRIBE SELECT * FROM ${relation}`);
    const names = found.map((row) => String(row['column_name']));
    const fields = names.map((name, index) => `${sqlName(name)} AS c${index}`).join(', ');
    await workspace.run(`CREATE VIEW source AS SELECT ${fields} FROM ${relation}`);
    const { count } = await workspace.row('SELECT count(*) AS count FROM source');
    const unique = uniqueNames(names);
    const columns = found.map((row, index) => ({
      name: unique[index] ?? '',
      id: `c${index}`,
      origin: 'typed' as const,
      type: String(row['column_type']),
    }));
    return { columns, rowCount: Number(count), rejectedRows: null };
  } catch (error) {
    if (error instanceof Failure) throw error;
    const place = files.map(({ path }) => path).join(', ');
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    const plain = reason.replace(/^[A-Za-z ]+ Error: /, '').replaceAll(workspace.folder, '');
    throw usageFailure(`${place} cannot be read as Parquet: ${plain}`, 'Is it whole, and really Parquet?');
  }
}
