import { setTimeout as delay } from 'node:timers/promises';
import { refuseEarly } from './api/admission/refuse-early.ts';
import { assemble } from './assemble.ts';
import { loadConfig } from './config/load.ts';
import type { Config } from './config/schema.ts';
import { connect } from './database/connect.ts';
import { migrate } from './database/migrate.ts';
import { resolveDatabase } from './database/resolve.ts';
import { openSetup } from './flow/setup.ts';
import { listenOn } from './listen.ts';
import { createLogger, type Log } from './log.ts';
import { startObserving } from './observing.ts';
import { endOnBugs, endWhenStuck, stopSignal } from './stop-signals.ts';

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
  const phase = { stopping: false, begin: () => {}, closeFeed: async () => {} };
  const stop = async (graceSeconds = 0) => {
    phase.stopping = true;
    phase.begin();
    listener.drain();
    await delay(graceSeconds * 1000);
    // Whoever follows the events would otherwise hold the listener open.
    await Promise.all([listener.close(), phase.closeFeed()]);
    for (const step of undo.reverse()) await step();
  };
  try {
    const config = given.port === 0 ? { ...given, publicUrl: `http://localhost:${listener.port}` } : given;
    const database = await resolveDatabase(config, log);
    undo.push(() => database.stop());
    await migrate({ url: database.url, log });
    const pool = connect({ url: database.url, poolSize: config.databasePoolSize });
    undo.push(() => pool.end({ timeout: 5 }));
    const isStopping = () => phase.stopping;
    const observing = await startObserving({ config, url: database.url, holdsData: database.isHeld, isStopping });
    undo.push(() => observing.end());
    const { dataDir } = database;
    const { app, worker, intake, ...assembled } = assemble({ config, pool, log, clock, dataDir, observing });
    undo.push(...assembled.undo);
    Object.assign(phase, { begin: () => void worker.stop(), closeFeed: assembled.closeFeed });
    listener.serve(app.fetch, refuseEarly(intake.admission, config.maxBodyMib * 2 ** 20));
    const setupLink = await openSetup({ pool, clock, config });
    return { url: config.publicUrl, dataDir, setupLink, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const clock = () => new Date();

function announce({ url, dataDir, setupLink }: Running): void {
  const lines = [
    `Plumbline is ready on ${url}`,
    dataDir ? `  data   ${dataDir}` : '  data   in the Postgres of DATABASE_URL',
    ...(setupLink ? [`  first  make the administrator: ${setupLink}`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
