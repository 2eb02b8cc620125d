import { Failure, unableFailure, usageFailure } from '../../failure.ts';
import { shownTarget } from './target.ts';
import type { Target } from './target.ts';

export type DatabaseCell = string | number | boolean | null;
export type DatabaseRow = Record<string, DatabaseCell>;

/** One read-only transaction with one snapshot of the database. */
export interface Session {
  rows(sql: string): Promise<DatabaseRow[]>;
  /** Names and types of what a query would answer, without running it. */
  describe(sql: string): Promise<{ name: string; typeId: number }[]>;
  /** Ends the transaction and the connection; a running statement is cancelled. */
  close(): Promise<void>;
}

export interface SessionOptions {
  target: Target;
  statementSeconds: number;
  signal?: AbortSignal;
}

const codes = {
  signIn: ['28P01', '28000', 'ER_ACCESS_DENIED_ERROR', 'ER_DBACCESS_DENIED_ERROR'],
  noDatabase: ['3D000', 'ER_BAD_DB_ERROR'],
  denied: ['42501', 'ER_TABLEACCESS_DENIED_ERROR', 'ER_COLUMNACCESS_DENIED_ERROR'],
  missing: ['42P01', '3F000', 'ER_NO_SUCH_TABLE'],
  wrongSql: [
    '42601',
    '42703',
    '42883',
    '42804',
    '42702',
    '22P02',
    '22012',
    'ER_PARSE_ERROR',
    'ER_BAD_FIELD_ERROR',
    'ER_SP_DOES_NOT_EXIST',
  ],
  writes: ['25006', 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION'],
  timeout: ['57014', '1969', '3024'],
};

/** What a driver's error means to the user, without password: exit code 2 for what was asked wrongly, 3 for what could not be done. */
export function databaseFailure(error: unknown, target: Target): Error {
  if (error instanceof Failure) return error;
  const { code: name, errno } = error as { code?: unknown; errno?: unknown };
  const code = String(name ?? '');
  const reason = withoutSecret(error instanceof Error ? error.message : String(error), target);
  const place = shownTarget(target);
  if (codes.signIn.includes(code)) {
    return unableFailure(
      `${place} does not let ${target.user} in: ${reason}`,
      `Is the password right? It is taken from the address or ${target.engine === 'postgres' ? 'PGPASSWORD' : 'MYSQL_PWD'}.`,
    );
  }
  if (codes.noDatabase.includes(code)) return usageFailure(`${place}: there is no such database`);
  if (codes.denied.includes(code)) return unableFailure(`${place}: ${reason}`, 'Grant the user SELECT on it.');
  if (codes.missing.includes(code))
    return usageFailure(
      `${place}: ${reason}`,
      'Is the name right, with its schema? Quote a name with dots or capitals: --table \'"My.Schema"."Orders"\'.',
    );
  if (codes.wrongSql.includes(code)) return usageFailure(`${place} does not understand --where or --query: ${reason}`);
  if (codes.writes.includes(code))
    return usageFailure(`${place}: only reading is allowed, and this would write: ${reason}`);
  if (codes.timeout.includes(code) || codes.timeout.includes(String(errno)))
    return unableFailure(
      `${place}: a statement took longer than it may`,
      'Allow more with --statement-timeout 1h, or measure a part with --where or --sample.',
    );
  return unableFailure(`${place}: ${reason || code || 'the connection failed'}`);
}

function withoutSecret(text: string, { password }: Target): string {
  if (password === undefined || password === '') return text;
  return text.replaceAll(password, '***').replaceAll(encodeURIComponent(password), '***');
}
