import postgres from 'postgres';
import { renewedPool } from './renewed-pool.ts';

export type ConnectOptions = {
  url: string;
  /** Most connections held open at once. */
  poolSize?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** Overrides of the session settings below, in Postgres's own names; times in milliseconds. */
  session?: Record<string, string | number>;
};

const bigintAsNumber = {
  to: 20,
  from: [20],
  serialize: (value: number | bigint | string) => String(value),
  parse: (text: string): number | string => (Number.isSafeInteger(Number(text)) ? Number(text) : text),
};

const sessionSettings: Record<string, string | number> = {
  statement_timeout: 8_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 15_000,
  // Compiling a statement takes longer than any of ours runs.
  jit: 'off',
};

/** A pool of connections, or a transaction's view of one. */
export type Sql = postgres.Sql;

/**
 * A pool of connections to `url`, opened lazily. A bigint comes back as a number when it is a safe integer, else as its
 * text. TLS as the URL says: `?sslmode=verify-full`, `require` (encrypted, unverified) or `disable`. Statements end
 * after 8 s, waits for a lock after 2 s, forgotten transactions after 15 s. A plain query that nobody answers fails 2 s after
 * Postgres itself would have ended it. A lost connection renews the whole pool.
 */
export function connect(options: ConnectOptions): Sql & { renew: () => void } {
  const { url, poolSize = 10, applicationName = 'plumbline' } = options;
  const session = { ...sessionSettings, ...options.session };
  const statementMs = Number(session.statement_timeout);
  // Opens nothing: read for its options alone, which every pool below gets a copy of.
  const { options: parsed } = postgres(url, {
    max: poolSize,
    connect_timeout: 5,
    // A connection closes only when it is lost or the pool is ended, so that every closing means something.
    max_lifetime: null,
    types: { bigint: bigintAsNumber },
    onnotice: () => {},
    connection: { application_name: applicationName, ...session } as Partial<postgres.ConnectionParameters>,
  });
  const open = (onLost: () => void) => postgres(optionsOfOne(parsed, onLost)) as unknown as Sql;
  return renewedPool(open, { deadlineMs: statementMs > 0 ? statementMs + 2_000 : 0 });
}

interface DriverOptions {
  shared: { retries: number; typeArrayMap: Record<number, number> };
}

/**
 * The options of one pool. What a connection has learnt about array types is kept for all: postgres.js 3.4 asks for them on
 * each new connection, and when that connection is lost meanwhile nobody catches it, which ends the process.
 */
function optionsOfOne(parsed: object, onclose: () => void): postgres.Options<Record<string, postgres.PostgresType>> {
  const { typeArrayMap } = (parsed as DriverOptions).shared;
  return {
    ...parsed,
    parameters: {},
    shared: { retries: 0, typeArrayMap },
    onclose,
    get fetch_types() {
      return Object.keys(typeArrayMap).length === 0;
    },
  } as never;
}
