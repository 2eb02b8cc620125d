import postgres from 'postgres';
import { databaseFailure } from './session.ts';
import type { DatabaseRow, Session, SessionOptions } from './session.ts';
import type { Target } from './target.ts';

export interface PostgresSession extends Session {
  /** 150018 for 15.18. */
  version: number;
}

/** Opens a read-only, repeatable-read transaction; it shows as `plumbline profile` in pg_stat_activity. */
export async function openPostgres({ target, statementSeconds, signal }: SessionOptions): Promise<PostgresSession> {
  const sql = connect(target, statementSeconds);
  const statements = asking(sql, target, signal);
  const close = async (): Promise<void> => {
    statements.forget();
    await sql.end({ timeout: 1 });
  };
  try {
    await statements.ask('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const [row] = await statements.ask(`SELECT current_setting('server_version_num')::int AS version`);
    return {
      rows: async (text) => (await statements.ask(text)) as unknown as DatabaseRow[],
      describe: async (text) => {
        const { columns } = await statements.ask(`SELECT * FROM (${text}) AS described LIMIT 0`);
        return columns.map(({ name, type }) => ({ name, typeId: type }));
      },
      version: Number(row?.['version']),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Pending = ReturnType<postgres.Sql['unsafe']>;

/** One statement after another; when the signal is aborted, the server is told to cancel the running one. */
function asking(
  sql: postgres.Sql,
  target: Target,
  signal: AbortSignal | undefined,
): { ask(text: string): Promise<Awaited<Pending>>; forget(): void } {
  let running: Pending | null = null;
  const cancel = (): void => void running?.cancel();
  signal?.addEventListener('abort', cancel);
  return {
    forget: () => signal?.removeEventListener('abort', cancel),
    async ask(text) {
      signal?.throwIfAborted();
      try {
        // Never the simple protocol: it would take several statements in one text.
        running = sql.unsafe(text, [], { prepare: false, simple: false } as postgres.UnsafeQueryOptions);
        return await running;
      } catch (error) {
        throw databaseFailure(error, target);
      } finally {
        running = null;
      }
    },
  };
}

function connect(target: Target, statementSeconds: number): postgres.Sql {
  return postgres({
    host: target.host,
    port: target.port,
    database: target.database,
    user: target.user,
    pass: target.password ?? '',
    ssl: tlsOf(target),
    max: 1,
    connect_timeout: 10,
    idle_timeout: 0,
    max_lifetime: null,
    onnotice: () => undefined,
    fetch_types: false,
    connection: {
      application_name: 'plumbline profile',
      statement_timeout: statementSeconds * 1000,
      TimeZone: 'UTC',
      DateStyle: 'ISO',
      IntervalStyle: 'postgres',
      extra_float_digits: '1',
      bytea_output: 'hex',
    } as Partial<postgres.ConnectionParameters>,
  });
}

/** Encrypted where the server can, as libpq does it, unless the address says more. */
function tlsOf({ tls }: Target): 'require' | 'prefer' | 'verify-full' | boolean {
  if (tls === 'disable') return false;
  return tls === 'verify-ca' || tls === 'verify-full' ? 'verify-full' : tls === 'require' ? 'require' : 'prefer';
}
