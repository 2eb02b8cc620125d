import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { EventFeed } from '../flow/event-feed.ts';
import { createReceiveContext } from '../flow/receive-context.ts';
import { createRefusalRecorder } from '../flow/record-refusals.ts';
import { createProducerCounter } from '../flow/lineage/count-producers.ts';
import { createEventLane } from '../flow/lineage/event-lane.ts';
import { project } from '../flow/lineage/projector.ts';
import { defaultEventPrivacy } from '../openlineage/index.ts';
import { profileProblems } from './profile-validator.ts';
import { withoutValues } from './without-values.ts';
import { createKey } from '../flow/manage-access.ts';
import type { Role } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { connect } from '../database/connect.ts';
import { newestMigration } from '../database/migrate.ts';
import { createTestDatabase } from '../database/testing.ts';
import { createMetrics, type Metrics } from '../metrics/metrics.ts';
import { createBoundedReader } from '../store/bounded-reader.ts';
import { readObserved } from '../store/observed.ts';
import type { Profile } from '../../checks/index.ts';
import { buildApp, type AppSettings } from './app.ts';
import type { App } from './mount.ts';
import type { VerdictAnswer } from './shapes/verdict.ts';
import { expectDescribed } from './testing/expect-described.ts';
import { createTestLearner, type TestLearning } from './testing/learner.ts';
import { openAdmission, quietLog } from './testing/surroundings.ts';

export { orders, ordersSuite } from './testing/orders.ts';

export interface TestApp {
  app: App;
  /** Of its database. */
  url: string;
  receive: ReceiveContext;
  feed: EventFeed;
  metrics: Metrics;
  /** A key of this role; made once per role and namespaces. */
  key(role: Role, namespaces?: string[]): Promise<string>;
  /** Sends JSON with a key of the role and answers status and parsed body. */
  send(role: Role, method: string, path: string, body?: unknown): Promise<{ status: number; body: never }>;
  post(profile: Profile): Promise<VerdictAnswer>;
  applySuite(yaml: string): Promise<void>;
  /** Works the posted OpenLineage events in; `send` does so by itself after each post of them. */
  project(): Promise<void>;
  /** Moves the clock. */
  at(instant: string): void;
  drop(): Promise<void>;
}

export const testStart = '2026-11-23T08:00:00Z';

type TestSettings = Partial<Omit<AppSettings, 'log'>> & {
  log?: Partial<AppSettings['log']>;
  /** Are learned monitors on? Off unless a test asks. */
  learning?: boolean | TestLearning;
};

/**
 * The whole app on a database of its own, or `beside` another one as a second process would be, without a port; the clock
 * stands still until it is moved.
 */
export async function createTestApp(
  { log, learning = false, ...more }: TestSettings = {},
  beside: Pick<TestApp, 'url'> | null = null,
): Promise<TestApp> {
  const database = beside ? openDatabase(beside.url) : await createTestDatabase();
  let now = new Date(testStart);
  const clock = () => now;
  const pool = database.sql;
  const publicUrl = 'http://localhost:8080';
  const routeDefaults = { groupWaitSeconds: 30, groupIntervalSeconds: 300, repeatIntervalSeconds: 14_400 };
  const access = { pool, clock, session: { idleHours: 12, absoluteDays: 7 } };
  const feed = new EventFeed({ pool, access, clock, log: { warn: () => {} } });
  const onChange = () => feed.wake();
  const refusals = createRefusalRecorder({ pool, clock, log: { warn: () => {} }, onRecorded: onChange });
  const reader = createBoundedReader(pool);
  const metrics = createMetrics({
    version: '0.0.0',
    poolSize: 10,
    integrations: ['email', 'webhook'],
    observe: () => reader.ask('metrics', 5_000, readObserved),
    process: false,
  });
  const learner =
    learning === false ? null : createTestLearner({ pool, metrics, clock }, learning === true ? {} : learning);
  const receive = createReceiveContext({
    learner,
    pool,
    clock,
    publicUrl,
    routeDefaults,
    onNotification: () => {},
    onChange,
    observe: metrics.receive,
  });
  const { counted } = metrics.lineage;
  const producers = createProducerCounter({ pool, clock, log: { warn: () => {} }, everyMs: 0, counted });
  const app = buildApp({
    receive,
    posting: receive,
    access,
    feed,
    refusals,
    log: quietLog(log),
    logging: { requests: 'off', slowMs: 60_000, healthChecks: false },
    metrics,
    metricsAccess: { access: 'anyone' },
    readiness: {
      reader,
      newestMigration: await newestMigration(),
      holdsData: () => true,
      isStopping: () => false,
    },
    version: '0.0.0',
    publicUrl,
    trustedProxies: [],
    maxBodyBytes: 32 * 2 ** 20,
    admission: openAdmission(),
    lineage: { lineage: createEventLane({ pool, onStored: () => {} }), privacy: defaultEventPrivacy, producers },
    refusedUrl: () => null,
    channels: new Map(),
    webRoot: null,
    ...more,
  });
  expectDescribed(app);
  const projectAll = async () => {
    await project({ receive, log: { warn: () => {} }, problemsOf: profileProblems, withoutValues });
    await producers.flush();
  };
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
    if (method === 'POST' && path.startsWith('/api/v1/lineage')) await projectAll();
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as never };
  };
  return {
    app,
    url: database.url,
    receive,
    feed,
    metrics,
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
    project: projectAll,
    at: (instant) => {
      now = new Date(instant);
    },
    drop: async () => {
      await learner?.close();
      await feed.close();
      await refusals.close();
      await database.drop();
    },
  };
}

/** The app on a free port of loopback, for tests of what speaks HTTP to it. */
export async function serveTestApp({ app }: TestApp): Promise<{ url: string; close(): Promise<void> }> {
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const openDatabase = (url: string) => {
  const sql = connect({ url });
  return { url, sql, drop: () => sql.end({ timeout: 5 }) };
};

async function newKey({ pool }: ReceiveContext, role: Role, namespaces: string[]): Promise<string> {
  const request = { name: role, role, namespaces, expiresAt: null };
  return (await createKey(pool, { name: 'test', via: 'system' }, request)).key;
}
