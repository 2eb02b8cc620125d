import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEmptyDatabase } from '../../server/database/testing.ts';
import { compareTold, countDuplicates, countLost, countUnreadable, drainOutbox } from './audit-ledger.ts';
import { acknowledged, newLedger, postAll, settle } from './ledger.ts';
import { freeze } from './freeze.ts';
import { buildServer, freePort, spawnPlumbline, type PlumblineProcess } from './plumbline-process.ts';
import { call, createScene, type Scene, type SceneOptions } from './scene.ts';

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

describe('a Postgres that is frozen for ten seconds under load', () => {
  it('leaves /livez answering, makes /readyz and everything else say 503, and nothing is done twice afterwards', async () => {
    const { scene, first } = await opened();
    const ledger = newLedger();
    let over = false;
    const posting = postAll({ scene, ledger, isOver: () => over }, 8);
    await until(() => acknowledged(ledger).length >= 50);
    const thaw = freeze(scene.postmaster()?.pid ?? 0);
    const began = Date.now();
    const looks: { live: number; ready: number; ms: number }[] = [];
    let reading: Promise<[number, number, number]>;
    try {
      const reads = ['/api/v1/datasets', '/api/v1/incidents', '/api/v1/suites'];
      const read = async (path: string) => (await call(scene, { method: 'GET', path, role: 'admin' })).status;
      reading = Promise.all(reads.map(read)) as typeof reading;
      while (Date.now() - began < 10_000) {
        const [live, ready] = [await statusOf(`${scene.url}/livez`), await statusOf(`${scene.url}/readyz`)];
        looks.push({ live, ready, ms: Date.now() - began });
        await delay(100);
      }
    } finally {
      thaw();
    }
    expect(looks.length).toBeGreaterThan(5);
    expect(new Set(looks.map(({ live }) => live))).toEqual(new Set([200]));
    // Each is asked while nothing can answer, and says so in a second.
    expect(new Set(looks.map(({ ready }) => ready))).toEqual(new Set([503]));
    for (const status of await reading) expect([200, 503]).toContain(status);
    await until(async () => (await statusOf(`${scene.url}/readyz`)) === 200);
    const enough = acknowledged(ledger).length + 50;
    await until(() => acknowledged(ledger).length >= enough);
    over = true;
    await posting;
    await settle({ scene, ledger }, 30_000);
    expect(ledger.surprises).toEqual([]);
    expect(ledger.refusals.broken).toBe(0);
    expect(ledger.refusals.unavailable).toBeGreaterThan(0);
    expect(await countLost(scene, ledger.entries)).toBe(0);
    expect(await countDuplicates(scene)).toBe(0);
    expect(await drainOutbox(scene, 30_000)).toBe(0);
    expect(await compareTold(scene, ledger)).toMatchObject({ missing: 0, overtaken: 0 });
    expect(await Promise.race([first.exited, 'still running'])).toBe('still running');
  }, 120_000);

  it('gives 503 to reads that wait when it is frozen longer than they may', async () => {
    const { scene } = await opened();
    const thaw = freeze(scene.postmaster()?.pid ?? 0);
    try {
      const answer = await call(scene, { method: 'GET', path: '/api/v1/datasets', role: 'admin' });
      expect(answer).toMatchObject({ status: 503, body: { type: '/problems#temporarily-unavailable' } });
      expect(Number(answer.retryAfter)).toBeGreaterThan(0);
    } finally {
      thaw();
    }
    await until(async () => (await statusOf(`${scene.url}/readyz`)) === 200);
    expect((await call(scene, { method: 'GET', path: '/api/v1/datasets', role: 'admin' })).status).toBe(200);
  }, 120_000);
});

describe('connections that are terminated again and again under load', () => {
  it('for ten seconds cost nobody what was acknowledged, and the pool is as large as before', async () => {
    const { scene, first } = await opened({ settings: { PLUMBLINE_DATABASE_POOL_SIZE: '5' } });
    const ledger = newLedger();
    let over = false;
    const posting = postAll({ scene, ledger, isOver: () => over }, 8);
    await until(() => acknowledged(ledger).length >= 20);
    const terminated = await scene.ask(async (sql) => {
      let count = 0;
      for (const end = Date.now() + 10_000; Date.now() < end; await delay(200)) {
        const rows = await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'plumbline' and pid <> pg_backend_pid()`;
        count += rows.length;
      }
      return count;
    });
    const enough = acknowledged(ledger).length + 20;
    await until(() => acknowledged(ledger).length >= enough);
    over = true;
    await posting;
    await settle({ scene, ledger }, 30_000);
    expect(terminated).toBeGreaterThan(20);
    expect(ledger.surprises).toEqual([]);
    expect(ledger.refusals.broken).toBe(0);
    expect(await countLost(scene, ledger.entries)).toBe(0);
    expect(await countDuplicates(scene)).toBe(0);
    expect(await drainOutbox(scene, 30_000)).toBe(0);
    expect(await compareTold(scene, ledger)).toMatchObject({ missing: 0, overtaken: 0 });
    expect(await Promise.race([first.exited, 'still running'])).toBe('still running');
    const connections = () =>
      scene.ask(
        (sql) => sql<{ n: number }[]>`
          select count(*)::int as n from pg_stat_activity
          where application_name = 'plumbline' and pid <> pg_backend_pid()`,
      );
    await until(async () => ((await connections())[0]?.n ?? Infinity) <= 5);
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
