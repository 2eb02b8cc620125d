import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Whether process `pid` is there and still running. A zombie counts as gone: it holds no file, port or lock, and in a
 * container whose first process reaps nobody it would stay for ever.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' && !isZombie(pid);
  }
  return !isZombie(pid);
}

/**
 * When process `pid` started, as an opaque text that differs between two processes which had the same number.
 * Undefined when it is gone or a zombie.
 */
export function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = statOf(pid);
    return stat === undefined || stat[0] === 'Z' ? undefined : stat[19];
  }
  return isRunning(pid) ? startFromPs(pid) : undefined;
}

function isZombie(pid: number): boolean {
  return process.platform === 'linux' && statOf(pid)?.[0] === 'Z';
}

// Field 3 of /proc/<pid>/stat onwards; the name before it stands in parentheses and may hold spaces.
function statOf(pid: number): string[] | undefined {
  const text = readText(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function startFromPs(pid: number): string {
  if (process.platform === 'win32') return 'unknown';
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

/**
 * What the numbers of processes mean here: the boot and the process namespace. Two processes with the same answer can
 * ask about each other by number; a container and its host cannot.
 */
export function processWorld(): string {
  if (process.platform !== 'linux') return process.platform;
  const boot = readText('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown boot';
  return `${boot} ${readLink('/proc/self/ns/pid') ?? 'unknown namespace'}`;
}

/** The command line of `pid` in one text, undefined when it cannot be read. */
export function commandOf(pid: number): string | undefined {
  if (process.platform === 'linux') return readText(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ');
  if (process.platform === 'win32') return undefined;
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
