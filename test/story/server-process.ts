import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { packageRoot } from '../../server/config/package-root.ts';
import { temporaryDirectory } from '../../server/database/testing.ts';
import type { Keys } from './stage.ts';

/** A Plumbline of its own process, database and port, as somebody would start it, with the keys the story needs. */
export interface ServerProcess {
  url: string;
  setupToken: string;
  keys: Keys;
  /** The environment it runs in: administrative commands beside it need the same. */
  env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

const command = join(packageRoot(), 'bin', 'plumbline');
const readyWithinMs = 180_000;

/** Starts `bin/plumbline serve` on a free port of loopback, with mail going to `smtpPort`. */
export async function startServerProcess(smtpPort: number, port: number | null = null): Promise<ServerProcess> {
  const dataDir = temporaryDirectory('plumbline-story-');
  const env = settings({ dataDir, smtpPort, port: port ?? (await freePort()) });
  const child = spawn(process.execPath, [command, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    await ended(child, 'SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const said = await untilReady(child);
    const url = /ready on (\S+)/.exec(said)?.[1] ?? '';
    const setupToken = /setup\?token=(\S+)/.exec(said)?.[1] ?? '';
    const key = (role: string, name: string) => createKey(env, role, name);
    const keys = {
      pipeline: await key('ingest', 'nightly load'),
      author: await key('admin', 'Ana'),
      onCall: await key('on-call', 'Ben'),
    };
    return { url, setupToken, keys, env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function settings({ dataDir, smtpPort, port }: { dataDir: string; smtpPort: number; port: number }) {
  return {
    ...process.env,
    PLUMBLINE_DATA_DIR: dataDir,
    PLUMBLINE_PORT: String(port),
    PLUMBLINE_SMTP__HOST: '127.0.0.1',
    PLUMBLINE_SMTP__PORT: String(smtpPort),
    PLUMBLINE_SMTP__START_TLS: 'off',
    PLUMBLINE_SMTP__FROM: 'Plumbline <plumbline@example.org>',
    PLUMBLINE_WEBHOOKS__ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8',
    PLUMBLINE_LOG__LEVEL: 'warn',
  };
}

function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`The server was not ready in time:\n${said}`)), readyWithinMs);
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      if (!/ready on \S+[^]*setup\?token=\S+\n/.test(said)) return;
      clearTimeout(late);
      resolve(said);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', () => reject(new Error(`The server did not start:\n${said}`)));
  });
}

function createKey(env: NodeJS.ProcessEnv, role: string, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const argv = [command, 'keys', 'create', '--role', role, '--namespace', '*', '--name', name];
    const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.once('close', (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(err))));
  });
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

/** A port of loopback that is free at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
