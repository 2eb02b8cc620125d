import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { runDemo } from '../demo/run.ts';
import { isDemoDirectory, readDemoState, writeDemoState } from '../demo/state.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { operatorFailure } from '../operator-failure.ts';

interface DemoOptions {
  port?: string;
  host?: string;
  dataDir?: string;
  seed: number;
  remove?: boolean;
  open: boolean;
}

const examples = `\
Examples:
  $ plumbline demo                  a shop with 24 datasets, 90 days, and an incident; on http://localhost:8080
  $ plumbline demo --port 9000
  $ plumbline demo --remove         delete it with everything in it
`;

/** `plumbline demo`: a server of its own with a story in it, until it is told to stop. */
export function addDemoCommand(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description('Start a server of its own with 90 days of a small shop and an incident, to look around in')
    .addHelpText('before', examples)
    .option('-p, --port <port>', 'port to listen on; 8080, or a free one when that is in use')
    .option('--host <address>', 'address to listen on; loopback unless you say otherwise')
    .option('--data-dir <folder>', 'where the demo lies; beside the data of plumbline serve unless you say otherwise')
    .option('--seed <number>', 'another shop, whose numbers differ', wholeNumber, 1)
    .option('--remove', 'delete the demo and everything in it')
    .option('--no-open', 'open no browser')
    .action(async (options: DemoOptions) => {
      const dataDir = await directoryOf(options);
      if (options.remove) await removeDemo(dataDir, context);
      else await startDemo(dataDir, options, context);
      context.exitWith(exitCodes.done);
    });
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number from 0 to 999999999.');
}

async function directoryOf({ dataDir }: DemoOptions): Promise<string> {
  if (dataDir !== undefined) return resolve(dataDir);
  const { defaultDataDirectory } = await import('../../server/admin.ts');
  return `${defaultDataDirectory(process.env)}-demo`;
}

async function removeDemo(dataDir: string, { terminal }: CommandContext): Promise<void> {
  if (!existsSync(dataDir)) return terminal.err(`There is no demo in ${dataDir}.\n`);
  if (!isDemoDirectory(dataDir) && readdirSync(dataDir).length > 0) {
    throw usageFailure(
      `${dataDir} is not a data directory of the demo, and is left as it is`,
      'Name the right one with --data-dir.',
    );
  }
  const { removeDataDirectory } = await import('../../server/admin.ts');
  await removeDataDirectory(dataDir).catch(operatorFailure);
  terminal.err(`The demo in ${dataDir} is gone.\n`);
}

async function startDemo(dataDir: string, options: DemoOptions, context: CommandContext): Promise<void> {
  if (!isDemoDirectory(dataDir)) beginDemo(dataDir, options);
  const state = readDemoState(dataDir) ?? {};
  if (state.seed !== options.seed && options.seed !== 1) {
    throw usageFailure(
      `the demo in ${dataDir} was made with --seed ${state.seed}`,
      'Remove it first (plumbline demo --remove), or leave --seed out.',
    );
  }
  onlyOurSettings(dataDir, { port: await portOf(options), host: options.host });
  const { serve } = await import('../../server/main.ts');
  const onReady = (running: Parameters<typeof runDemo>[0]) =>
    runDemo(running, { dataDir, context, opensBrowser: options.open });
  await serve({ onReady }).catch(operatorFailure);
}

/** Marks the directory as the demo's before anything else is in it; refuses one in which something lies already. */
function beginDemo(dataDir: string, { seed }: DemoOptions): void {
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw usageFailure(`${dataDir} is not empty and not the demo's`, 'Name another directory with --data-dir.');
  }
  mkdirSync(dataDir, { recursive: true });
  // As root the database runs as another user, who must reach its part of the directory.
  chmodSync(dataDir, 0o711);
  const password = `demo-${randomBytes(6).toString('hex')}`;
  writeDemoState(dataDir, { seed, toldFor: new Date().toISOString(), email: 'ana@example.org', password });
}

/** The demo is nobody's server: no setting, no database and no mail server of the real one may reach it. */
function onlyOurSettings(dataDir: string, { port, host }: { port: string; host: string | undefined }): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('PLUMBLINE_') || name === 'DATABASE_URL') delete process.env[name];
  }
  Object.assign(process.env, {
    PLUMBLINE_DATA_DIR: dataDir,
    PLUMBLINE_PORT: port,
    PLUMBLINE_LOG__LEVEL: 'error',
    PLUMBLINE_WEBHOOKS__ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8',
    PLUMBLINE_SHUTDOWN__GRACE_SECONDS: '0',
    ...(host === undefined ? {} : { PLUMBLINE_HOST: host }),
  });
  // Nor a plumbline.yaml of the folder one happens to be in, or above: this one is nearer.
  writeFileSync(join(dataDir, 'plumbline.yaml'), '# The demo takes its settings from its own command.\n');
  process.chdir(dataDir);
}

async function portOf({ port, host = '127.0.0.1' }: DemoOptions): Promise<string> {
  if (port !== undefined) {
    if (/^\d{1,5}$/.test(port) && Number(port) < 65_536) return port;
    throw usageFailure(`--port ${port} is not a port`, 'Write a number from 0 to 65535; 0 is any that is free.');
  }
  return (await isFree(8080, host)) ? '8080' : '0';
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((answer) => {
    const probe = createServer();
    probe.once('error', () => answer(false));
    probe.listen(port, host, () => probe.close(() => answer(true)));
  });
}
