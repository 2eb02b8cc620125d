import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { residentMib } from '../../bench/ingest/child.ts';
import { countDuplicates, countLost } from './audit-ledger.ts';
import type { Entry } from './ledger.ts';
import { buildServer, type PlumblineProcess } from './plumbline-process.ts';
import { call, createScene, type Answer, type Scene } from './scene.ts';

let scene: Scene;
let server: PlumblineProcess;

beforeAll(async () => {
  await buildServer();
  const settings = {
    PLUMBLINE_LIMITS__IN_FLIGHT_REQUESTS: '12',
    PLUMBLINE_LIMITS__IN_FLIGHT_MIB: '4',
    PLUMBLINE_LIMITS__KEY_SHARE: '0.5',
    PLUMBLINE_MAX_BODY_MIB: '8',
  };
  ({ scene, first: server } = await createScene({ settings }));
}, 120_000);
afterAll(async () => {
  await server.end('SIGTERM');
  await scene.close();
}, 60_000);

const post = (body: object, key = scene.keys.ingest) =>
  call(
    { url: scene.url, keys: { ...scene.keys, ingest: key } },
    { method: 'POST', path, role: 'ingest', body: JSON.stringify(body) },
  );
const path = '/api/v1/profiles';
const profile = (client: number, step: number, rowCount = 150) => ({
  idempotencyKey: `${client}/${step}`,
  dataset: { namespace: 'faults', name: `client-${client}` },
  capturedAt: new Date(Date.UTC(2026, 0, 1) + step * 60_000).toISOString(),
  rowCount,
});

async function newKey(name: string): Promise<string> {
  const body = JSON.stringify({ name, role: 'ingest', namespaces: ['*'] });
  const answer = await call(scene, { method: 'POST', path: '/api/v1/keys', role: 'admin', body });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer));
  return (answer.body as { key: string }).key;
}

interface Crowd {
  clients: number;
  keys: readonly string[];
  seconds: number;
}

/** Many clients that post as fast as they are answered, and are far less patient than they are told to be; answers every answer and what was acknowledged. */
async function crowd(
  { clients, keys, seconds }: Crowd,
  from: number,
): Promise<{ answers: Answer[]; entries: Entry[] }> {
  const answers: Answer[] = [];
  const entries: Entry[] = [];
  const until = Date.now() + seconds * 1000;
  const client = async (n: number) => {
    for (let step = 0; Date.now() < until; step += 1) {
      const body = profile(from + n, step);
      const answer = await post(body, keys[n % keys.length]);
      answers.push(answer);
      if (answer.status !== 201) await delay(20);
      const profileId = answer.status === 201 ? (answer.body as { profileId: string }).profileId : null;
      entries.push({ key: body.idempotencyKey, body: JSON.stringify(body), profileId, incidents: [] });
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, n) => client(n)));
  return { answers, entries };
}

const countOf = (answers: readonly Answer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

describe('a server with many times the clients it has places for', () => {
  it('takes what it can, refuses the rest with 429 and 503 and when to come again, and people act all along', async () => {
    const opened = (await post(profile(9999, 0, 1))).body as { incidents: { id: string }[] };
    const incident = `/api/v1/incidents/${opened.incidents[0]?.id}`;
    const keys = await Promise.all(['a', 'b', 'c', 'd'].map(newKey));
    let over = false;
    const people: number[] = [];
    const asPeople = async () => {
      while (!over) {
        const act = (method: string, at: string, body?: string) =>
          call(scene, { method, path: at, role: 'admin', ...(body ? { body } : {}) });
        people.push((await act('POST', `${incident}/acknowledge`, '{}')).status);
        people.push((await act('POST', `${incident}/comments`, '{"text":"I am at it"}')).status);
        people.push((await act('GET', '/api/v1/datasets')).status);
        people.push((await fetch(`${scene.url}/livez`)).status, (await fetch(`${scene.url}/readyz`)).status);
        await delay(50);
      }
    };
    const acting = asPeople();
    const before = residentMib(server.pid);
    const { answers, entries } = await crowd({ clients: 80, keys, seconds: 6 }, 0);
    over = true;
    await acting;
    for (const { status } of answers) expect([201, 429, 503]).toContain(status);
    expect(countOf(answers, 503)).toBeGreaterThan(20);
    for (const { status, retryAfter } of answers) if (status !== 201) expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(countOf(answers, 201)).toBeGreaterThan(20);
    expect(people.length).toBeGreaterThanOrEqual(5);
    for (const status of people) expect([200, 201]).toContain(status);
    expect(await countLost(scene, entries)).toBe(0);
    expect(await countDuplicates(scene)).toBe(0);
    expect(residentMib(server.pid) - before).toBeLessThan(300);
  }, 120_000);

  it('gives one key that posts from everywhere no more than its share, and another one room', async () => {
    const [greedy, modest] = await Promise.all([newKey('greedy'), newKey('modest')]);
    const flood = crowd({ clients: 60, keys: [greedy], seconds: 4 }, 1000);
    const calm = await crowd({ clients: 2, keys: [modest], seconds: 3 }, 2000);
    const { answers } = await flood;
    expect(countOf(answers, 429)).toBeGreaterThan(0);
    expect(countOf(answers, 503)).toBe(0);
    expect(new Set(calm.answers.map(({ status }) => status))).toEqual(new Set([201]));
  }, 60_000);

  it('holds no more bytes of bodies than it may, says so, and takes the same body when there is room again', async () => {
    const large = { ...profile(3000, 0), properties: { note: 'a'.repeat(3 * 2 ** 20) } };
    const send = (n: number) => post({ ...large, idempotencyKey: `large ${n}` });
    const before = residentMib(server.pid);
    const answers = await Promise.all(Array.from({ length: 24 }, (_, n) => send(n)));
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toContain(503);
    const refusedFor = answers
      .filter(({ status }) => status === 503)
      .map(({ body }) => (body as { type: string }).type);
    expect(new Set(refusedFor)).toEqual(new Set(['/problems#overloaded']));
    expect(residentMib(server.pid) - before).toBeLessThan(300);
    expect([201, 422]).toContain((await send(99)).status);
  }, 60_000);
});

describe('a server whose disk is nearly full', () => {
  it('takes in nothing, and people read and act', async () => {
    const { scene: full, first } = await createScene({ settings: { PLUMBLINE_LIMITS__FREE_DISK_MIB: '1048576' } });
    try {
      const body = JSON.stringify(profile(1, 1));
      // The disk is looked at when the server starts, and then once a second.
      let answer: Answer;
      const deadline = Date.now() + 20_000;
      do answer = await call(full, { method: 'POST', path, role: 'ingest', body });
      while (answer.status !== 503 && Date.now() < deadline);
      expect(answer).toMatchObject({ status: 503, retryAfter: '30', body: { type: '/problems#overloaded' } });
      expect((answer.body as { detail: string }).detail).toContain('disk');
      expect((await call(full, { method: 'GET', path: '/api/v1/datasets', role: 'admin' })).status).toBe(200);
      expect((await fetch(`${full.url}/readyz`)).status).toBe(200);
    } finally {
      await first.end('SIGTERM');
      await full.close();
    }
  }, 60_000);
});
