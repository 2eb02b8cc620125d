import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const kept = fileURLToPath(new URL('../.cache/promtool/', import.meta.url));

const onPath = () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'promtool'))
    .find((file) => existsSync(file));

const unpacked = () => [join(kept, 'usr', 'bin', 'promtool')].find((file) => existsSync(file));

// The package is unpacked and not installed: a test must not leave a Prometheus running.
function downloaded() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-promtool-'));
  const quiet = { cwd: folder, stdio: 'ignore' };
  const found = () => readdirSync(folder).find((name) => name.endsWith('.deb'));
  spawnSync('apt-get', ['download', 'prometheus'], quiet);
  if (!found()) {
    spawnSync('apt-get', ['update'], quiet);
    spawnSync('apt-get', ['download', 'prometheus'], quiet);
  }
  const file = found();
  if (file) {
    mkdirSync(kept, { recursive: true });
    spawnSync('sh', ['-c', `dpkg-deb --fsys-tarfile "${file}" | tar -x -C "${kept}" ./usr/bin/promtool`], quiet);
  }
  rmSync(folder, { recursive: true, force: true });
  return unpacked();
}

/** Prometheus's own checker: PROMTOOL, one on the path, or that of the Debian package; undefined where there is none to be had. */
export function findPromtool() {
  return process.env.PROMTOOL || onPath() || unpacked() || downloaded();
}
