import { inSeries, isLearnt, type Series, type SeriesPlace } from './learned.ts';
import type { Sql } from './sql.ts';

/** What was known after one profile, as it is kept. */
export interface Bookmark extends SeriesPlace {
  runs: number;
  state: Uint8Array;
}

/**
 * The newest bookmark before a place that `engine` wrote; with `knownBy` only one that knows of nothing that came after that
 * profile.
 */
export async function readBookmark(
  sql: Sql,
  of: Series & { engine: number; before: SeriesPlace | null; knownBy: number | null; rebuilt: number },
): Promise<Bookmark | null> {
  const { datasetId, segment, engine, before, knownBy, rebuilt } = of;
  const [row] = await sql<Bookmark[]>`
    select b.profile_id as "profileId", b.effective_at as "effectiveAt", b.runs, b.state from learned_state b
    where b.dataset_id = ${datasetId} and b.segment = ${segment} and b.engine = ${engine}
      ${before === null ? sql`` : sql`and (b.effective_at, b.profile_id) < (${before.effectiveAt}, ${before.profileId})`}
      ${
        knownBy === null
          ? sql``
          : sql`and not exists (select 1 from profile p where ${inSeries(sql, of)} and p.id > ${knownBy}
              and p.superseded_by is null and ${isLearnt(sql, rebuilt)}
              and (p.effective_at, p.id) <= (b.effective_at, b.profile_id))`
      }
    order by b.effective_at desc, b.profile_id desc limit 1`;
  return row ?? null;
}

export interface BookmarkWrite extends Series, SeriesPlace {
  engine: number;
  runs: number;
  state: Uint8Array;
  /** Of the series when it was learnt. */
  generation: number;
}

/**
 * Keeps a bookmark unless the past was changed since it was learnt, or the dataset is gone. In a transaction: the lock waits for
 * whoever is changing it just now, and what is read after it is how it came out.
 */
export async function insertBookmark(sql: Sql, w: BookmarkWrite): Promise<void> {
  await sql`select 1 from dataset where id = ${w.datasetId} for share`;
  await sql`
    insert into learned_state (dataset_id, segment, profile_id, effective_at, engine, runs, state)
    select ${w.datasetId}, ${w.segment}, ${w.profileId}, ${w.effectiveAt}, ${w.engine}, ${w.runs}, ${w.state}
    where exists (select 1 from dataset where id = ${w.datasetId})
      and coalesce((select generation from learned_series where dataset_id = ${w.datasetId} and segment = ${w.segment}), 0)
        = ${w.generation}
    on conflict (dataset_id, segment, profile_id) do update
      set engine = excluded.engine, runs = excluded.runs, state = excluded.state, created_at = now()
      where learned_state.engine <> excluded.engine`;
}

/** Throws away one bookmark that cannot be read. */
export async function deleteBookmark(sql: Sql, { datasetId, segment, profileId }: Series & SeriesPlace): Promise<void> {
  await sql`
    delete from learned_state where dataset_id = ${datasetId} and segment = ${segment} and profile_id = ${profileId}`;
}

/**
 * What is remembered of a series from this place on is wrong now: its bookmarks go, and every process learns of it by the
 * generation, which is answered. In the transaction that changes the past, with the dataset locked.
 */
export async function forgetFrom(sql: Sql, series: Series, from: SeriesPlace | null): Promise<number> {
  const { datasetId, segment } = series;
  await sql`
    delete from learned_state where dataset_id = ${datasetId} and segment = ${segment}
      ${from === null ? sql`` : sql`and (effective_at, profile_id) >= (${from.effectiveAt}, ${from.profileId})`}`;
  const [row] = await sql<{ generation: number }[]>`
    insert into learned_series (dataset_id, segment, generation) values (${datasetId}, ${segment}, 1)
    on conflict (dataset_id, segment) do update set generation = learned_series.generation + 1
    returning generation`;
  if (!row) throw new Error(`series ${datasetId} ${segment} has no generation`);
  return row.generation;
}

/**
 * Deletes bookmarks that nobody needs: those of older engines, and of the older ones of a series all but every so manieth run. Where
 * profiles are gone, a bookmark may be all that is left of them: the newest without its profile and the oldest with one stay.
 */
export async function thinBookmarks(
  sql: Sql,
  { engine, newest, olderEvery, limit }: { engine: number; newest: number; olderEvery: number; limit: number },
): Promise<number> {
  const { count } = await sql`
    delete from learned_state where ctid in (
      select ranked.ctid from (
        select b.ctid, b.runs, b.engine, b.has_profile,
          row_number() over (partition by b.dataset_id, b.segment order by b.effective_at desc, b.profile_id desc) as from_newest,
          row_number() over (partition by b.dataset_id, b.segment, b.has_profile order by b.effective_at, b.profile_id) as oldest,
          row_number() over (partition by b.dataset_id, b.segment, b.has_profile
            order by b.effective_at desc, b.profile_id desc) as newest
        from (select s.ctid, s.dataset_id, s.segment, s.profile_id, s.effective_at, s.runs, s.engine,
            exists (select 1 from profile p where p.id = s.profile_id) as has_profile from learned_state s) b) ranked
      where ranked.engine < ${engine}
        or (ranked.has_profile and ranked.from_newest > ${newest} and ranked.runs % ${olderEvery} <> 0 and ranked.oldest > 1)
        or (not ranked.has_profile and ranked.newest > 1)
      limit ${limit})`;
  return count;
}
