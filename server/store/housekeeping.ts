import type { Sql } from './sql.ts';

const newestRejections = 1_000;
/** As far back as a replay reaches. */
const historyDays = 400;

/**
 * Deletes at most `limit` rows of each kind that nobody needs any more at `now`, and answers how many there were in all:
 * old rejections, ended sessions, finished clock jobs, old sign-in failures, beats of processes that are gone; and of the
 * history, what lies further back than a replay may ask: deadlines, and results of other tools but for the newest of each suite.
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
    await deleteOldPeriods(sql, before(historyDays * 24), limit),
    await sql`
      delete from external_result where id in (
        select id from external_result where received_at < ${before(historyDays * 24)} and not newest
        order by received_at limit ${limit})`,
    await sql`delete from heartbeat where at < ${before(7 * 24)}`,
  ];
  return deleted.reduce((sum, { count }) => sum + count, 0);
}

/** A deadline that is awaited still, or missing in an incident that is open, stays however old it is. */
const deleteOldPeriods = (sql: Sql, before: Date, limit: number) => sql`
  delete from arrival_period where ctid in (
    select p.ctid from arrival_period p
    where p.due_at < ${before}
      and not exists (select 1 from arrival_watch w where w.dataset_id = p.dataset_id and w.key = p.key and w.due_at <= p.due_at)
      and not exists (select 1 from incident i where i.id = p.incident_id and i.state <> 'resolved')
    order by p.due_at limit ${limit})`;
