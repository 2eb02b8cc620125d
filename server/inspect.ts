import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { dirname, join } from 'node:path';
import { loadConfig, type ConfigSources } from './config/load.ts';
import { packageRoot } from './config/package-root.ts';
import type { Config } from './config/schema.ts';
import { inspectDatabase, inspectManaged } from './database/inspect.ts';
import { OperatorError } from './operator-error.ts';

/** One thing that was looked at: what was found, and what to do when it is not well. */
export interface Finding {
  check: string;
  state: 'ok' | 'warn' | 'fail' | 'unknown';
  found: string;
  fix?: string;
}

/** Looks at everything a server on this machine needs, changes nothing and starts nothing. */
export async function inspectServer(sources: ConfigSources): Promise<Finding[]> {
  let loaded;
  try {
    loaded = loadConfig(sources);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const fix = 'Mend what is named; plumbline config show --origin shows where each setting comes from.';
    return [{ check: 'settings', state: 'fail', found: error.message, fix }, dashboard()];
  }
  const { config, file, warnings } = loaded;
  return [
    { check: 'settings', state: 'ok', found: file === undefined ? 'no file; environment and defaults' : file },
    ...warnings.map((found): Finding => ({ check: 'settings', state: 'warn', found })),
    ...(config.databaseUrl === undefined ? [dataDirectory(config.dataDir)] : []),
    ...(await database(config)),
    await mail(config),
    dashboard(),
  ];
}

const gib = 2 ** 30;

function dataDirectory(dataDir: string): Finding {
  const check = 'data directory';
  let there = dataDir;
  while (!existsSync(there) && there !== dirname(there)) there = dirname(there);
  try {
    accessSync(there, constants.R_OK | constants.W_OK);
  } catch {
    const fix = 'Run Plumbline as the user it belongs to, or set PLUMBLINE_DATA_DIR to another folder.';
    return { check, state: 'fail', found: `${dataDir} cannot be written by this user`, fix };
  }
  const { bavail, bsize } = statfsSync(there);
  const free = bavail * bsize;
  const found = `${dataDir}${there === dataDir ? '' : ' (will be made)'}, ${(free / gib).toFixed(1)} GiB free`;
  if (free >= gib) return { check, state: 'ok', found };
  const fix = 'Make room, or set PLUMBLINE_DATA_DIR to a folder on another disk.';
  return { check, state: free < gib / 10 ? 'fail' : 'warn', found, fix };
}

async function database({ databaseUrl, dataDir }: Config): Promise<Finding[]> {
  const check = 'database';
  try {
    if (databaseUrl !== undefined) return [await running(databaseUrl)];
    const { binaries, url } = await inspectManaged(dataDir);
    const programs: Finding = { check: 'managed Postgres', state: 'ok', found: binaries };
    const idle: Finding = { check, state: 'ok', found: 'the managed one is not running; plumbline serve starts it' };
    return [programs, url === null ? idle : await running(url)];
  } catch (error) {
    if (!(error instanceof OperatorError) && (error as Error).name !== 'ManagedPostgresError') throw error;
    return [{ check, state: 'fail', found: (error as Error).message }];
  }
}

const oldestMajor = 15;

async function running(url: string): Promise<Finding> {
  const { version, applied, pending } = await inspectDatabase(url);
  const found = `Postgres ${version}, ${applied} migrations run, ${pending.length} to come`;
  const check = 'database';
  if (Number.parseInt(version, 10) < oldestMajor) {
    return { check, state: 'fail', found, fix: `Plumbline needs Postgres ${oldestMajor} or later.` };
  }
  if (pending.length === 0) return { check, state: 'ok', found };
  return { check, state: 'warn', found, fix: `The next start of the server runs ${pending.join(', ')}.` };
}

async function mail({ smtp }: Config): Promise<Finding> {
  const check = 'mail';
  if (!smtp) {
    const fix = 'Set smtp.host and smtp.from when a receiver has an e-mail address.';
    return { check, state: 'warn', found: 'no mail server is set: e-mail cannot be sent', fix };
  }
  const place = `${smtp.host}:${smtp.port}`;
  const trouble = await dial(smtp.host, smtp.port);
  if (trouble === null) return { check, state: 'ok', found: `${place} answers` };
  return { check, state: 'warn', found: `${place} does not answer: ${trouble}`, fix: 'Check smtp.host and smtp.port.' };
}

const dialTimeoutMs = 3000;

/** Why no connection could be made; null when one could. */
function dial(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: dialTimeoutMs });
    const end = (answer: string | null) => (socket.destroy(), resolve(answer));
    socket.once('connect', () => end(null));
    socket.once('timeout', () => end(`no answer within ${dialTimeoutMs / 1000} s`));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}

function dashboard(): Finding {
  const check = 'dashboard';
  if (existsSync(join(packageRoot(), 'web', 'build', 'index.html'))) return { check, state: 'ok', found: 'built' };
  const fix = 'In a checkout npm start builds it; npm run build does too.';
  return { check, state: 'warn', found: 'not built: the server answers its API alone', fix };
}
