/** What a query of postgres.js has beside its promise; it is sent when somebody waits for it, not before. */
interface LazyQuery {
  handle(): unknown;
  resolve(value: unknown): void;
  reject(reason: Error): void;
  executed: boolean;
}

const isQuery = (value: unknown): value is LazyQuery =>
  value instanceof Promise && typeof (value as unknown as Partial<LazyQuery>).handle === 'function';

/** As the error of a lost connection: a known state of the database, no bug of ours. */
const unanswered = (deadlineMs: number) =>
  Object.assign(new Error(`the database did not answer in ${deadlineMs / 1000} s`), { code: 'ETIMEDOUT' });

/**
 * Makes a plain query of a pool end by itself when nobody answers for `deadlineMs` (waiting for a connection included),
 * as with a Postgres that is frozen or a network that swallows. Fragments, which are never sent, have none; neither has what runs on a
 * reserved connection: there the transaction as a whole has one (server/store/sql.ts).
 */
export function withDeadline(query: unknown, deadline: { ms: number; onLate: () => void }): unknown {
  if (!isQuery(query)) return query;
  const { handle, resolve, reject } = query;
  let timer: NodeJS.Timeout | undefined;
  query.handle = () => {
    if (!query.executed) {
      timer = setTimeout(() => {
        deadline.onLate();
        query.reject(unanswered(deadline.ms));
      }, deadline.ms);
    }
    return handle.call(query);
  };
  query.resolve = (value) => (clearTimeout(timer), resolve(value));
  query.reject = (reason) => (clearTimeout(timer), reject(reason));
  return query;
}
