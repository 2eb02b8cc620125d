import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beta, gamma, randomFrom } from '../random.ts';
import type { Random } from '../random.ts';
import type { Cell } from '../inject/table.ts';
import { cacheFolder, hashOf, writeWhole } from './cache.ts';
import { csvText } from './table-file.ts';

/** Days of a table of 50 to 500 rows that are drawn from the same distributions every day: no drift at all. */

const smallBatchesSeed = 'plumbline-small-batches-2026';
const days = 120;
/** The number of rows goes by the day of the week, as that of a real small table does. */
const rowsOf = [420, 500, 460, 350, 300, 90, 50];

const draws: Record<string, (random: Random) => Cell> = {
  amount: (random) => Math.exp(3 + random.normal()).toFixed(2),
  temperature: (random) => (15 + 8 * random.normal()).toFixed(1),
  waiting: (random) => (600 * gamma(random, 0.7)).toFixed(0),
  rating: (random) => String(1 + Math.floor(5 * random.unit() ** 0.5)),
  discount: (random) => (random.unit() < 0.3 ? null : beta(random, 1, 8).toFixed(3)),
  country: (random) => `C${Math.floor(40 * random.unit() ** 3)}`,
  channel: (random) => random.pick(['web', 'web', 'web', 'shop', 'shop', 'phone']),
  customer: (random) => `id-${random.below(1e9).toString(36)}`,
};

/** Prepares the folder once; answers its path. */
export function smallBatches(): string {
  const folder = join(cacheFolder(), 'sets', `smallBatches-${hashOf(smallBatchesSeed, String(days), csvOf(0))}`);
  if (existsSync(join(folder, 'manifest.json'))) return folder;
  const partitions = Array.from({ length: days }, (_, day) => {
    const start = new Date(Date.UTC(2026, 0, 1 + day));
    const file = `${start.toISOString().slice(0, 10)}.csv`;
    writeWhole(join(folder, file), csvOf(day));
    return { start: start.toISOString(), end: new Date(Date.UTC(2026, 0, 2 + day)).toISOString(), file };
  });
  const manifest = { name: 'smallBatches', cadence: 'daily', warmup: 10, inject: false, partitions };
  writeWhole(join(folder, 'manifest.json'), JSON.stringify(manifest, null, 1));
  return folder;
}

function csvOf(day: number): string {
  const rows = rowsOf[day % rowsOf.length]!;
  const columns = Object.entries(draws).map(([name, draw]) => {
    const random = randomFrom(`${smallBatchesSeed}/${day}/${name}`);
    return Array.from({ length: rows }, () => draw(random));
  });
  return csvText({ names: Object.keys(draws), columns });
}
