import { createServer, type AddressInfo } from 'node:net';
import { expect } from 'vitest';
import type { PrivacyRule } from '../../../checks/index.ts';
import { loadConfig } from '../../../server/config/load.ts';
import { createTestDatabase, type TestDatabase } from '../../../server/database/testing.ts';
import { createKey } from '../../../server/flow/manage-access.ts';
import type { Role } from '../../../server/flow/principal.ts';
import { createLogger } from '../../../server/log.ts';
import { start } from '../../../server/main.ts';
import { exchange, type Exchange, type Exchanged } from './exchange.ts';

export type Sent = Omit<Exchange, 'port'>;

/** A real server on loopback with a database of its own, and keys to reach it with. */
export interface HostileServer {
  port: number;
  database: TestDatabase;
  keys: Record<'ingest' | 'admin', string>;
  send(request: Sent): Promise<Exchanged>;
  /** Sends one body to a route with the ingest key. */
  post(path: string, body: string | Buffer, headers?: Record<string, string>): Promise<Exchanged>;
  get(path: string): Promise<Exchanged>;
  put(path: string, body: unknown): Promise<Exchanged>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const keyOf = async (database: TestDatabase, role: Role) =>
  (
    await createKey(
      database.sql,
      { name: 'system:test', via: 'cli' },
      { name: role, role, namespaces: ['*'], expiresAt: null },
    )
  ).key;

/** Starts the server as `plumbline serve` does; bodies may hold `maxBodyMib`. */
export async function startHostileServer(maxBodyMib = 32): Promise<HostileServer> {
  const database = await createTestDatabase();
  const port = await freePort();
  const env = {
    PLUMBLINE_PORT: String(port),
    PLUMBLINE_MAX_BODY_MIB: String(maxBodyMib),
    DATABASE_URL: database.url,
  };
  const { config } = loadConfig({ env, cwd: '/' });
  const running = await start(config, createLogger({ level: 'error', format: 'json' }));
  const keys = { ingest: await keyOf(database, 'ingest'), admin: await keyOf(database, 'admin') };
  const send = (request: Sent) => exchange({ ...request, port });
  const as = (role: 'ingest' | 'admin') => ({
    authorization: `Bearer ${keys[role]}`,
    'content-type': 'application/json',
  });
  return {
    port,
    database,
    keys,
    send,
    post: (path, body, headers = {}) => send({ method: 'POST', path, body, headers: { ...as('ingest'), ...headers } }),
    get: (path) => send({ method: 'GET', path, headers: as('admin') }),
    put: (path, body) => send({ method: 'PUT', path, body: JSON.stringify(body), headers: as('admin') }),
    async stop() {
      await running.stop();
      await database.drop();
    },
  };
}

/** Holds of every answer: never our fault, and a refusal says in problem+json what and where. */
export function expectCivil(answer: Exchanged, what = ''): void {
  expect(answer.status, `${what} ${answer.text.slice(0, 300)}`).toBeLessThan(500);
  expect(answer.status, what).toBeGreaterThanOrEqual(200);
  if (answer.status < 400) return;
  expect(answer.headers['content-type'], what).toBe('application/problem+json');
  const problem = answer.json as { type: string; title: string; status: number; detail: string; errors?: object[] };
  expect(problem, what).toMatchObject({
    type: expect.stringMatching(/^\/problems#[a-z-]+$/) as string,
    title: expect.any(String) as string,
    status: answer.status,
    detail: expect.any(String) as string,
  });
  for (const error of problem.errors ?? []) {
    expect(error, what).toEqual({ pointer: expect.any(String) as string, message: expect.any(String) as string });
  }
}

/** The server still answers somebody else. */
export async function expectAlive(server: HostileServer): Promise<void> {
  expect((await server.send({ method: 'GET', path: '/livez' })).status).toBe(200);
}

/** Posts a profile and expects it stored as it was sent: what was answered 201 comes back bit-equal. */
export async function expectKept(server: HostileServer, text: string): Promise<void> {
  const posted = await server.post('/api/v1/profiles', text);
  expect(posted.status, posted.text.slice(0, 500)).toBe(201);
  const { profileId } = posted.json as { profileId: string };
  const read = await server.get(`/api/v1/profiles/${profileId}`);
  expect(read.status).toBe(200);
  // As texts: a field named `constructor` is nothing that deep equality can look past.
  expect(JSON.stringify((read.json as { profile: unknown }).profile)).toBe(JSON.stringify(JSON.parse(text)));
}

/** Nothing is ever suppressed for privacy on this server, so that what comes back can be compared with what was sent. */
export const everythingKept: PrivacyRule[] = [{ datasetPattern: '*', columnPattern: '*', level: 'full' }];

/** Puts that rule in force. */
export async function keepEverything(server: HostileServer): Promise<void> {
  expect((await server.put('/api/v1/privacy', { rules: everythingKept })).status).toBe(200);
}
