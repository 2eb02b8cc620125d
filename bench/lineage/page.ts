import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { openAdmin } from '../../server/admin.ts';
import { packageRoot } from '../../server/config/package-root.ts';
import { connect } from '../../server/database/connect.ts';
import { startManagedPostgres } from '../../server/database/managed.ts';
import { migrate } from '../../server/database/migrate.ts';
import { createLogger } from '../../server/log.ts';
import type { Bench } from '../bench.ts';
import { freePort, startChild } from '../ingest/child.ts';
import { median } from '../ingest/load.ts';
import { makeEstate } from './estate.ts';
import { measureFocus, measureMap, signIn, type Visit } from './page-figures.ts';
import { storeEstate } from './store-estate.ts';

const jobs = 4_400;
const visits = 5;

/** The lineage page in a real Chromium, on an estate of a little over 5,000 datasets. */
export const lineagePage: Bench = {
  name: 'lineage-page',
  about: 'first paint, frames a second and focus view of the lineage page with 5,000 nodes in Chromium',
  async run({ say }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
    chmodSync(dataDir, 0o711);
    const postgres = await startManagedPostgres({ dataDir, log: createLogger({ level: 'error', format: 'text' }) });
    try {
      await migrate({ url: postgres.url });
      const sql = connect({ url: postgres.url, poolSize: 1 });
      const estate = makeEstate(jobs);
      await storeEstate(sql, estate, { columns: true, now: new Date() });
      await sql.end();
      say(`${estate.datasets.length} datasets, ${estate.edges.length} edges`);
      return { conditions: { jobs, visits }, figures: await measure(postgres.url, say) };
    } finally {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function measure(databaseUrl: string, say: (text: string) => void): Promise<Record<string, number>> {
  const env = { DATABASE_URL: databaseUrl, PLUMBLINE_LOG__LEVEL: 'error' };
  const port = await freePort();
  const main = join(packageRoot(), 'dist', 'cli', 'main.js');
  const program = `import(${JSON.stringify(main)}).then((m) => m.main(['serve', '--port', '${port}']))`;
  const server = await startChild(['-e', program], { port, env });
  let browser: Browser | null = null;
  try {
    Object.assign(process.env, env);
    const admin = await openAdmin();
    const { key } = await admin.createKey({ name: 'bench', role: 'admin', namespaces: ['*'], expiresAt: null });
    await admin.close();
    const isRoot = process.getuid?.() === 0;
    const { findChromium } = (await import(join(packageRoot(), 'test', 'chromium.js'))) as {
      findChromium: () => Promise<string>;
    };
    browser = await chromium.launch({ executablePath: await findChromium(), args: isRoot ? ['--no-sandbox'] : [] });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const visit: Visit = { page, url: server.url.replace('127.0.0.1', 'localhost'), key, say };
    await signIn(visit);
    return await figuresOf(visit, page);
  } finally {
    await browser?.close();
    await server.stop();
  }
}

async function figuresOf(visit: Visit, page: Page): Promise<Record<string, number>> {
  const maps: Awaited<ReturnType<typeof measureMap>>[] = [];
  for (let n = 0; n < visits; n++) maps.push(await measureMap(visit));
  const focuses: Awaited<ReturnType<typeof measureFocus>>[] = [];
  for (let n = 0; n < visits; n++) focuses.push(await measureFocus(visit, n));
  const of = (name: keyof (typeof maps)[number]) => median(maps.map((one) => one[name]));
  visit.say(`maps ${JSON.stringify(maps)}, focus ${JSON.stringify(focuses)}`);
  await page.close();
  return {
    mapNodes: of('nodes'),
    mapFirstPaintMs: of('paintMs'),
    mapPageLoadMs: of('loadMs'),
    mapPanWholeFps: of('wholeFps'),
    mapPanMiddleFps: of('middleFps'),
    mapPanNearFps: of('nearFps'),
    mapAnswerKb: of('answerKb'),
    focusCards: median(focuses.map(({ cards }) => cards)),
    focusViewMs: median(focuses.map(({ ms }) => ms)),
  };
}
