import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildServer, type PlumblineProcess } from '../faults/plumbline-process.ts';
import { createScene, type Scene } from '../faults/scene.ts';

beforeAll(buildServer, 240_000);

const stopped: number[] = [];
let server: PlumblineProcess | undefined;
let scene: Scene | undefined;
const thaw = () => {
  for (const pid of stopped.splice(0).reverse()) process.kill(pid, 'SIGCONT');
};
afterEach(async () => {
  thaw();
  await server?.end('SIGTERM');
  await scene?.close();
}, 60_000);

const parentOf = (pid: string) => {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
  } catch {
    return Number.NaN;
  }
};

/** Stops a postmaster and everything it has begun, so that it holds its connections and says nothing. */
function freeze(postmaster: number): void {
  process.kill(postmaster, 'SIGSTOP');
  stopped.push(postmaster);
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === postmaster)) {
    process.kill(Number(pid), 'SIGSTOP');
    stopped.push(Number(pid));
  }
}

const ask = async (path: string) => {
  const answer = await fetch(`${scene?.url}${path}`, { signal: AbortSignal.timeout(8_000) });
  return { status: answer.status, text: await answer.text() };
};

describe.skipIf(process.platform !== 'linux')('a Postgres that is frozen', () => {
  it('leaves /livez, /readyz and /metrics answering, each with the truth, and is noticed when it is back', async () => {
    const made = await createScene();
    scene = made.scene;
    server = made.first;
    expect((await ask('/readyz')).status).toBe(200);
    const postmaster = scene.postmaster()?.pid ?? 0;
    freeze(postmaster);
    expect(stopped.length).toBeGreaterThan(1);
    for (let round = 0; round < 3; round++) {
      const [live, ready, metrics] = await Promise.all(['/livez', '/readyz', '/metrics'].map(ask));
      expect(live?.status).toBe(200);
      expect(ready?.status).toBe(503);
      expect(ready?.text).toContain('The database does not answer within 1 s.');
      expect(metrics?.status).toBe(200);
      expect(metrics?.text).toMatch(/^plumbline_database_up 0$/m);
      expect(metrics?.text).not.toContain('plumbline_outbox_pending{');
      expect(metrics?.text).toContain('nodejs_eventloop_lag_seconds');
    }
    thaw();
    const deadline = Date.now() + 30_000;
    while ((await ask('/readyz')).status !== 200) {
      if (Date.now() > deadline) throw new Error('it was not ready again in 30 s');
      await delay(100);
    }
    expect((await ask('/metrics')).text).toMatch(/^plumbline_database_up 1$/m);
  }, 120_000);
});
