import type { ColumnProfile, Counter, Profile } from '../../checks/index.ts';
import { closestName } from '../closest-name.ts';
import { usageFailure } from '../failure.ts';
import { readCellsTogether } from './column-values.ts';
import { loadCsv } from './csv-source.ts';
import { fileFormOf } from './file-form.ts';
import type { FilesQuestion } from './files-question.ts';
import { openInputFile } from './input-file.ts';
import type { InputFile } from './input-file.ts';
import { loadJson } from './json-source.ts';
import { keyCountersOf } from './key-counters.ts';
import { measureAsked } from './measure-asked.ts';
import { measureColumn } from './measure-column.ts';
import type { MeasuredColumn } from './measure-column.ts';
import { measureLarge } from './measure-large.ts';
import { openParquet, parquetFailure } from './parquet-source.ts';
import { rowMetrics } from './row-metrics.ts';
import type { Source, SourceColumn, SourceReading } from './source.ts';
import { loadXml } from './xml-source.ts';

const longestType = 2000;

/** What one or more files of a dataset measure, without identity and time. */
export async function profileFiles(question: FilesQuestion): Promise<Omit<Profile, 'dataset'>> {
  const { options, workspace, onStep, signal } = question;
  onStep(0, 1, 'reading');
  const files = await openFiles(question);
  const source = await openSource({ workspace, files, options, ...(signal && { signal }) });
  const measured = await measureSource(question, source, files).catch((error: unknown) => {
    throw files[0]?.format === 'parquet' ? parquetFailure(error, files, workspace) : error;
  });
  const counters = [...countersOf(source), ...(await keyCounters(question, source, files.length))];
  const fileForm = fileFormOf(files, options.encoding);
  const { header } = source;
  return {
    rowCount: source.rowCount,
    bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    fileCount: files.length,
    lastUpdated: new Date(Math.max(...files.map(({ modifiedAt }) => modifiedAt.getTime()))).toISOString(),
    ...measured,
    ...(counters.length > 0 && { counters }),
    ...(fileForm && { fileForm: { ...fileForm, ...(header && { header }) } }),
  };
}

async function measureSource(
  question: FilesQuestion,
  source: Source,
  files: readonly InputFile[],
): Promise<Partial<Profile>> {
  if (source.columns.length === 0) return {};
  const { required } = question.options;
  if (required) return measureAsked({ question, source, files }, required);
  const exact = source.rowCount <= question.options.exactRows;
  const columns = await measureColumns(question, source, exact);
  question.onStep(source.columns.length + 1, source.columns.length + 2, 'repeated rows');
  return { ...(exact && (await rowMetrics(question.workspace, source))), ...columns };
}

function placeOf({ options, workspace, signal }: FilesQuestion, index: number): Parameters<typeof openInputFile>[1] {
  const { format, encoding } = options;
  return { folder: workspace.folder, index, encoding, ...(format && { format }), ...(signal && { signal }) };
}

async function openFiles(question: FilesQuestion): Promise<InputFile[]> {
  const { paths, onStep } = question;
  const files: InputFile[] = [];
  for (const [index, path] of paths.entries()) {
    onStep(index, paths.length * 2, `reading ${path}`);
    files.push(await openInputFile(path, placeOf(question, index)));
  }
  return files;
}

function keyCounters(question: FilesQuestion, source: Source, index: number): Promise<Counter[]> {
  const { options, workspace, signal } = question;
  const openPrevious = async (path: string): Promise<Source> => {
    const file = await openInputFile(path, placeOf(question, index));
    return openSource({ workspace, files: [file], options, ...(signal && { signal }) });
  };
  return keyCountersOf({ workspace, source, options, openPrevious });
}

type Columns = Required<Pick<Profile, 'schema' | 'columnMetrics'>>;

async function measureColumns(question: FilesQuestion, source: Source, exact: boolean): Promise<Columns> {
  const { columns } = source;
  const wanted = wantedColumns(columns, question.options.columns);
  // A column that came as text has no type until it is read: for the schema, that is done for columns nobody asked for, too.
  const read = columns.filter(({ name, type }) => wanted.has(name) || type === undefined);
  const measured = await measureAll(question, { ...source, columns: read }, exact);
  const fields = columns.map(({ name, type: declared }, index) => {
    const type = measured.get(name)?.type ?? declared;
    return { name, ...(type !== undefined && { type: type.slice(0, longestType) }), ordinal: index + 1 };
  });
  const profiles = columns.flatMap(({ name }): [string, ColumnProfile][] => {
    const profile = wanted.has(name) ? measured.get(name)?.profile : undefined;
    return profile ? [[name, profile]] : [];
  });
  return { schema: { fields }, columnMetrics: Object.fromEntries(profiles) };
}

async function measureAll(
  { options: frame, workspace, onStep }: FilesQuestion,
  source: Source,
  exact: boolean,
): Promise<Map<string, MeasuredColumn>> {
  const { maxTop, exactRows } = frame;
  const { columns, rowCount } = source;
  const steps = columns.length + 2;
  let done = 0;
  const step = (next: string): void => onStep((done = Math.min(done + 1, columns.length)), steps, next);
  if (!exact) return measureLarge(workspace, { source, columns, maxTop, exactRows, frame, onStep: step });
  const measured = new Map<string, MeasuredColumn>();
  const read = await readCellsTogether(workspace, source);
  for (const column of columns) {
    step(column.name);
    const cells = read.get(column.name);
    measured.set(
      column.name,
      await measureColumn(workspace, { column, rowCount, maxTop, frame, ...(cells && { cells }) }),
    );
  }
  return measured;
}

async function openSource(reading: SourceReading): Promise<Source> {
  const formats = new Set(reading.files.map(({ format }) => format));
  const readers = new Set([...formats].map((format) => readerOf[format]));
  const [reader] = readers;
  if (!reader || readers.size > 1) {
    throw usageFailure(`files of different formats (${[...formats].join(', ')}) in one dataset`, 'Profile them apart.');
  }
  return reader(reading);
}

const readerOf = {
  csv: loadCsv,
  tsv: loadCsv,
  json: loadJson,
  jsonl: loadJson,
  parquet: openParquet,
  xml: loadXml,
} as const;

function wantedColumns(columns: SourceColumn[], named: string[] | undefined): Set<string> {
  const names = columns.map(({ name }) => name);
  for (const name of named ?? []) {
    if (names.includes(name)) continue;
    const near = closestName(name, names);
    throw usageFailure(
      `there is no column ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`}`,
      `Columns: ${names.join(', ')}`,
    );
  }
  return new Set(named ?? names);
}

/** Malformed lines that were left out, and columns that some files lack. */
function countersOf({ rowCount, rejectedRows, missingFields }: Source): Counter[] {
  return [
    ...(rejectedRows === null
      ? []
      : [{ id: 'malformed-lines', tested: rowCount + rejectedRows, failed: rejectedRows }]),
    ...missingFields.map(({ name, files, of }) => ({
      id: `files-without-${name}`.slice(0, 300),
      tested: of,
      failed: files,
      unit: 'files',
    })),
  ];
}
