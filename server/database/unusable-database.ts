import { OperatorError } from '../operator-error.ts';

const refusals: Record<string, string> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  ETIMEDOUT: 'it does not answer in time',
  CONNECT_TIMEOUT: 'it does not answer in time',
  ECONNRESET: 'it ended the connection',
  CONNECTION_CLOSED: 'it ended the connection',
};

/** Wrong password, no such role, no such database, no right to connect, too many connections, starting or stopping. */
const states = new Set(['28P01', '28000', '3D000', '42501', '53300', '57P03']);

/** The error to throw for `error`: a sentence without the password when the database at `url` cannot be used at all. */
export function unusableDatabase(error: unknown, url: string): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const reason = refusals[code] ?? (states.has(code) ? error.message : undefined);
  if (reason === undefined) return error;
  const { hostname, port, pathname } = new URL(url);
  const place = `${hostname || 'localhost'}:${port || '5432'}${pathname}`;
  return new OperatorError(`The database at ${place} cannot be used: ${reason}. Check DATABASE_URL.`, { cause: error });
}
