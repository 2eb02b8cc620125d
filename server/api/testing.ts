import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createReceiveContext } from '../flow/receive-context.ts';
import { createKey } from '../flow/manage-access.ts';
import type { Role } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { createTestDatabase } from '../database/testing.ts';
import type { Profile } from '../../checks/index.ts';
import { createAdmission } from './admission/admission.ts';
import { buildApp, type AppSettings } from './app.ts';
import type { App } from './mount.ts';
import type { VerdictAnswer } from './shapes/verdict.ts';

export interface TestApp {
  app: App;
  receive: ReceiveContext;
  /** A key of this role; made once per role and namespaces. */
  key(role: Role, namespaces?: string[]): Promise<string>;
  /** Sends JSON with a key of the role and answers status and parsed body. */
  send(role: Role, method: string, path: string, body?: unknown): Promise<{ status: number; body: never }>;
  post(profile: Profile): Promise<VerdictAnswer>;
  applySuite(yaml: string): Promise<void>;
  /** Moves the clock. */
  at(instant: string): void;
  drop(): Promise<void>;
}

export const testStart = '2026-11-23T08:00:00Z';

/** The whole app on a database of its own, without a port; the clock stands still until it is moved. */
export async function createTestApp(more: Partial<AppSettings> = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  let now = new Date(testStart);
  const clock = () => now;
  const pool = database.sql;
  const publicUrl = 'http://localhost:8080';
  const routeDefaults = { groupWaitSeconds: 30, groupIntervalSeconds: 300, repeatIntervalSeconds: 14_400 };
  const receive = createReceiveContext({ pool, clock, publicUrl, routeDefaults, onNotification: () => {} });
  const app = buildApp({
    receive,
    posting: receive,
    access: { pool, clock, session: { idleHours: 12, absoluteDays: 7 } },
    log: { warn: () => {}, error: (fields) => process.stderr.write(`${JSON.stringify(fields, errorText)}\n`) },
    publicUrl,
    trustedProxies: [],
    maxBodyBytes: 32 * 2 ** 20,
    admission: openAdmission(),
    isStopping: () => false,
    refusedUrl: () => null,
    channels: new Map(),
    webRoot: null,
    ...more,
  });
  const keys = new Map<string, Promise<string>>();
  const key = (role: Role, namespaces = ['*']) => {
    const id = `${role} ${namespaces.join()}`;
    const made = keys.get(id) ?? newKey(receive, role, namespaces);
    keys.set(id, made);
    return made;
  };
  const send: TestApp['send'] = async (role, method, path, body) => {
    const headers = { authorization: `Bearer ${await key(role)}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await app.request(path, init);
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as never };
  };
  return {
    app,
    receive,
    key,
    send,
    async post(profile) {
      const { status, body } = await send('ingest', 'POST', '/api/v1/profiles', profile);
      if (status !== 201) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
      return body;
    },
    async applySuite(yaml) {
      const name = /^suite: *(\S+)/m.exec(yaml)?.[1] ?? '';
      const { status, body } = await send('editor', 'PUT', `/api/v1/suites/${name}`, { yaml });
      if (status !== 200) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
    },
    at: (instant) => {
      now = new Date(instant);
    },
    drop: () => database.drop(),
  };
}

/** Lets in whatever a test posts. */
const openAdmission = () => {
  const perKey = { requests: plenty, profiles: plenty, inFlight: 10_000 };
  const limits = { inFlightRequests: 10_000, inFlightBytes: 2 ** 30, perKey };
  return createAdmission(limits, { trouble: () => null, clock: () => performance.now() });
};
const plenty = { perSecond: 1e6, most: 1e6 };

/** The app on a free port of loopback, for tests of what speaks HTTP to it. */
export async function serveTestApp({ app }: TestApp): Promise<{ url: string; close(): Promise<void> }> {
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const errorText = (_: string, value: unknown) => (value instanceof Error ? value.stack : value);

async function newKey({ pool }: ReceiveContext, role: Role, namespaces: string[]): Promise<string> {
  const request = { name: role, role, namespaces, expiresAt: null };
  return (await createKey(pool, { name: 'test', via: 'system' }, request)).key;
}

/** A profile of shop.orders that the suite below accepts. */
export const orders = (more: Partial<Profile> = {}): Profile => ({
  dataset: { namespace: 'shop', name: 'public.orders' },
  rowCount: 10_000,
  columnMetrics: {
    amount: { type: 'number', count: more.rowCount ?? 10_000, nullCount: 0, min: 1, max: 99, mean: 42 },
  },
  ...more,
});

export const ordersSuite = `suite: orders
dataset: { namespace: shop, name: public.orders }
owner: team-payments
labels: { tier: gold }
expect:
  - row_count: { between: [1000, 50000] }
  - column: amount
    mean: { between: [10, 90] }
`;
