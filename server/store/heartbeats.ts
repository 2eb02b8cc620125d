import type { Sql } from './sql.ts';

/** A part of one process: when it last did its work (null: not yet), and when the process last said that it lives. */
export interface Heartbeat {
  component: string;
  instance: string;
  workedAt: Date | null;
  aliveAt: Date;
}

/** Writes the beats of one process by the database's clock. */
export async function saveHeartbeats(
  sql: Sql,
  beats: readonly { component: string; instance: string; workedAt: Date | null }[],
): Promise<void> {
  await sql`
    insert into heartbeat (component, instance, at, detail)
    select b.component, b.instance, now(), jsonb_build_object('workedAt', b."workedAt")
    from jsonb_to_recordset(${sql.json(beats as never)}) as b(component text, instance text, "workedAt" timestamptz)
    on conflict (component, instance) do update set at = excluded.at, detail = excluded.detail`;
}

/** Every beat there is, the newest of each part first, and what the database's clock shows. */
export async function listHeartbeats(sql: Sql): Promise<{ beats: Heartbeat[]; now: Date }> {
  const beats = await sql<(Heartbeat & { now: Date })[]>`
    select component, instance, (detail->>'workedAt')::timestamptz as "workedAt", at as "aliveAt", now() as now
    from heartbeat order by component, at desc, instance`;
  const now = beats[0]?.now ?? (await sql<{ now: Date }[]>`select now() as now`)[0]?.now ?? new Date(0);
  return { beats: beats.map(({ now: _, ...beat }) => beat), now };
}
