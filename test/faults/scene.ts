import { rmSync } from 'node:fs';
import { connect, type Sql } from '../../server/database/connect.ts';
import { runningManagedUrl } from '../../server/database/managed.ts';
import { pgDataOf } from '../../server/database/postgres-cluster.ts';
import { livePostmaster, stopPostmaster, type Postmaster } from '../../server/database/postmaster.ts';
import { temporaryDirectory } from '../../server/database/testing.ts';
import { createKey } from '../../server/flow/manage-access.ts';
import type { Role } from '../../server/flow/principal.ts';
import { freePort, spawnPlumbline, type PlumblineProcess } from './plumbline-process.ts';
import { startReceivers, type Receivers } from './receivers.ts';

/** A server that may die and come back, what it talks to, and a way to look into its database. */
export interface Scene {
  url: string;
  receivers: Receivers;
  keys: { ingest: string; admin: string };
  /** Starts the server again on the same data, and port unless told otherwise; answers before it is ready. */
  launch(onPort?: number): PlumblineProcess;
  postmaster(): Postmaster | undefined;
  /** Asks the database itself, on a connection of its own. */
  ask<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface SceneOptions {
  /** Your own Postgres; without it each scene has a managed one. */
  databaseUrl?: string;
  settings?: Record<string, string>;
}

const suite = `suite: faults
dataset: faults/*
owner: nobody
expect:
  - row_count: { between: [100, 200] }
`;

/** A first start, keys, a suite that fails outside 100 to 200 rows, and a route to a webhook and a mailbox. */
export async function createScene(options: SceneOptions = {}): Promise<{ scene: Scene; first: PlumblineProcess }> {
  const dataDir = temporaryDirectory('plumbline-faults-');
  const receivers = await startReceivers();
  const port = await freePort();
  const settings = { ...settingsOf(receivers, { ...options, dataDir }), ...options.settings };
  const launch = (onPort = port) => spawnPlumbline(onPort, settings);
  const ask = async <T>(work: (sql: Sql) => Promise<T>) => {
    const url = options.databaseUrl ?? (await runningManagedUrl(dataDir));
    if (url === undefined) throw new Error('the managed Postgres does not answer');
    const sql = connect({ url, poolSize: 1 });
    return work(sql).finally(() => sql.end({ timeout: 5 }));
  };
  const postmaster = () => livePostmaster(pgDataOf(dataDir));
  const close = async () => {
    await receivers.close();
    const server = options.databaseUrl === undefined ? postmaster() : undefined;
    if (server) await stopPostmaster(server);
    rmSync(dataDir, { recursive: true, force: true });
  };
  const first = launch();
  await first.ready;
  const keys = await ask(async (sql) => ({ ingest: await keyOf(sql, 'ingest'), admin: await keyOf(sql, 'admin') }));
  const scene = { url: `http://127.0.0.1:${port}`, receivers, keys, launch, postmaster, ask, close };
  await put(scene, '/api/v1/suites/faults', suite);
  await put(scene, '/api/v1/routing', routingTo(receivers.webhookUrl));
  return { scene, first };
}

function settingsOf(receivers: Receivers, at: { dataDir: string; databaseUrl?: string }): Record<string, string> {
  return {
    ...(at.databaseUrl === undefined ? { PLUMBLINE_DATA_DIR: at.dataDir } : { DATABASE_URL: at.databaseUrl }),
    PLUMBLINE_SMTP__HOST: '127.0.0.1',
    PLUMBLINE_SMTP__PORT: String(receivers.smtpPort),
    PLUMBLINE_SMTP__FROM: 'plumbline@example.org',
    PLUMBLINE_WEBHOOKS__ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8',
    // The receivers here answer at once, so that a lease of a dead process may end soon.
    PLUMBLINE_NOTIFICATIONS__LEASE_SECONDS: '2',
    PLUMBLINE_LOG__LEVEL: 'warn',
  };
}

const routingTo = (url: string) => `route: { receiver: all, group_wait: 0s, group_interval: 1s }
receivers:
  - name: all
    webhook: [{ url: "${url}" }]
    email: [{ to: duty@example.org }]
`;

const keyOf = async (sql: Sql, role: Role) =>
  (await createKey(sql, { name: 'system:test', via: 'cli' }, { name: role, role, namespaces: ['*'], expiresAt: null }))
    .key;

export interface Answer {
  status: number;
  retryAfter: string | null;
  body: unknown;
}

/** One request with a key; throws when the connection breaks or nothing comes within twenty seconds. */
export async function call(
  scene: Pick<Scene, 'url' | 'keys'>,
  request: { method: string; path: string; role: keyof Scene['keys']; body?: string },
): Promise<Answer> {
  const { method, path, role, body } = request;
  const response = await fetch(`${scene.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${scene.keys[role]}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(20_000),
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
}

export async function put(scene: Pick<Scene, 'url' | 'keys'>, path: string, yaml: string): Promise<void> {
  const answer = await call(scene, { method: 'PUT', path, role: 'admin', body: JSON.stringify({ yaml }) });
  if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer)}`);
}
