import type { Finding } from '../../server/admin.ts';
import type { ClientSettings } from '../settings/client-settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The program itself and what it needs on this machine, whether or not a server runs here. */
export async function lookHere(settings: ClientSettings, env: Environment): Promise<Finding[]> {
  const origin = `${settings.url.value} (from ${settings.url.origin})`;
  return [
    { check: 'Node', state: 'ok', found: `${process.versions.node} on ${process.platform}-${process.arch}` },
    { check: 'address', state: 'ok', found: origin },
    ...settings.warnings.map((found): Finding => ({ check: 'key', state: 'warn', found })),
    await duckDb(),
    ...proxies(env),
  ];
}

async function duckDb(): Promise<Finding> {
  const check = 'profiling';
  try {
    const { version } = await import('@duckdb/node-api');
    return { check, state: 'ok', found: `DuckDB ${version()}` };
  } catch {
    const fix = 'Install Plumbline again without --omit=optional to profile files.';
    return { check, state: 'warn', found: 'DuckDB is not installed: files cannot be profiled here', fix };
  }
}

function proxies(env: Environment): Finding[] {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].filter((name) => env[name] || env[name.toLowerCase()]);
  if (names.length === 0) return [];
  const found = `${names.join(', ')} is set, and this command does not use it`;
  return [{ check: 'proxy', state: 'warn', found, fix: 'The server must be reachable without a proxy.' }];
}
