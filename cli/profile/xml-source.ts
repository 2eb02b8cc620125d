import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { usageFailure } from '../failure.ts';
import type { InputFile } from './input-file.ts';
import type { Source, SourceReading } from './source.ts';
import { tablePosition, uniqueNames, withoutRows } from './source.ts';
import { sqlText } from './sql.ts';
import { readXml } from './xml-reader.ts';
import { XmlRow } from './xml-row.ts';

const mostColumns = 5000;
const lookAheadBytes = 1 << 20;

/**
 * Loads the elements at the path --rows as rows: attributes (`@name`), elements within (`address/city`) and text (`text()`) are columns
 * of text, whose types are inferred as those of CSV cells. An element that is missing, or marked xsi:nil, is null; an empty one is ''.
 */
export async function loadXml({ workspace, files, options, signal }: SourceReading): Promise<Source> {
  const names = new Map<string, number>();
  const target = join(workspace.folder, 'rows.jsonl');
  const output = createWriteStream(target);
  let rowCount = 0;
  let longest = 0;
  try {
    for (const file of files) {
      const path = rowsPath(options.rows) ?? (await refuseWithoutPath(file));
      const copied = await copyRows(file, { path, names, output, ...(signal && { signal }) });
      rowCount += copied.rows;
      longest = Math.max(longest, copied.longest);
    }
  } finally {
    output.end();
    await finished(output).catch(() => undefined);
  }
  if (names.size === 0) return { ...withoutRows(), rowCount };
  const ids = [...names.values()].map((index) => `c${index}`);
  await workspace.run(`CREATE TABLE source AS SELECT * FROM read_json(${sqlText(target)}, format = 'newline_delimited',
    columns = {${ids.map((id) => `${id}: 'VARCHAR'`).join(', ')}}, maximum_object_size = ${Math.max(1 << 20, 2 * longest)})`);
  const columns = uniqueNames([...names.keys()]).map((name, index) => ({
    name,
    id: `c${index}`,
    origin: 'csv' as const,
  }));
  return { columns, position: tablePosition, rowCount, rejectedRows: null, missingFields: [] };
}

function rowsPath(option: string | undefined): string[] | undefined {
  if (option === undefined) return undefined;
  const path = option.split('/').filter((part) => part !== '');
  if (path.length > 0 && path.every((part) => /^[^\s<>[\]@()]+$/.test(part))) return path;
  throw usageFailure(`--rows ${JSON.stringify(option)} is not a path of elements`, 'Write it like /orders/order.');
}

interface Copying {
  path: string[];
  names: Map<string, number>;
  output: WriteStream;
  signal?: AbortSignal;
}

interface Copied {
  rows: number;
  /** Bytes of the longest row as it was written, or a little more. */
  longest: number;
}

async function copyRows(file: InputFile, { path: wanted, names, output, signal }: Copying): Promise<Copied> {
  let row: XmlRow | null = null;
  let rows = 0;
  let parents = 0;
  let longest = 0;
  const write = (done: XmlRow): void => {
    rows += 1;
    const cells = done.cells().map(([name, value]) => [`c${columnOf(names, name, file)}`, value]);
    const line = `${JSON.stringify(Object.fromEntries(cells))}\n`;
    longest = Math.max(longest, Buffer.byteLength(line));
    output.write(line);
  };
  await readXml(file, {
    open(path, tag) {
      if (path.length === wanted.length - 1 && matches(path, wanted.slice(0, -1))) parents += 1;
      if (!row && matches(path, wanted)) row = new XmlRow();
      row?.openTag(tag);
    },
    text(text) {
      row?.text(text);
      if (row?.tooLong) throw usageFailure(`row ${rows + 1} of ${file.path} is longer than 64 MB`, 'Is --rows right?');
    },
    close() {
      if (!row?.closeTag()) return;
      write(row);
      row = null;
    },
    async pause() {
      signal?.throwIfAborted();
      if (output.writableNeedDrain) await once(output, 'drain');
    },
  });
  if (rows === 0 && parents === 0 && wanted.length > 1) await refuseWithoutPath(file, `/${wanted.join('/')}`);
  return { rows, longest };
}

function columnOf(names: Map<string, number>, name: string, file: InputFile): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (names.size >= mostColumns)
    throw usageFailure(`the rows of ${file.path} have more than ${mostColumns} different elements`, 'Is --rows right?');
  names.set(name, names.size);
  return names.size - 1;
}

/** Prefixes of namespaces count only where the wanted path has them. */
function matches(path: readonly string[], wanted: readonly string[]): boolean {
  if (path.length !== wanted.length) return false;
  return wanted.every((part, index) => {
    const found = path[index] ?? '';
    return found === part || (!part.includes(':') && found.slice(found.indexOf(':') + 1) === part);
  });
}

/** Says which path is likely meant: the one that repeats most often near the beginning. */
async function refuseWithoutPath(file: InputFile, wanted?: string): Promise<never> {
  const counts = new Map<string, number>();
  await readXml(
    file,
    {
      open: (path) => {
        const name = `/${path.join('/')}`;
        if (path.length <= 4) counts.set(name, (counts.get(name) ?? 0) + 1);
      },
      close: () => undefined,
      text: () => undefined,
      pause: () => Promise.resolve(),
    },
    lookAheadBytes,
  );
  const [likely] = [...counts]
    .filter(([name]) => name.lastIndexOf('/') > 0)
    .sort((a, b) => depth(a) - depth(b) || b[1] - a[1]);
  throw usageFailure(
    wanted === undefined ? `which elements of ${file.path} are rows?` : `${file.path} has no element at ${wanted}`,
    likely ? `Say --rows ${likely[0]}, which looks likely.` : 'Say --rows /orders/order.',
  );
}

const depth = ([name, count]: [string, number]): number => (count > 1 ? 0 : 100) + name.split('/').length;
