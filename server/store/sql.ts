import type postgres from 'postgres';
import type { Lane } from './lane.ts';

/** The pool, or a transaction on one of its connections: every store function takes one of the two. */
export type Sql = postgres.Sql | postgres.TransactionSql;
/**
 * `renew`: gives every later query new connections, when the ones there are have stopped answering. `lane`: through which
 * its transactions go, when they may not take every connection.
 */
export type Pool = postgres.Sql & { renew?: () => void; lane?: Lane };

/** The same pool, whose transactions go through `lane`; its plain queries do not. */
export function inLane(pool: Pool, lane: Lane): Pool {
  return new Proxy(pool, {
    get: (target, key) => (key === 'lane' ? lane : (Reflect.get(target, key) as unknown)),
  });
}

const retryable = new Set(['40001', '40P01', '23505']);

/**
 * Runs `work` in one transaction; again, at most twice, when Postgres says that another transaction came between
 * (serialisation failure, deadlock, a unique key that somebody else took first). `work` must not act outside the database.
 */
export function inTransaction<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  return retried(() =>
    onOneConnection(pool, async (sql) => {
      await sql`begin`;
      const answer = await work(sql);
      requireCommitted(await sql`commit`);
      return answer;
    }),
  );
}

async function retried<T>(once: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once();
    } catch (error) {
      if (attempt >= 3 || !retryable.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

/** A statement that is sent when it is asked for, before COMMIT. An async function would send it one turn later, behind it. */
export type LastStatement = postgres.PendingQuery<postgres.Row[]>;

/** A transaction in three steps, so that its first statements travel with BEGIN and its last with COMMIT. */
export interface PipelinedTransaction<A, T> {
  open: (sql: Sql) => Promise<A>;
  /** What happens between; answers the last statement, not yet sent (or none), and what is answered after its commit. */
  work: (sql: Sql, opened: A) => Promise<{ last: LastStatement | null; answer: T }>;
}

/** The same promise as inTransaction with half its round trips: two instead of four where `work` asks nothing itself. */
export function inPipelinedTransaction<A, T>(pool: Pool, steps: PipelinedTransaction<A, T>): Promise<T> {
  return retried(() =>
    onOneConnection(pool, async (sql) => {
      const begun = sql`begin`.execute();
      const opened = await bothDone(steps.open(sql), begun);
      const { last, answer } = await steps.work(sql, opened);
      const written: Promise<unknown> = last?.execute() ?? Promise.resolve();
      const committed = sql`commit`.execute();
      await bothDone(written, committed);
      requireCommitted(await committed);
      return answer;
    }),
  );
}

// Longer than Postgres itself lets a statement take (8 s): beyond it nobody is answering.
const deadlineMs = 10_000;

async function onOneConnection<T>(pool: Pool, work: (sql: postgres.ReservedSql) => Promise<T>): Promise<T> {
  const place = await pool.lane?.enter();
  try {
    return await onReserved(pool, async (sql) => {
      place?.begun();
      return work(sql);
    });
  } finally {
    place?.leave();
  }
}

/** Does `work` on a connection that nobody else uses meanwhile, and takes back what it left open when it fails. */
async function onReserved<T>(pool: Pool, work: (sql: postgres.ReservedSql) => Promise<T>): Promise<T> {
  // The pool has other options once it was renewed, and then this connection may be gone whatever the error says.
  const { options } = pool;
  const sql = await withinDeadline(pool, pool.reserve());
  let usable = true;
  try {
    return await withinDeadline(pool, work(sql));
  } catch (error) {
    usable = pool.options === options && !isConnectionLost(error) && (await rolledBack(sql));
    throw error;
  } finally {
    // A connection that broke is no longer the pool's: giving it back would hand it to somebody.
    if (usable) sql.release();
  }
}

/** A server that is frozen, or a driver that waits for a lost one, must not hold its callers for ever. */
async function withinDeadline<T>(pool: Pool, answer: Promise<T>): Promise<T> {
  const { options } = pool;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // Once for all that wait on the same connections: those of a renewed pool have done nothing wrong yet.
      if (pool.options === options) pool.renew?.();
      reject(Object.assign(new Error(`the database did not answer in ${deadlineMs / 1000} s`), { code: 'ETIMEDOUT' }));
    }, deadlineMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

const rolledBack = (sql: postgres.ReservedSql) =>
  sql`rollback`.then(
    () => true,
    () => false,
  );

// Nothing may be written on a connection that is gone: postgres.js would wait for an answer for ever, or end the process.
const isConnectionLost = (error: unknown) =>
  /^(CONNECT|ECONN|EPIPE|ETIMEDOUT|08|57P|25P03)/.test((error as { code?: string } | null)?.code ?? '');

/** COMMIT of a transaction in which a statement failed is answered without an error: nothing was kept. */
function requireCommitted({ command }: { command: string }): void {
  if (command !== 'COMMIT') throw new Error('a transaction was rolled back at its commit');
}

/**
 * Waits for both, also when one fails: only then is the connection quiet. But not once the connection is lost: a statement
 * that waited for its turn on it is never answered. Answers what the first one did.
 */
async function bothDone<A>(first: Promise<A>, second: PromiseLike<unknown>): Promise<A> {
  const both = [first, Promise.resolve(second)] as const;
  const lost = new Promise<never>((_, reject) => {
    for (const one of both) one.catch((error: unknown) => isConnectionLost(error) && reject(error as Error));
  });
  const [one, other] = await Promise.race([Promise.allSettled(both), lost]);
  if (one.status === 'rejected') throw one.reason;
  if (other.status === 'rejected') throw other.reason;
  return one.value;
}
