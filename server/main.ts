import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Channel, ReceiverChannel } from '../alerts/index.ts';
import { buildApp } from './api/app.ts';
import { createEmailChannel, createSlackChannel, createWebhookChannel, refusedUrl } from './channels/index.ts';
import { loadConfig } from './config/load.ts';
import type { Config } from './config/schema.ts';
import { packageRoot } from './config/package-root.ts';
import { secretOf } from './config/secret-reference.ts';
import { connect } from './database/connect.ts';
import { migrate } from './database/migrate.ts';
import { resolveDatabase } from './database/resolve.ts';
import { startDeliveryWorker, type DeliveryWorker } from './flow/deliver-notifications.ts';
import { EventFeed } from './flow/event-feed.ts';
import { startHeartbeats } from './flow/heartbeats.ts';
import { createReceiveContext, type ReceiveContext } from './flow/receive-context.ts';
import { createRefusalRecorder } from './flow/record-refusals.ts';
import { openSetup } from './flow/setup.ts';
import { startClock } from './flow/start-clock.ts';
import { listenOn } from './listen.ts';
import { createLogger, type Log } from './log.ts';
import { databaseNow } from './store/clock-jobs.ts';
import type { Pool } from './store/sql.ts';

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

/** Builds everything on top of `given` in order and serves; whatever was started is stopped when a step fails. */
export async function start(given: Config, log: Log): Promise<Running> {
  const listener = await listenOn(given);
  const undo: (() => Promise<void> | void)[] = [];
  let closeFeed = async () => {};
  const stop = async () => {
    // Whoever follows the events would otherwise hold the listener open.
    await Promise.all([listener.close(), closeFeed()]);
    for (const step of undo.reverse()) await step();
  };
  try {
    const config = given.port === 0 ? { ...given, publicUrl: `http://localhost:${listener.port}` } : given;
    const database = await resolveDatabase(config, log);
    undo.push(() => database.stop());
    await migrate({ url: database.url, log });
    const pool = connect({ url: database.url, poolSize: config.databasePoolSize });
    undo.push(() => pool.end({ timeout: 5 }));
    const { app, worker, timers, closeChannels, feed, refusals } = assemble({ config, pool, log });
    undo.push(
      closeChannels,
      () => worker.stop(),
      () => timers.stop(),
      () => refusals.close(),
    );
    closeFeed = () => feed.close();
    listener.serve(app.fetch);
    announce({ config, dataDir: database.dataDir, setupLink: await openSetup({ pool, clock, config }) });
    return { url: config.publicUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const clock = () => new Date();

function assemble({ config, pool, log }: { config: Config; pool: Pool; log: Log }) {
  const channels = createChannels(config);
  const { publicUrl, trustedProxies, notifications: routeDefaults } = config;
  const { access, feed, refusals } = createFeed({ config, pool, log });
  const [onNotification, onChange] = [() => worker.wake(), () => feed.wake()];
  const receive = createReceiveContext({ pool, clock, publicUrl, routeDefaults, onNotification, onChange });
  const worker = startDeliveryWorker({
    pool,
    rules: receive.rules,
    channels: channels.byKind,
    clock,
    log,
    publicUrl,
    random: Math.random,
    leaseSeconds: config.notifications.leaseSeconds,
  });
  const timers = startTimers({ config, pool, log }, { receive, worker });
  const webRoot = join(packageRoot(), 'web', 'build');
  const allowed = allowedHosts(config);
  const app = buildApp({
    receive,
    access,
    feed,
    refusals,
    log,
    publicUrl,
    trustedProxies,
    channels: channels.byKind,
    maxBodyBytes: config.maxBodyMib * 2 ** 20,
    refusedUrl: (url, allowPrivateNetwork) => refusedUrl(url, { allowed, allowPrivateNetwork }),
    webRoot: existsSync(webRoot) ? webRoot : null,
  });
  return { app, worker, timers, feed, refusals, closeChannels: () => channels.close() };
}

/** What people hear of as it happens, and where refused posts are kept for them. */
function createFeed({ config, pool, log }: { config: Config; pool: Pool; log: Log }) {
  const access = { pool, clock, session: config.session };
  const feed = new EventFeed({ pool, access, clock, log });
  const refusals = createRefusalRecorder({ pool, clock, log, onRecorded: () => feed.wake() });
  return { access, feed, refusals };
}

type Parts = { receive: ReceiveContext; worker: DeliveryWorker };

/** The clock, which notices what does not come, and the heartbeats of this process. */
function startTimers({ config, pool, log }: { config: Config; pool: Pool; log: Log }, { receive, worker }: Parts) {
  const { leaseSeconds } = config.clock;
  const lostAfterSeconds = config.runs.lostAfterHours * 3600;
  const watch = startClock({ receive, now: databaseNow, log, leaseSeconds, lostAfterSeconds });
  const workedAt = {
    ingest: () => receive.activity.acceptedAt,
    clock: () => watch.lastTickAt,
    notifier: () => worker.lastLookAt,
  };
  const heart = startHeartbeats({ pool, log, workedAt });
  return { stop: async () => void (await Promise.all([watch.stop(), heart.stop()])) };
}

function createChannels(config: Config): { byKind: Map<ReceiverChannel['kind'], Channel>; close(): Promise<void> } {
  const webhook = createWebhookChannel({ allowedHosts: allowedHosts(config) });
  const email = config.smtp ? createEmailChannel({ ...config.smtp, publicUrl: config.publicUrl }) : null;
  const tokenOf = (reference: string) => secretOf(reference, { env: process.env, cwd: process.cwd() });
  const slack = createSlackChannel({ ...config.slack, tokenOf });
  const byKind = new Map<ReceiverChannel['kind'], Channel>([
    ['webhook', webhook as Channel],
    ['slack', slack as Channel],
  ]);
  if (email) byKind.set('email', email as Channel);
  return {
    byKind,
    close: async () => {
      email?.close();
      await webhook.close();
    },
  };
}

const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '::1/128', 'fc00::/7'];

function allowedHosts({ webhooks: { allowPrivateNetworks: allowed } }: Config): string[] {
  return Array.isArray(allowed) ? allowed : allowed ? privateNetworks : [];
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
