import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openWorkspace } from '../../../cli/profile/workspace.ts';
import { sqlText } from '../../../cli/profile/sql.ts';
import { cacheFolder, hashOf, writeWhole } from './cache.ts';

/** A set that is known by its folder below the root of recurring data, and how it becomes folders with manifests. */
export interface KnownSet {
  names: readonly string[];
  folder: string;
  prepare(folder: string): Promise<Record<string, string>>;
}

export const knownSets: readonly KnownSet[] = [
  { names: ['flights'], folder: 'flights_2001h1', prepare: prepareFlights },
  { names: ['taxi2018', 'taxi2019'], folder: 'nyc_yellow_taxi_samples', prepare: prepareTaxi },
  { names: ['csse'], folder: 'csse_daily_reports', prepare: prepareCsse },
  { names: ['yosemite'], folder: 'prophet_examples', prepare: prepareProphet },
];

const dayMs = 86_400_000;

interface Slice {
  day: string;
  file: string;
}

function preparedFolder(name: string, source: string): string {
  const { size, mtimeMs } = statSync(source);
  return join(cacheFolder(), 'sets', `${name}-2-${hashOf(source, String(size), String(mtimeMs))}`);
}

function writeManifest(
  folder: string,
  { name, warmup, slices, more = {} }: { name: string; warmup: number; slices: Slice[]; more?: object },
): string {
  const partitions = slices.map(({ day, file }) => {
    const start = `${day}T00:00:00Z`;
    return { start, end: new Date(Date.parse(start) + dayMs).toISOString(), file };
  });
  writeWhole(
    join(folder, 'manifest.json'),
    JSON.stringify({ name, cadence: 'daily', warmup, partitions, ...more }, null, 1),
  );
  return folder;
}

/** 3 million flights in one Parquet file → one Parquet file for each of the 181 days, rows in their order. */
async function prepareFlights(source: string): Promise<Record<string, string>> {
  const path = join(source, 'flights-3m.parquet');
  const folder = preparedFolder('flights', path);
  if (existsSync(join(folder, 'manifest.json'))) return { flights: folder };
  const workspace = await openWorkspace({ memory: '1GB', threads: 1 });
  try {
    await workspace.run(`CREATE TABLE flights AS SELECT * FROM read_parquet(${sqlText(path)})`);
    const days = await workspace.rows(
      `SELECT CAST(CAST(date AS DATE) AS VARCHAR) AS day FROM flights WHERE date < '2001-07-01' GROUP BY 1 ORDER BY 1`,
    );
    const slices = days.map(({ day }) => ({ day: String(day), file: `${String(day)}.parquet` }));
    writeWhole(join(folder, 'README'), 'Prepared by npm run bench -- detection.\n');
    for (const { day, file } of slices) {
      await workspace.run(
        `COPY (SELECT * FROM flights WHERE CAST(date AS DATE) = '${day}' ORDER BY rowid) TO ${sqlText(join(folder, file))} (FORMAT parquet)`,
      );
    }
    return { flights: writeManifest(folder, { name: 'flights', warmup: 30, slices, more: { country: 'US' } }) };
  } finally {
    workspace.close();
  }
}

/** Monthly samples of taxi trips → one CSV file for each day of pick-up; trips whose meter says another month are left out. */
async function prepareTaxi(source: string): Promise<Record<string, string>> {
  const prepared: Record<string, string> = {};
  for (const year of ['2018', '2019']) {
    const folder = preparedFolder(`taxi${year}`, source);
    prepared[`taxi${year}`] = folder;
    if (existsSync(join(folder, 'manifest.json'))) continue;
    const slices: Slice[] = [];
    for (const name of readdirSync(source)
      .filter((file) => file.includes(`sample_${year}-`))
      .sort()) {
      const month = /\d{4}-\d{2}/.exec(name)?.[0] ?? '';
      const text = gunzipSync(readFileSync(join(source, name))).toString();
      slices.push(...writeDays(folder, text, { month, dateAt: 1 }));
    }
    writeManifest(folder, { name: `taxi${year}`, warmup: 30, slices, more: { country: 'US' } });
  }
  return prepared;
}

/** Writes a CSV text without quoted cells as one file a day; `dateAt` is the place of the column that begins with the day. */
function writeDays(folder: string, text: string, { month, dateAt }: { month: string; dateAt: number }): Slice[] {
  const [header = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const byDay = new Map<string, string[]>();
  for (const line of lines) {
    const day = (line.split(',')[dateAt] ?? '').slice(0, 10);
    byDay.set(day, [...(byDay.get(day) ?? []), line]);
  }
  const days = [...byDay.keys()].filter((day) => day.startsWith(month)).sort();
  return days.map((day) => {
    writeWhole(join(folder, `${day}.csv`), `${[header, ...(byDay.get(day) ?? [])].join('\n')}\n`);
    return { day, file: `${day}.csv` };
  });
}

interface Incidents {
  incidents: { date: string; cls: 'error' | 'evolution'; kind: string }[];
}

/** The reports as they were first published, where they lie; what went wrong is said by incidents.json beside them. */
async function prepareCsse(source: string): Promise<Record<string, string>> {
  const labelled = join(source, 'incidents.json');
  const folder = preparedFolder('csse', labelled);
  const first = join(source, 'first');
  const slices = readdirSync(first)
    .sort()
    .map((name) => ({ day: name.slice(0, 10), file: join(first, name) }));
  const { incidents } = JSON.parse(readFileSync(labelled, 'utf8')) as Incidents;
  const labels = incidents.map(({ date, cls, kind }) => ({ start: date, class: cls, kind }));
  // What anybody would declare of cumulative counts by place; the columns are there from 2020-03-24 on.
  const declared = { uniqueKey: ['Combined_Key'], neverFalls: ['Confirmed', 'Deaths'], by: ['Combined_Key'] };
  return { csse: writeManifest(folder, { name: 'csse', warmup: 30, slices, more: { labels, ...declared } }) };
}

/** Temperatures each five minutes → one CSV file for each of the 65 whole days. */
async function prepareProphet(source: string): Promise<Record<string, string>> {
  const path = join(source, 'example_yosemite_temps.csv');
  const folder = preparedFolder('yosemite', path);
  if (existsSync(join(folder, 'manifest.json'))) return { yosemite: folder };
  const slices = writeDays(folder, readFileSync(path, 'utf8'), { month: '', dateAt: 0 });
  return { yosemite: writeManifest(folder, { name: 'yosemite', warmup: 21, slices: slices.slice(0, 65) }) };
}
