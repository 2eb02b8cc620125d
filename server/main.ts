import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Channel, ReceiverChannel } from '../alerts/index.ts';
import { refuseEarly } from './api/admission/refuse-early.ts';
import { buildApp } from './api/app.ts';
import { createEmailChannel, createSlackChannel, createWebhookChannel, refusedUrl } from './channels/index.ts';
import { loadConfig } from './config/load.ts';
import type { Config } from './config/schema.ts';
import { packageRoot } from './config/package-root.ts';
import { secretOf } from './config/secret-reference.ts';
import { connect } from './database/connect.ts';
import { migrate } from './database/migrate.ts';
import { resolveDatabase } from './database/resolve.ts';
import { startDeliveryWorker } from './flow/deliver-notifications.ts';
import { createReceiveContext } from './flow/receive-context.ts';
import { openSetup } from './flow/setup.ts';
import { createIntake } from './intake.ts';
import { listenOn } from './listen.ts';
import { createLogger, type Log } from './log.ts';
import { startTimers } from './start-timers.ts';
import { endOnBugs, endWhenStuck, stopSignal } from './stop-signals.ts';
import type { Pool } from './store/sql.ts';

export interface ServeOptions {
  configFile?: string;
  /** Settings from the command line, over everything else. */
  argv?: readonly string[];
  /** What is done once everything answers, in place of saying where it is. */
  onReady?: (running: Running) => Promise<void>;
}

/** Starts everything in order, says where it is, and stops in reverse when asked to; answers when it has stopped. */
export async function serve(options: ServeOptions = {}): Promise<void> {
  const stopAsked = stopSignal();
  const { config, warnings } = loadConfig({ env: process.env, cwd: process.cwd(), argv: argumentsOf(options) });
  const log = createLogger(config.log);
  for (const warning of warnings) log.warn(warning);
  endOnBugs(log);
  const running = await start(config, log);
  const begun = await Promise.race([stopAsked, begin(running, options)]);
  const signal = begun ?? (await stopAsked);
  log.info('stopping');
  endWhenStuck(log);
  await running.stop(signal === 'SIGTERM' ? config.shutdown.graceSeconds : 0);
}

/** Says where it is, or does what is asked for instead; when that fails nothing goes on running. */
async function begin(running: Running, { onReady }: ServeOptions): Promise<null> {
  if (!onReady) announce(running);
  await onReady?.(running).catch(async (error: unknown) => {
    await running.stop();
    throw error;
  });
  return null;
}

const argumentsOf = ({ configFile, argv = [] }: ServeOptions) => [
  ...(configFile ? ['--config', configFile] : []),
  ...argv,
];

/** A running Plumbline: where it listens, and how to stop it. */
export interface Running {
  url: string;
  /** Of the managed database; undefined when it is somebody else's. */
  dataDir: string | undefined;
  /** Where the first administrator is made, once; null when there is a user already. */
  setupLink: string | null;
  /** Says at `/readyz` that it stops, answers on for `graceSeconds`, finishes what it has begun and closes everything. */
  stop(graceSeconds?: number): Promise<void>;
}

/** Builds everything on top of `given` in order and serves; whatever was started is stopped when a step fails. */
export async function start(given: Config, log: Log): Promise<Running> {
  const listener = await listenOn(given);
  const undo: (() => Promise<void> | void)[] = [];
  const phase = { stopping: false, begin: () => {} };
  const stop = async (graceSeconds = 0) => {
    phase.stopping = true;
    phase.begin();
    listener.drain();
    await delay(graceSeconds * 1000);
    await listener.close();
    for (const step of undo.reverse()) await step();
  };
  try {
    const config = given.port === 0 ? { ...given, publicUrl: `http://localhost:${listener.port}` } : given;
    const database = await resolveDatabase(config, log);
    undo.push(() => database.stop());
    await migrate({ url: database.url, log });
    const pool = connect({ url: database.url, poolSize: config.databasePoolSize });
    undo.push(() => pool.end({ timeout: 5 }));
    const { dataDir } = database;
    const parts = { config, pool, log, dataDir, isStopping: () => phase.stopping };
    const { app, worker, intake, ...assembled } = assemble(parts);
    undo.push(...assembled.undo);
    phase.begin = () => void worker.stop();
    listener.serve(app.fetch, refuseEarly(intake.admission, config.maxBodyMib * 2 ** 20));
    const setupLink = await openSetup({ pool, clock, config });
    return { url: config.publicUrl, dataDir, setupLink, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const clock = () => new Date();
// A message that takes longer to send than this is sent again by the next process, when its lease has ended.
const drainMs = 20_000;

interface Parts {
  config: Config;
  pool: Pool;
  log: Log;
  /** Of the managed database. */
  dataDir: string | undefined;
  isStopping: () => boolean;
}

function assemble({ config, pool, log, dataDir, isStopping }: Parts) {
  const intake = createIntake(config, dataDir);
  const channels = createChannels(config);
  const { publicUrl, trustedProxies, notifications: routeDefaults } = config;
  const receive = createReceiveContext({ pool, clock, publicUrl, routeDefaults, onNotification: () => worker.wake() });
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
    posting: intake.posting(receive),
    access: { pool, clock, session: config.session },
    log,
    publicUrl,
    trustedProxies,
    admission: intake.admission,
    isStopping,
    channels: channels.byKind,
    maxBodyBytes: config.maxBodyMib * 2 ** 20,
    refusedUrl: (url, allowPrivateNetwork) => refusedUrl(url, { allowed, allowPrivateNetwork }),
    webRoot: existsSync(webRoot) ? webRoot : null,
  });
  const workerStopped = () => Promise.race([worker.stop(), delay(drainMs, undefined, { ref: false })]);
  const undo = [() => channels.close(), workerStopped, () => intake.stop(), () => timers.stop()];
  return { app, worker, intake, undo };
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

function announce({ url, dataDir, setupLink }: Running): void {
  const lines = [
    `Plumbline is ready on ${url}`,
    dataDir ? `  data   ${dataDir}` : '  data   in the Postgres of DATABASE_URL',
    ...(setupLink ? [`  first  make the administrator: ${setupLink}`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
