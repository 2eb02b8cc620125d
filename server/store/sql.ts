import type postgres from 'postgres';

/** The pool, or a transaction on one of its connections: every store function takes one of the two. */
export type Sql = postgres.Sql | postgres.TransactionSql;
export type Pool = postgres.Sql;

const retryable = new Set(['40001', '40P01', '23505']);

/**
 * Runs `work` in one transaction; again, at most twice, when Postgres says that another transaction came between
 * (serialisation failure, deadlock, a unique key that somebody else took first). `work` must not act outside the database.
 */
export async function inTransaction<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await pool.begin((sql) => work(sql as unknown as Sql))) as T;
    } catch (error) {
      if (attempt >= 3 || !retryable.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}
