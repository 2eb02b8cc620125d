import type { Sql } from '../sql.ts';

/** What became of events of one producer on one day, to be added to what was counted before. */
export interface ProducerCount {
  producer: string;
  /** In UTC: `2026-11-23`. */
  day: string;
  stored: number;
  repeated: number;
  refused: number;
  failed: number;
  warned: number;
  misnamed: number;
  dead: number;
  /** Version of its newest event; null keeps the one before. */
  client: string | null;
  lastAt: Date;
}

const numbers = ['stored', 'repeated', 'refused', 'failed', 'warned', 'misnamed', 'dead'] as const;
export type ProducerNumber = (typeof numbers)[number];

export async function addProducerCounts(sql: Sql, counts: readonly ProducerCount[]): Promise<void> {
  if (counts.length === 0) return;
  // Sorted, so that two writers never wait for each other in a ring.
  const rows = counts.toSorted((a, b) => (a.producer + a.day < b.producer + b.day ? -1 : 1));
  const column = (key: ProducerNumber) => sql`${rows.map((row) => row[key])}::int[]`;
  await sql`
    insert into lineage_producer as p (producer, day, stored, repeated, refused, failed, warned, misnamed, dead, client, last_at)
    select * from unnest(${rows.map((row) => row.producer)}::text[], ${rows.map((row) => row.day)}::text[],
      ${column('stored')}, ${column('repeated')}, ${column('refused')}, ${column('failed')}, ${column('warned')},
      ${column('misnamed')}, ${column('dead')}, ${rows.map((row) => row.client)}::text[],
      ${rows.map((row) => row.lastAt.toISOString())}::timestamptz[])
    on conflict (producer, day) do update set stored = p.stored + excluded.stored, repeated = p.repeated + excluded.repeated,
      refused = p.refused + excluded.refused, failed = p.failed + excluded.failed, warned = p.warned + excluded.warned,
      misnamed = p.misnamed + excluded.misnamed, dead = p.dead + excluded.dead,
      client = coalesce(excluded.client, p.client), last_at = greatest(p.last_at, excluded.last_at)`;
}

export type ProducerRow = Omit<ProducerCount, 'day'>;

/** Producers of the days since `day`, those heard of last first, and what waits or is dead now in all. */
export async function listProducers(sql: Sql, day: string): Promise<ProducerRow[]> {
  const rows = await sql<ProducerRow[]>`
    select producer, sum(stored)::int as stored, sum(repeated)::int as repeated, sum(refused)::int as refused,
      sum(failed)::int as failed, sum(warned)::int as warned, sum(misnamed)::int as misnamed, sum(dead)::int as dead,
      (array_agg(client order by day desc) filter (where client is not null))[1] as client, max(last_at) as "lastAt"
    from lineage_producer where day >= ${day} group by producer order by max(last_at) desc, producer limit 1000`;
  return [...rows];
}

/** How many events wait to be worked in, and how many were given up. */
export async function countPending(sql: Sql): Promise<{ pending: number; dead: number }> {
  const [row] = await sql<{ pending: number; dead: number }[]>`
    select (select count(*) from lineage_pending where dead_at is null)::int as pending,
      (select count(*) from lineage_pending where dead_at is not null)::int as dead`;
  return row ?? { pending: 0, dead: 0 };
}
