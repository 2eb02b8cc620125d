import { inTransaction, type Pool, type Sql } from '../sql.ts';

/** The events of one week, from a Monday in UTC. */
export interface Week {
  monday: Date;
  /** False when it was taken off and not dropped: that process died between. */
  isAttached: boolean;
}

const weekMs = 7 * 86_400_000;
// 1970 began on a Thursday.
const firstMondayMs = 4 * 86_400_000;

/** The Monday, 00:00 UTC, of the week that an instant lies in. */
export const mondayOf = (at: Date): Date =>
  new Date(Math.floor((at.getTime() - firstMondayMs) / weekMs) * weekMs + firstMondayMs);

export const endOf = (monday: Date): Date => new Date(monday.getTime() + weekMs);

const nameOf = (monday: Date) => `lineage_event_w${monday.toISOString().slice(0, 10).replaceAll('-', '')}`;

/** The weeks that have a partition, oldest first. */
export async function listWeeks(sql: Sql): Promise<Week[]> {
  const rows = await sql<{ day: string; isAttached: boolean }[]>`
    select substring(c.relname from 16) as day, exists (select 1 from pg_inherits i where i.inhrelid = c.oid) as "isAttached"
    from pg_class c
    where c.relnamespace = (select relnamespace from pg_class where oid = 'lineage_event'::regclass)
      and c.relkind = 'r' and c.relname ~ '^lineage_event_w[0-9]{8}$' order by c.relname`;
  return rows.map(({ day, isAttached }) => ({
    monday: new Date(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`),
    isAttached,
  }));
}

/** Weeks of which the default partition holds so many events that one of their own pays, oldest first. */
export async function listCrowdedWeeks(sql: Sql, least: number): Promise<Date[]> {
  const rows = await sql<{ monday: Date }[]>`
    select date_trunc('week', event_at at time zone 'UTC') at time zone 'UTC' as monday
    from lineage_event_default group by 1 having count(*) >= ${least} order by 1 limit 100`;
  return rows.map(({ monday }) => monday);
}

// A wait for the lock makes everybody behind it wait as well: short, and again later.
const lockMs = 250;
const pausesMs = [50, 100, 200, 400, 800];

/**
 * Makes the partition of a week, with what the default one held of it. Whoever posts or reads events waits for as long as
 * that move takes, and never longer than `lockMs` for its beginning. False when the lock could not be had.
 */
export function attachWeek(pool: Pool, monday: Date): Promise<boolean> {
  const name = nameOf(monday);
  const [from, to] = [monday.toISOString(), endOf(monday).toISOString()];
  return patiently(pool, async (sql) => {
    // The lock that attaching needs anyway: nothing may come into the default partition between the move and that.
    await sql`lock table lineage_event_default in access exclusive mode`;
    await sql.unsafe(
      `create table ${name} (like lineage_event including defaults including storage including compression)
       with (toast_tuple_target = 256)`,
    );
    await sql.unsafe(
      `with moved as (delete from lineage_event_default where event_at >= '${from}' and event_at < '${to}' returning *)
       insert into ${name} select * from moved`,
    );
    await sql.unsafe(`alter table lineage_event attach partition ${name} for values from ('${from}') to ('${to}')`);
  });
}

/** Did a week get an event since an instant? Then somebody posts its history now. */
export async function cameSince(sql: Sql, monday: Date, since: Date): Promise<boolean> {
  const rows = await sql.unsafe(
    `select 1 from ${nameOf(monday)} where received_at >= '${since.toISOString()}' limit 1`,
  );
  return rows.length > 0;
}

/** Takes a week off: its events are seen no more. False when the lock could not be had. Not concurrently: Postgres cannot beside a default partition. */
export const detachWeek = (pool: Pool, monday: Date): Promise<boolean> =>
  patiently(pool, (sql) => sql.unsafe(`alter table lineage_event detach partition ${nameOf(monday)}`));

/** Drops a week that was taken off. Events that wait to be worked in, dead ones too, go into the default partition before. */
export const dropWeek = (pool: Pool, monday: Date): Promise<boolean> =>
  patiently(pool, async (sql) => {
    const name = nameOf(monday);
    await sql.unsafe(
      `insert into lineage_event
       select e.* from ${name} e where exists (select 1 from lineage_pending p where p.event_at = e.event_at and p.hash = e.hash)
       on conflict do nothing`,
    );
    await sql.unsafe(`drop table ${name}`);
  });

async function patiently(pool: Pool, work: (sql: Sql) => Promise<unknown>): Promise<boolean> {
  for (const pauseMs of [...pausesMs, 0]) {
    try {
      await inTransaction(pool, async (sql) => {
        await sql.unsafe(`set local lock_timeout = ${lockMs}`);
        await work(sql);
      });
      return true;
    } catch (error) {
      if ((error as { code?: string }).code !== '55P03') throw error;
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  return false;
}
