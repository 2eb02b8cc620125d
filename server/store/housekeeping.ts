import type { Sql } from './sql.ts';

const newestRejections = 1_000;

/**
 * Deletes at most `limit` rows of each kind that nobody needs any more at `now`, and answers how many there were in all:
 * old rejections, ended sessions, finished clock jobs, old sign-in failures, beats of processes that are gone.
 */
export async function deleteStale(sql: Sql, now: Date, limit: number): Promise<number> {
  const before = (hours: number) => new Date(now.getTime() - hours * 3600_000);
  const deleted = [
    await sql`
      delete from rejection where id in (
        select id from rejection where at < ${before(30 * 24)}
          or id <= (select id from rejection order by id desc offset ${newestRejections} limit 1)
        order by id limit ${limit})`,
    await sql`
      delete from session where token_hash in (select token_hash from session where expires_at < ${now} limit ${limit})`,
    await sql`
      delete from clock_job where id in (
        select id from clock_job where finished_at < ${before(48)} and state in ('done', 'dead')
        order by finished_at limit ${limit})`,
    await sql`
      delete from sign_in_failure where id in (
        select id from sign_in_failure where at < ${before(24)} order by id limit ${limit})`,
    await sql`delete from heartbeat where at < ${before(7 * 24)}`,
  ];
  return deleted.reduce((sum, { count }) => sum + count, 0);
}
