import { usageFailure } from '../../failure.ts';

/** Where a database is and who asks; `password` is never shown. */
export interface Target {
  engine: 'postgres' | 'mysql';
  host: string;
  port: number;
  database: string;
  user: string;
  password: string | undefined;
  /** `sslmode` of the URL: disable, prefer, require, verify-ca, verify-full. */
  tls: string | undefined;
}

const schemes: Record<string, Target['engine']> = {
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
};

/** Is this argument a database rather than a file? */
export function isDatabaseUrl(text: string): boolean {
  return /^(postgres|postgresql|mysql|mariadb):\/\//i.test(text);
}

const modes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'];

/** Reads the URL; what it leaves out comes from PGUSER, PGPASSWORD, PGDATABASE or MYSQL_PWD. The URL itself is never repeated: it may hold a password. */
export function readTarget(text: string, env: Readonly<Record<string, string | undefined>>): Target {
  const url = parsed(text);
  const engine = schemes[url.protocol] ?? 'postgres';
  const postgres = engine === 'postgres';
  const user = decodeURIComponent(url.username) || (postgres ? env['PGUSER'] : undefined) || env['USER'] || 'root';
  const database = decodeURIComponent(url.pathname.slice(1)) || (postgres ? (env['PGDATABASE'] ?? user) : '');
  if (database === '')
    throw usageFailure('the address names no database', 'Write it like mysql://user@host:3306/shop.');
  const tls = url.searchParams.get('sslmode') ?? undefined;
  if (tls !== undefined && !modes.includes(tls)) throw usageFailure(`sslmode is ${tls}`, `Known: ${modes.join(', ')}.`);
  return {
    engine,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost',
    port: url.port === '' ? (postgres ? 5432 : 3306) : Number(url.port),
    database,
    user,
    password: decodeURIComponent(url.password) || env[postgres ? 'PGPASSWORD' : 'MYSQL_PWD'],
    tls,
  };
}

function parsed(text: string): URL {
  try {
    const url = new URL(text);
    // Broken escapes are found here rather than where a part is used.
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part);
    return url;
  } catch {
    throw usageFailure(
      'the address of the database cannot be read',
      'Write it like postgres://user@host:5432/shop; special characters in it as %40, and the password in PGPASSWORD or MYSQL_PWD.',
    );
  }
}

/** As people may see it: without user and password. */
export function shownTarget({ engine, host, port, database }: Target): string {
  return `${namespaceOf({ engine, host, port })}/${database}`;
}

/** The namespace that OpenLineage gives a dataset of this server. */
export function namespaceOf({ engine, host, port }: Pick<Target, 'engine' | 'host' | 'port'>): string {
  return `${engine}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
