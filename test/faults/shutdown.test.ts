import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../server/config/package-root.ts';
import { createEmptyDatabase } from '../../server/database/testing.ts';
import { seeded } from './kill-cycles.ts';
import { buildServer, freePort, spawnPlumbline, type PlumblineProcess } from './plumbline-process.ts';
import { call, createScene } from './scene.ts';
import { stopAgainAndAgain } from './stop-cycles.ts';

beforeAll(buildServer, 120_000);

const servers: PlumblineProcess[] = [];
afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.end('SIGKILL')))));

const profile = (name: string) =>
  JSON.stringify({ idempotencyKey: name, dataset: { namespace: 'faults', name }, rowCount: 150 });

/** The answer's status, or how the connection ended. */
const statusOf = async (url: string) => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(10_000) })).status;
  } catch {
    return 'no connection';
  }
};

describe('a server that is asked to stop', () => {
  it('5 times under load loses nothing, leaves nothing begun unanswered, repeats nothing and ends with 0', async () => {
    const summary = await stopAgainAndAgain({ cycles: 5, clients: 8, random: seeded(3) });
    expect(summary).toMatchObject({
      cycles: 5,
      lost: 0,
      unanswered: 0,
      badEnds: 0,
      postgresLeft: 0,
      duplicates: 0,
      missing: 0,
      repeats: 0,
      overtaken: 0,
      undelivered: 0,
      learnedWrongly: 0,
      alarmsDoubled: 0,
      unjudged: 0,
      surprises: [],
    });
    expect(summary.acknowledged).toBeGreaterThan(50);
  }, 300_000);

  it('is unready at once, and still takes and answers posts for the grace it was given', async () => {
    const { scene, first } = await createScene({ settings: { PLUMBLINE_SHUTDOWN__GRACE_SECONDS: '4' } });
    servers.push(first);
    expect(await statusOf(`${scene.url}/readyz`)).toBe(200);
    const ended = first.end('SIGTERM');
    for (const deadline = Date.now() + 3_000; Date.now() < deadline; await delay(10)) {
      if ((await statusOf(`${scene.url}/readyz`)) === 503) break;
    }
    expect(await statusOf(`${scene.url}/readyz`)).toBe(503);
    expect(await statusOf(`${scene.url}/livez`)).toBe(200);
    const path = '/api/v1/profiles';
    expect(await call(scene, { method: 'POST', path, role: 'ingest', body: profile('late') })).toMatchObject({
      status: 201,
    });
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(await statusOf(`${scene.url}/livez`)).toBe('no connection');
    await scene.close();
  }, 60_000);

  it('ends at once when it is asked a second time', async () => {
    const database = await createEmptyDatabase();
    const server = spawnPlumbline(await freePort(), {
      DATABASE_URL: database.url,
      PLUMBLINE_SHUTDOWN__GRACE_SECONDS: '250',
    });
    servers.push(server);
    await server.ready;
    process.kill(server.pid, 'SIGTERM');
    for (const deadline = Date.now() + 10_000; Date.now() < deadline; await delay(10)) {
      if ((await statusOf(`${server.url}/readyz`)) === 503) break;
    }
    process.kill(server.pid, 'SIGTERM');
    expect(await server.exited).toEqual({ code: 143, signal: null });
    await database.drop();
  }, 60_000);
});

describe('a promise that nobody caught', () => {
  it('is logged as one line of JSON and ends the server with 1', async () => {
    const database = await createEmptyDatabase();
    const entry = JSON.stringify(pathToFileURL(join(packageRoot(), 'dist', 'cli', 'main.js')).href);
    const script = `
      process.stdin.once('data', () => void Promise.reject(new Error('planted here')));
      const { main } = await import(${entry});
      process.exitCode = await main(['serve']);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: '/',
      env: {
        PATH: process.env['PATH'] ?? '',
        PLUMBLINE_PORT: String(await freePort()),
        PLUMBLINE_LOG__FORMAT: 'json',
        DATABASE_URL: database.url,
      },
    });
    let said = '';
    child.stderr.on('data', (part: Buffer) => (said += part.toString()));
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.stdout.on('data', (part: Buffer) => part.includes('Plumbline is ready on') && child.stdin.write('now'));
    expect(await exited).toBe(1);
    const line = said.split('\n').find((text) => text.includes('planted here')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ 'log.level': 'error', error: { message: 'planted here' } });
    await database.drop();
  }, 60_000);
});
