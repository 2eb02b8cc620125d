import type { Calibration, Family } from '../../checks/index.ts';
import type { Sql } from './sql.ts';

/** How many measures of each family were how far out on a day, by bin of the score. */
export interface TallyWrite {
  /** UTC: 2026-11-26. */
  day: string;
  engine: number;
  counts: ReadonlyMap<Family, readonly number[]>;
}

/** Adds counts to those of other processes. Always in the order of families, so that two of them do not wait for each other forever. */
export async function addTally(sql: Sql, { day, engine, counts }: TallyWrite): Promise<void> {
  const rows = [...counts].map(([family, own]) => ({ family, counts: own }));
  rows.sort((one, other) => (one.family < other.family ? -1 : 1));
  await sql`
    insert into learned_tally (day, engine, family, counts)
    select ${day}, ${engine}, r.family, array(select jsonb_array_elements_text(r.counts)::bigint)
    from jsonb_to_recordset(${sql.json(rows as never)}) as r(family text, counts jsonb)
    order by r.family
    on conflict (day, engine, family) do update set counts = array(
      select coalesce(t.old, 0) + coalesce(t.new, 0)
      from unnest(learned_tally.counts, excluded.counts) with ordinality as t(old, new, place) order by t.place)`;
}

/** One family's counts of one day. */
export interface TallyRow {
  day: string;
  family: Family;
  counts: number[];
}

/** From a day on, that day included. */
export async function readTallies(sql: Sql, { engine, since }: { engine: number; since: string }): Promise<TallyRow[]> {
  return sql<TallyRow[]>`
    select day, family, counts from learned_tally where engine = ${engine} and day >= ${since} order by day, family`;
}

/** Counts of days before that are of no use any more; answers how many rows went. */
export async function deleteTallies(sql: Sql, before: string): Promise<number> {
  const { count } = await sql`delete from learned_tally where day < ${before}`;
  return count;
}

/** What a calibration was made of, for one family. */
export interface FamilySample {
  /** Scores counted. */
  scores: number;
  /** Of them at 1 and above. */
  outOfOrdinary: number;
  /** Left out, since somebody called their run a real fault. */
  real: number;
  /** How unlike the newest week's scores are to those before, 0 to 1; null when one of them is empty. */
  drift: number | null;
}

export interface StoredCalibration extends Calibration {
  samples: Partial<Record<Family, FamilySample>>;
  createdAt: Date;
}

/** The newest that was made of this engine's scores. */
export async function readCalibration(sql: Sql, engine: number): Promise<StoredCalibration | null> {
  const [row] = await sql<StoredCalibration[]>`
    select version, engine, families, samples, created_at as "createdAt" from calibration
    where engine = ${engine} order by version desc limit 1`;
  return row ?? null;
}

/** A new version; the ones before stay as they are. */
export async function insertCalibration(
  sql: Sql,
  made: Pick<StoredCalibration, 'engine' | 'families' | 'samples' | 'createdAt'>,
): Promise<number> {
  const [row] = await sql<{ version: number }[]>`
    insert into calibration (engine, families, samples, created_at)
    values (${made.engine}, ${sql.json(made.families as never)}, ${sql.json(made.samples as never)}, ${made.createdAt})
    returning version`;
  if (!row) throw new Error('the calibration was not stored');
  return row.version;
}

/** Profiles received since then of whose alarms somebody says that they are a real fault, newest first. */
export async function listRealProfiles(
  sql: Sql,
  since: Date,
  limit: number,
): Promise<{ id: number; receivedAt: Date }[]> {
  return sql<{ id: number; receivedAt: Date }[]>`
    select p.id, p.received_at as "receivedAt" from profile p
    where p.received_at >= ${since} and exists (
      select 1 from alarm_feedback f where f.profile_id = p.id and f.verb = 'real' and f.undone_at is null)
    order by p.id desc limit ${limit}`;
}
