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
  /** What learned monitors told in the incident that is open, and what has not healed: names of expectations. */
  alarmed: string[];
}

/** Where a profile that is being received will stand, and the interval by which it corrects an earlier one. */
export interface ComingProfile extends Series {
  effectiveAt: Date;
  /** Its number; null while it has none: it will be the highest. */
  profileId: number | null;
  interval: { start: Date; end: Date } | null;
  /** The suite under which learned findings stand in incidents. */
  learnedSuite: string;
}

export const inSeries = (sql: Sql, { datasetId, segment }: Series) =>
  sql`p.dataset_id = ${datasetId} and p.segment = ${segment}`;

/** Is it learnt? Not when it came late, unless it was there at the last rebuild (`rebuilt`, a fragment). */
export const isLearnt = (sql: Sql, rebuilt: ReturnType<Sql> | number) =>
  sql`(not p.late or p.id <= ${rebuilt as never})`;

/** Read under the dataset's lock, in one statement. */
export async function readSeriesHead(sql: Sql, coming: ComingProfile): Promise<SeriesHead> {
  const { effectiveAt: at, interval, profileId } = coming;
  const isSame = sql`p.interval_start = ${interval?.start ?? null} and p.interval_end = ${interval?.end ?? null}`;
  const learnt = sql`p.superseded_by is null and ${isLearnt(sql, sql`coalesce(s.rebuilt_profile_id, 0)`)}`;
  const [row] = await sql<HeadRow[]>`
    select coalesce(s.generation, 0) as generation, coalesce(s.rebuilt_profile_id, 0) as rebuilt,
      n.id, n.effective_at, c.id as corrected, l.id as later,
      array(select f.expectation from incident i join incident_failure f on f.incident_id = i.id
        where i.dataset_id = ${coming.datasetId} and i.state <> 'resolved' and f.facts->>'healedAt' is null
          and f.facts->>'suite' = ${coming.learnedSuite} and coalesce(f.facts->>'series', '') = ${coming.segment}
        order by f.position) as alarmed
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
  const { generation, rebuilt, id, effective_at: newestAt, corrected, later, alarmed } = row;
  return {
    generation,
    rebuilt,
    newest: id === null || newestAt === null ? null : { profileId: id, effectiveAt: newestAt },
    corrected: corrected === null ? null : { profileId: corrected, effectiveAt: at },
    hasLater: later !== null,
    alarmed,
  };
}

interface HeadRow {
  generation: number;
  rebuilt: number;
  id: number | null;
  effective_at: Date | null;
  corrected: number | null;
  later: number | null;
  alarmed: string[];
}

/** Up to which profile late ones are learnt, and whether one that stands later than this place had come before it. */
export async function readSeriesThen(
  sql: Sql,
  { datasetId, segment }: Series,
  { effectiveAt, profileId }: SeriesPlace,
): Promise<{ rebuilt: number; hadLater: boolean }> {
  const [row] = await sql<{ rebuilt: number; hadLater: boolean }[]>`
    select coalesce((select rebuilt_profile_id from learned_series where dataset_id = ${datasetId} and segment = ${segment}), 0) as rebuilt,
      exists (select 1 from profile p where ${inSeries(sql, { datasetId, segment })} and p.effective_at > ${effectiveAt}
        and p.id < ${profileId}) as "hadLater"`;
  if (!row) throw new Error('no answer about a series');
  return row;
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

/** What people said of the alarms of a profile `p` and did not take back, oldest first. */
export const saidOf = (sql: Sql) => sql`(
  select jsonb_agg(jsonb_build_object('verb', f.verb, 'expectation', e.expectation, 'column', e.facts->'column') order by f.id)
  from alarm_feedback f join incident_failure e on e.incident_id = f.incident_id
    and (f.expectations is null or e.expectation = any(f.expectations))
  where f.dataset_id = p.dataset_id and f.segment = p.segment and f.profile_id = p.id and f.undone_at is null)`;

/** The first `limit` of them, in the order in which they are learnt. */
export async function readLearnt(sql: Sql, range: FoldRange, limit: number): Promise<LearntRow[]> {
  return sql<LearntRow[]>`
    select p.id, p.effective_at, p.document, ${saidOf(sql)} as said
    from profile p where ${learntBetween(sql, range)}
    order by p.effective_at, p.id limit ${limit}`;
}

/** How many they are, counted up to `most`. */
export async function countLearnt(sql: Sql, range: FoldRange, most: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (select 1 from profile p where ${learntBetween(sql, range)} limit ${most}) as counted`;
  return row?.count ?? 0;
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
