import type { Connection, ConnectionOptions, FieldPacket, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { databaseFailure } from './session.ts';
import type { DatabaseRow, Session, SessionOptions } from './session.ts';
import type { Target } from './target.ts';

/** Opens a read-only transaction with a consistent snapshot in MySQL or MariaDB. */
export async function openMysql({ target, statementSeconds, signal }: SessionOptions): Promise<Session> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection(optionsOf(target)).catch((error: unknown) => {
    throw databaseFailure(error, target);
  });
  // Without a listener, a connection that the server ends would end this process.
  connection.on('error', () => undefined);
  const ask = async (text: string): Promise<[DatabaseRow[], FieldPacket[]]> => {
    signal?.throwIfAborted();
    try {
      const [rows, fields] = await connection.query<RowDataPacket[] | ResultSetHeader>(text);
      return [Array.isArray(rows) ? rows.map(plainRow) : [], fields];
    } catch (error) {
      throw databaseFailure(error, target);
    }
  };
  const cancel = (): void => void cancelStatement(connection, target);
  signal?.addEventListener('abort', cancel);
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', cancel);
    connection.destroy();
  };
  try {
    await beginReading(ask, statementSeconds);
    return {
      rows: async (text) => (await ask(text))[0],
      describe: async (text) => {
        const [, fields] = await ask(`SELECT * FROM (${text}) AS described LIMIT 0`);
        return fields.map(({ name, type }) => ({ name, typeId: type ?? -1 }));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One snapshot, read only, with a time limit for each statement. */
async function beginReading(
  ask: (text: string) => Promise<[DatabaseRow[], FieldPacket[]]>,
  statementSeconds: number,
): Promise<void> {
  const [[row]] = await ask('SELECT VERSION() AS version');
  const isMariadb = /mariadb/i.test(String(row?.['version']));
  await ask(
    isMariadb
      ? `SET SESSION max_statement_time = ${statementSeconds}`
      : `SET SESSION max_execution_time = ${statementSeconds * 1000}`,
  );
  await ask(`SET SESSION time_zone = '+00:00', sql_mode = ''`);
  await ask('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await ask('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
}

function optionsOf(target: Target): ConnectionOptions {
  const { host, port, database, user, password, tls } = target;
  const encrypted = tls !== undefined && tls !== 'disable' && tls !== 'prefer';
  return {
    host,
    port,
    database,
    user,
    password: password ?? '',
    charset: 'utf8mb4',
    connectTimeout: 10_000,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    multipleStatements: false,
    // The server may ask for a file of this machine; it gets none.
    flags: ['-LOCAL_FILES'],
    connectAttributes: { program_name: 'plumbline profile' },
    ...(encrypted && { ssl: { rejectUnauthorized: tls.startsWith('verify') } }),
  };
}

function plainRow(row: RowDataPacket): DatabaseRow {
  const plain = (cell: unknown): DatabaseRow[string] =>
    Buffer.isBuffer(cell) ? cell.toString('utf8') : (cell as DatabaseRow[string]);
  return Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, plain(cell)]));
}

/** From a second connection: the first one is busy with the statement. */
async function cancelStatement(connection: Connection, target: Target): Promise<void> {
  try {
    const { createConnection } = await import('mysql2/promise');
    const second = await createConnection(optionsOf(target));
    await second.query(`KILL QUERY ${Number(connection.threadId)}`);
    second.destroy();
  } catch {
    // It ends with the connection, or at its time limit.
  } finally {
    connection.destroy();
  }
}
