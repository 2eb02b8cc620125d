import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEmptyDatabase } from '../../server/database/testing.ts';
import { compareTold, countDuplicates, countLost, countUnreadable, drainOutbox } from './audit-ledger.ts';
import { acknowledged, newLedger, postAll, settle } from './ledger.ts';
import { buildServer, freePort, spawnPlumbline, type PlumblineProcess } from './plumbline-process.ts';
import { createScene, type Scene, type SceneOptions } from './scene.ts';

beforeAll(buildServer, 120_000);

const servers: PlumblineProcess[] = [];
const scenes: Scene[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.end('SIGTERM')));
  for (const scene of scenes.splice(0)) await scene.close();
}, 60_000);

async function opened(options?: SceneOptions) {
  const { scene, first } = await createScene(options);
  servers.push(first);
  scenes.push(scene);
  return { scene, first };
}

/** Waits until it holds, at most `patienceMs`. */
async function until(holds: () => boolean | Promise<boolean>, patienceMs = 30_000): Promise<void> {
  for (const deadline = Date.now() + patienceMs; !(await holds()); await delay(20)) {
    if (Date.now() > deadline) throw new Error(`did not come about in ${patienceMs} ms: ${String(holds)}`);
  }
}

const statusOf = async (url: string) => (await fetch(url, { signal: AbortSignal.timeout(10_000) })).status;
const nothingWrong = { missing: 0, repeatsWithinOneLife: 0, overtaken: 0 };

describe('a Postgres that is stopped at once under load', () => {
  it('six times is started again each time; clients are told to wait, nothing acknowledged is lost', async () => {
    const { scene, first } = await opened({ settings: { PLUMBLINE_DATABASE_POOL_SIZE: '3' } });
    const ledger = newLedger();
    let over = false;
    const posting = postAll({ scene, ledger, isOver: () => over }, 8);
    for (let stop = 0; stop < 6; stop += 1) {
      const enough = acknowledged(ledger).length + 10;
      await until(() => acknowledged(ledger).length >= enough);
      const before = scene.postmaster();
      if (before) process.kill(before.pid, 'SIGQUIT');
      expect(await statusOf(`${scene.url}/livez`)).toBe(200);
      await until(() => scene.postmaster() !== undefined && scene.postmaster()?.pid !== before?.pid);
      await until(async () => (await statusOf(`${scene.url}/readyz`)) === 200);
    }
    over = true;
    await posting;
    await settle({ scene, ledger }, 30_000);
    expect(ledger.surprises).toEqual([]);
    expect(ledger.refusals.broken).toBe(0);
    expect(ledger.refusals.unavailable).toBeGreaterThan(0);
    expect(await countLost(scene, ledger.entries)).toBe(0);
    expect(await countUnreadable(scene, ledger.entries, 50)).toBe(0);
    expect(await countDuplicates(scene)).toBe(0);
    expect(await drainOutbox(scene, 30_000)).toBe(0);
    // What became of a message may be forgotten with the database, and it is sent again: told twice, never not at all.
    expect(await compareTold(scene, ledger)).toMatchObject({ missing: 0, overtaken: 0 });
    expect(await Promise.race([first.exited, 'still running'])).toBe('still running');
  }, 120_000);
});

describe('servers on one database', () => {
  it('two of them tell everybody once', async () => {
    const database = await createEmptyDatabase();
    const { scene } = await opened({
      databaseUrl: database.url,
      settings: { PLUMBLINE_NOTIFICATIONS__LEASE_SECONDS: '30' },
    });
    const port = await freePort();
    const second = scene.launch(port);
    servers.push(second);
    await second.ready;
    const ledger = newLedger();
    const isOver = () => acknowledged(ledger).length >= 200;
    const other = { ...scene, url: second.url };
    await postAll({ scene, ledger, isOver }, 4);
    await Promise.all([
      postAll({ scene, ledger, isOver: () => acknowledged(ledger).length >= 300 }, 2),
      postAll({ scene: other, ledger, isOver: () => acknowledged(ledger).length >= 300, firstClient: 10 }, 4),
    ]);
    expect(ledger.surprises).toEqual([]);
    expect(ledger.refusals).toEqual({ unavailable: 0, broken: 0 });
    expect(await countLost(other, ledger.entries)).toBe(0);
    expect(await drainOutbox(scene, 30_000)).toBe(0);
    const told = await compareTold(scene, ledger);
    expect(told).toMatchObject({ ...nothingWrong, repeats: 0 });
    expect(told.delivered).toBeGreaterThan(20);
    await Promise.all(servers.splice(0).map((server) => server.end('SIGTERM')));
    await database.drop();
  }, 120_000);

  it('eight that start at once on an empty one all come up', async () => {
    const database = await createEmptyDatabase();
    const all = await Promise.all(
      Array.from({ length: 8 }, async () =>
        spawnPlumbline(await freePort(), { DATABASE_URL: database.url, PLUMBLINE_DATABASE_POOL_SIZE: '4' }),
      ),
    );
    servers.push(...all);
    await Promise.all(all.map((server) => server.ready));
    for (const server of all) expect(await statusOf(`${server.url}/readyz`)).toBe(200);
    const [{ n } = { n: -1 }] = await database.sql<{ n: number }[]>`select count(*)::int as n from instance`;
    expect(n).toBe(1);
    const ends = await Promise.all(servers.splice(0).map((server) => server.end('SIGTERM')));
    expect(ends.map(({ code }) => code)).toEqual(Array(8).fill(0));
    await database.drop();
  }, 120_000);
});
