import type { FeedbackVerb } from '../../checks/index.ts';
import type { Sql } from './sql.ts';

/** The profiles of a dataset, or of one part of it, that learned monitors remember together. */
export interface Series {
  datasetId: number;
  segment: string;
}

/** Where a profile stands in its series: by the time that it describes, then by its receipt. */
export interface SeriesPlace {
  effectiveAt: Date;
  profileId: number;
}

/** Comes one before the other in its series? */
export const isBefore = (one: SeriesPlace, other: SeriesPlace): boolean =>
  one.effectiveAt.getTime() - other.effectiveAt.getTime() < 0 ||
  (one.effectiveAt.getTime() === other.effectiveAt.getTime() && one.profileId < other.profileId);

/** What is known of a series before a profile is judged. */
export interface SeriesHead {
  /** Raised whenever something that was learnt has become another. */
  generation: number;
  /** Profiles that came late are learnt up to this one; 0: none. */
  rebuilt: number;
  /** The newest profile that is learnt before that place; null when there is none. */
  newest: SeriesPlace | null;
  /** The profile that this one corrects, if it was learnt. */
  corrected: SeriesPlace | null;
  /** Are profiles learnt that stand after it? */
  hasLater: boolean;
}

/** Where a profile that is being received will stand, and the interval by which it corrects an earlier one. */
export interface ComingProfile extends Series {
  effectiveAt: Date;
  /** Its number; null while it has none: it will be the highest. */
  profileId: number | null;
  interval: { start: Date; end: Date } | null;
}

const inSeries = (sql: Sql, { datasetId, segment }: Series) =>
  sql`p.dataset_id = ${datasetId} and p.segment = ${segment}`;

/** Is it learnt? Not when it came late, unless it was there at the last rebuild (`rebuilt`, a fragment). */
const isLearnt = (sql: Sql, rebuilt: ReturnType<Sql> | number) => sql`(not p.late or p.id <= ${rebuilt as never})`;

/** Read under the dataset's lock, in one statement. */
export async function readSeriesHead(sql: Sql, coming: ComingProfile): Promise<SeriesHead> {
  const { effectiveAt: at, interval, profileId } = coming;
  const isSame = sql`p.interval_start = ${interval?.start ?? null} and p.interval_end = ${interval?.end ?? null}`;
  const learnt = sql`p.superseded_by is null and ${isLearnt(sql, sql`coalesce(s.rebuilt_profile_id, 0)`)}`;
  const [row] = await sql<HeadRow[]>`
    select coalesce(s.generation, 0) as generation, coalesce(s.rebuilt_profile_id, 0) as rebuilt,
      n.id, n.effective_at, c.id as corrected, l.id as later
    from (values (1)) as one
      left join learned_series s on s.dataset_id = ${coming.datasetId} and s.segment = ${coming.segment}
      left join lateral (
        select p.id, p.effective_at from profile p
        where ${inSeries(sql, coming)} and ${learnt} and p.effective_at <= ${at} and (${isSame}) is not true
          and (p.effective_at < ${at} or p.id < ${profileId ?? Number.MAX_SAFE_INTEGER})
        order by p.effective_at desc, p.id desc limit 1) n on true
      left join lateral (
        select p.id from profile p
        where ${inSeries(sql, coming)} and ${learnt} and p.effective_at = ${at} and ${isSame}
        order by p.id desc limit 1) c on true
      left join lateral (
        select p.id from profile p
        where ${inSeries(sql, coming)} and ${learnt} and p.effective_at > ${at}
        order by p.effective_at, p.id limit 1) l on true`;
  if (!row) throw new Error('no answer about a series');
  const { generation, rebuilt, id, effective_at: newestAt, corrected, later } = row;
  return {
    generation,
    rebuilt,
    newest: id === null || newestAt === null ? null : { profileId: id, effectiveAt: newestAt },
    corrected: corrected === null ? null : { profileId: corrected, effectiveAt: at },
    hasLater: later !== null,
  };
}

interface HeadRow {
  generation: number;
  rebuilt: number;
  id: number | null;
  effective_at: Date | null;
  corrected: number | null;
  later: number | null;
}

/** Which profiles of a series are learnt one after the other: those after one place and before another. */
export interface FoldRange extends Series {
  after: SeriesPlace | null;
  before: SeriesPlace | null;
  rebuilt: number;
  /** As it was known when that profile came: what came later is left out, and what was corrected later is not. */
  knownBy: number | null;
  /** One that is about to be corrected. */
  without: number | null;
}

/** A profile as learning reads it. */
export interface LearntRow {
  id: number;
  effective_at: Date;
  document: string;
  /** What people said of its alarms and did not take back, oldest first; null: nothing. */
  said: SaidRow[] | null;
}

/** One word on one alarm, and the column that the alarm is about; null is the table. */
export interface SaidRow {
  verb: FeedbackVerb;
  expectation: string;
  column: string | null;
}

function learntBetween(sql: Sql, range: FoldRange) {
  const { after, before, rebuilt, knownBy, without } = range;
  return sql`
    ${inSeries(sql, range)} and ${isLearnt(sql, rebuilt)}
    and ${knownBy === null ? sql`p.superseded_by is null` : sql`p.id < ${knownBy} and (p.superseded_by is null or p.superseded_by > ${knownBy})`}
    ${after === null ? sql`` : sql`and (p.effective_at, p.id) > (${after.effectiveAt}, ${after.profileId})`}
    ${before === null ? sql`` : sql`and (p.effective_at, p.id) < (${before.effectiveAt}, ${before.profileId})`}
    ${without === null ? sql`` : sql`and p.id <> ${without}`}`;
}

/** The first `limit` of them, in the order in which they are learnt. */
export async function readLearnt(sql: Sql, range: FoldRange, limit: number): Promise<LearntRow[]> {
  return sql<LearntRow[]>`
    select p.id, p.effective_at, p.document,
      (select jsonb_agg(jsonb_build_object('verb', f.verb, 'expectation', e.expectation, 'column', e.facts->'column') order by f.id)
       from alarm_feedback f join incident_failure e on e.incident_id = f.incident_id
         and (f.expectations is null or e.expectation = any(f.expectations))
       where f.dataset_id = p.dataset_id and f.segment = p.segment and f.profile_id = p.id and f.undone_at is null) as said
    from profile p where ${learntBetween(sql, range)}
    order by p.effective_at, p.id limit ${limit}`;
}

/** How many they are, counted up to `most`. */
export async function countLearnt(sql: Sql, range: FoldRange, most: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (select 1 from profile p where ${learntBetween(sql, range)} limit ${most}) as counted`;
  return row?.count ?? 0;
}

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

/** The profiles in force from a place on, without the one that stands there, nearest first: they were judged by a past that is another now. */
export async function listFollowing(
  sql: Sql,
  series: Series,
  { from, limit }: { from: SeriesPlace; limit: number },
): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select p.id from profile p
    where ${inSeries(sql, series)} and p.superseded_by is null
      and p.effective_at >= ${from.effectiveAt} and p.id <> ${from.profileId}
    order by p.effective_at, p.id limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** The parts of a dataset that profiles describe, the whole first. */
export async function listSegments(sql: Sql, datasetId: number): Promise<string[]> {
  const rows = await sql<{ segment: string }[]>`
    select distinct segment from profile where dataset_id = ${datasetId} order by segment limit 10000`;
  return rows.map(({ segment }) => segment);
}

/** Up to which profile a rebuild of a series reaches, and the generation that it is of. */
export async function readRebuildStart(sql: Sql, series: Series): Promise<{ generation: number; newestId: number }> {
  const [row] = await sql<{ generation: number; newestId: number }[]>`
    select coalesce((select generation from learned_series
        where dataset_id = ${series.datasetId} and segment = ${series.segment}), 0) as generation,
      coalesce((select max(p.id) from profile p where ${inSeries(sql, series)}), 0) as "newestId"`;
  if (!row) throw new Error('no answer about a series');
  return row;
}

export type KeptBookmark = Omit<BookmarkWrite, 'datasetId' | 'segment' | 'generation'>;

/**
 * Puts what was learnt anew in the place of what was remembered, in a transaction with the dataset locked; false when the past was
 * changed meanwhile, and then nothing is.
 */
export async function replaceBookmarks(
  sql: Sql,
  series: Series,
  by: { generation: number; rebuilt: number; bookmarks: readonly KeptBookmark[] },
): Promise<boolean> {
  const { datasetId, segment } = series;
  if ((await readRebuildStart(sql, series)).generation !== by.generation) return false;
  await forgetFrom(sql, series, null);
  await sql`
    update learned_series set rebuilt_profile_id = ${by.rebuilt} where dataset_id = ${datasetId} and segment = ${segment}`;
  for (const { profileId, effectiveAt, engine, runs, state } of by.bookmarks)
    await sql`
      insert into learned_state (dataset_id, segment, profile_id, effective_at, engine, runs, state)
      values (${datasetId}, ${segment}, ${profileId}, ${effectiveAt}, ${engine}, ${runs}, ${state})`;
  return true;
}

export interface SeriesFacts {
  generation: number;
  rebuilt: number | null;
  /** Profiles that came too late to be learnt. */
  late: number;
  bookmarks: number;
  /** When the first profile that is learnt begins; null when there is none. */
  firstAt: Date | null;
}

/** What there is to say of a series, whoever remembers it. */
export async function readSeriesFacts(sql: Sql, series: Series): Promise<SeriesFacts> {
  const { datasetId, segment } = series;
  const [row] = await sql<SeriesFacts[]>`
    select coalesce(s.generation, 0) as generation, s.rebuilt_profile_id as rebuilt,
      (select count(*)::int from profile p where ${inSeries(sql, series)} and p.superseded_by is null
        and p.late and p.id > coalesce(s.rebuilt_profile_id, 0)) as late,
      (select count(*)::int from learned_state where dataset_id = ${datasetId} and segment = ${segment}) as bookmarks,
      (select p.effective_at from profile p where ${inSeries(sql, series)} and p.superseded_by is null
        and ${isLearnt(sql, sql`coalesce(s.rebuilt_profile_id, 0)`)} order by p.effective_at, p.id limit 1) as "firstAt"
    from (values (1)) as one
      left join learned_series s on s.dataset_id = ${datasetId} and s.segment = ${segment}`;
  if (!row) throw new Error('no answer about a series');
  return row;
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
