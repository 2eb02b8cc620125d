import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { sqlText } from '../../../cli/profile/sql.ts';
import { openWorkspace } from '../../../cli/profile/workspace.ts';
import { reading } from '../data/profile-file.ts';
import { csvText } from '../data/table-file.ts';
import type { Cell } from '../inject/table.ts';
import { randomFrom } from '../random.ts';

/** Folders as somebody who does not know the bench might bring them: small daily orders in files of several sorts. */

const days = 18;
const warmup = 14;

const names = ['id', 'amount', 'country', 'at'];
type Rows = Cell[][];

const startOf = (day: number): string => new Date(Date.UTC(2026, 2, 1 + day)).toISOString();

/** Columns of one day; a broken one has no amounts in half of its rows. */
function rowsOf(day: number, broken = false): Rows {
  const random = randomFrom(`orders/${day}`);
  const count = 150;
  const of = (make: (row: number) => Cell): Cell[] => Array.from({ length: count }, (_, row) => make(row));
  return [
    of((row) => String(150 * day + row)),
    of((row) => (broken && row % 2 === 0 ? null : (20 + 5 * random.normal()).toFixed(2))),
    of(() => random.pick(['DE', 'DE', 'FR', 'NO'])),
    of((row) => `${startOf(day).slice(0, 11)}${String(row % 24).padStart(2, '0')}:00:00`),
  ];
}

/** Writes one file below the folder in the format that its name says; answers the name. */
async function writeOrders(folder: string, name: string, columns: Rows): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const csv = csvText({ names, columns });
  const text = name.includes('.tsv') ? csv.replaceAll(',', '\t') : csv;
  if (name.endsWith('.parquet')) await writeParquet(path, csv);
  else if (name.endsWith('.gz')) writeFileSync(path, gzipSync(text));
  else if (name.endsWith('.br')) writeFileSync(path, brotliCompressSync(text));
  else writeFileSync(path, text);
  return name;
}

async function writeParquet(path: string, csv: string): Promise<void> {
  writeFileSync(`${path}.csv`, csv);
  const workspace = await openWorkspace({ ...reading, inMemory: true });
  try {
    await workspace.run(
      `COPY (SELECT * FROM read_csv(${sqlText(`${path}.csv`)})) TO ${sqlText(path)} (FORMAT parquet)`,
    );
  } finally {
    workspace.close();
  }
}

interface Wanted {
  name: string;
  /** Days on which half of the amounts are missing. */
  broken?: readonly number[];
  /** Days whose file is no table at all. */
  garbled?: readonly number[];
  /** How the errors are told; `none`: not at all. */
  told: 'labels' | 'pairs' | 'none';
  extension?: (day: number) => string;
}

/** A folder with a manifest and its files. */
export async function writeStranger(
  folder: string,
  { name, broken = [], garbled = [], told, extension }: Wanted,
): Promise<string> {
  const partitions: object[] = [];
  for (let day = 0; day < days; day++) {
    const ending = extension?.(day) ?? 'csv';
    const file = await writeOrders(folder, `${day}.${ending}`, rowsOf(day, broken.includes(day)));
    if (garbled.includes(day)) writeFileSync(join(folder, file), Buffer.from([0xff, 0xfe, 0, 0xd8, 0]));
    const clean = told === 'pairs' && (await writeOrders(folder, `clean-${day}.${ending}`, rowsOf(day)));
    partitions.push({ start: startOf(day), end: startOf(day + 1), file, ...(clean && { clean }) });
  }
  const labels = broken.map((day) => ({ start: startOf(day), class: 'error', kind: 'amounts missing' }));
  const manifest = { name, cadence: 'daily', warmup, partitions, ...(told === 'labels' && { labels }) };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}
