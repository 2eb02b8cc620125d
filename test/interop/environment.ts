// Virtual environments of Python with pinned packages, below .cache/interop: for other people's tools, in tests and benches.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../server/config/package-root.ts';

const cache = join(packageRoot(), '.cache', 'interop');

/** Runs a program to its end; what it said on both outputs, or why it could not be started. */
export function run(
  command: string[],
  env: NodeJS.ProcessEnv = process.env,
  cwd = packageRoot(),
): { ok: boolean; said: string } {
  const [program = '', ...args] = command;
  const done = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 << 20 });
  return { ok: done.status === 0, said: `${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}` };
}

/**
 * Python of a virtual environment `name` that holds just what the requirements file pins; made anew when the file or Python
 * changed. It throws a sentence and what pip said when there can be none.
 */
export function environment(name: string, requirements: string): string {
  const folder = join(cache, name);
  const python = join(folder, 'bin', 'python');
  const text = readFileSync(requirements, 'utf8') + run(['python3', '--version']).said;
  const stamp = createHash('sha256').update(text).digest('hex');
  const done = join(folder, 'stamp');
  if (existsSync(done) && readFileSync(done, 'utf8') === stamp) return python;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  if (!run(['python3', '-m', 'venv', folder]).ok) {
    installPython();
    rmSync(folder, { recursive: true, force: true });
    must(
      ['python3', '-m', 'venv', folder],
      'cannot make a virtual environment (on Debian: apt-get install python3-venv)',
    );
  }
  if (!installedByUv(python, requirements))
    must([python, '-m', 'pip', 'install', '--quiet', '-r', requirements], `cannot install ${requirements}`);
  writeFileSync(done, stamp);
  return python;
}

const uvVersion = '0.13.8';

/** Installs by uv, which takes seconds where pip takes minutes; false when there is no uv to be had or it refuses. */
function installedByUv(python: string, requirements: string): boolean {
  const uv = join(cache, `uv-${uvVersion}`, 'bin', 'uv');
  if (!existsSync(uv)) {
    const folder = join(cache, `uv-${uvVersion}`);
    if (!run(['python3', '-m', 'venv', folder]).ok) return false;
    const pip = [join(folder, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', `uv==${uvVersion}`];
    if (!run(pip).ok) return false;
  }
  return run([uv, 'pip', 'install', '--quiet', '--python', python, '-r', requirements]).ok;
}

function must(command: string[], trouble: string): void {
  const { ok, said } = run(command);
  if (!ok) throw new Error(`${trouble}\n${said}`);
}

function installPython(): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run(['apt-get', 'update'], env);
  run(['apt-get', 'install', '-y', '--no-install-recommends', 'python3', 'python3-venv'], env);
}
