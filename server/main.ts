import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { serve as listen } from '@hono/node-server';
import type { Channel, ReceiverChannel } from '../alerts/index.ts';
import { buildApp } from './api/app.ts';
import { createEmailChannel, createWebhookChannel } from './channels/index.ts';
import { loadConfig } from './config/load.ts';
import type { Config } from './config/schema.ts';
import { packageRoot } from './config/package-root.ts';
import { connect } from './database/connect.ts';
import { migrate } from './database/migrate.ts';
import { resolveDatabase } from './database/resolve.ts';
import { startDeliveryWorker } from './flow/deliver-notifications.ts';
import { createReceiveContext } from './flow/receive-context.ts';
import { openSetup } from './flow/setup.ts';
import { createLogger, type Log } from './log.ts';

export interface ServeOptions {
  configFile?: string;
  /** Settings from the command line, over everything else. */
  argv?: readonly string[];
}

/** Starts everything in order, says where it is, and stops in reverse when asked to; answers when it has stopped. */
export async function serve(options: ServeOptions = {}): Promise<void> {
  const stopAsked = stopSignal();
  const { config, warnings } = loadConfig({ env: process.env, cwd: process.cwd(), argv: argumentsOf(options) });
  const log = createLogger(config.log);
  for (const warning of warnings) log.warn(warning);
  const running = await start(config, log);
  await stopAsked;
  log.info('stopping');
  await running.stop();
}

const argumentsOf = ({ configFile, argv = [] }: ServeOptions) => [
  ...(configFile ? ['--config', configFile] : []),
  ...argv,
];

/** A running Plumbline: where it listens, and how to stop it. */
export interface Running {
  url: string;
  stop(): Promise<void>;
}

export async function start(config: Config, log: Log): Promise<Running> {
  const database = await resolveDatabase(config, log);
  const undo: (() => Promise<void> | void)[] = [() => database.stop()];
  const stop = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    await migrate({ url: database.url, log });
    const pool = connect({ url: database.url, poolSize: config.databasePoolSize });
    undo.push(() => pool.end({ timeout: 5 }));
    const channels = createChannels(config);
    undo.push(() => channels.close());
    const clock = () => new Date();
    const worker = startDeliveryWorker({ pool, channels: channels.byKind, clock, log, random: Math.random });
    undo.push(() => worker.stop());
    const receive = createReceiveContext({
      pool,
      clock,
      publicUrl: config.publicUrl,
      onNotification: () => worker.wake(),
    });
    const webRoot = join(packageRoot(), 'web', 'build');
    const app = buildApp({
      receive,
      access: { pool, clock, session: config.session },
      log,
      publicUrl: config.publicUrl,
      trustedProxies: config.trustedProxies,
      maxBodyBytes: config.maxBodyMib * 2 ** 20,
      webRoot: existsSync(webRoot) ? webRoot : null,
    });
    const server = await listenOn(app.fetch, config);
    undo.push(() => closeServer(server));
    announce({ config, dataDir: database.dataDir, setupLink: await openSetup({ pool, clock, config }) });
    return { url: config.publicUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function createChannels(config: Config): { byKind: Map<ReceiverChannel['kind'], Channel>; close(): void } {
  const byKind = new Map<ReceiverChannel['kind'], Channel>();
  byKind.set(
    'webhook',
    createWebhookChannel({ allowedHosts: allowedHosts(config) }) as Channel,
  );
  if (!config.smtp) return { byKind, close: () => {} };
  const email = createEmailChannel({ ...config.smtp, publicUrl: config.publicUrl });
  byKind.set('email', email as Channel);
  return { byKind, close: () => email.close() };
}

const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '::1/128', 'fc00::/7'];

function allowedHosts({ webhooks: { allowPrivateNetworks: allowed } }: Config): string[] {
  return Array.isArray(allowed) ? allowed : allowed ? privateNetworks : [];
}

function listenOn(fetch: Parameters<typeof listen>[0]['fetch'], { host, port }: Config): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = listen({ fetch, hostname: host, port }, () => {
      server.off('error', reject);
      resolve(server);
    }) as Server;
    server.requestTimeout = 60_000;
    server.headersTimeout = 15_000;
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(new Error(`Port ${port} on ${host} is in use. Stop what uses it, or set PLUMBLINE_PORT.`));
    });
  });
}

/** No new connections; those that wait for an answer get it, idle ones are closed. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 20_000).unref();
  });
}

function announce(started: { config: Config; dataDir: string | undefined; setupLink: string | null }): void {
  const { config, dataDir, setupLink } = started;
  const lines = [
    `Plumbline is ready on ${config.publicUrl}`,
    dataDir ? `  data   ${dataDir}` : '  data   in the Postgres of DATABASE_URL',
    ...(setupLink ? [`  first  make the administrator: ${setupLink}`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = () => {
      process.once('SIGINT', () => process.exit(130));
      process.once('SIGTERM', () => process.exit(143));
      resolve();
    };
    process.once('SIGINT', onSignal);
    process.once('SIGTERM', onSignal);
  });
}
