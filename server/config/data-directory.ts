import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where data lies unless told otherwise: $XDG_DATA_HOME/plumbline or ~/.local/share/plumbline. For root with a closed
 * home /var/lib/plumbline, since Postgres runs as another user, who could not reach it there.
 */
export function defaultDataDirectory(env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] || homedir();
  if (process.getuid?.() === 0 && !isOpen(home)) return '/var/lib/plumbline';
  const xdg = env['XDG_DATA_HOME'];
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'plumbline');
}

function isOpen(directory: string): boolean {
  const stat = statSync(directory, { throwIfNoEntry: false });
  return stat !== undefined && (stat.mode & 0o001) !== 0;
}
