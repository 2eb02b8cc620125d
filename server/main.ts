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
  const phase = { stopping: false, closeFeed: async () => {} };
  const stop = async () => {
    phase.stopping = true;
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
    const assembled = assemble({ config, pool, log, clock, observing });
    undo.push(...assembled.undo);
    phase.closeFeed = assembled.closeFeed;
    listener.serve(assembled.app.fetch);
    announce({ config, dataDir: database.dataDir, setupLink: await openSetup({ pool, clock, config }) });
    return { url: config.publicUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const clock = () => new Date();

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
