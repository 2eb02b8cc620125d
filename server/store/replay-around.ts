import type { QualifiedName } from './datasets.ts';
import type { PartnerRow } from './past.ts';
import type { ReceivedProfile, ReplayPeriod } from './replay.ts';
import type { StoredSilence } from './silences.ts';
import type { Sql } from './sql.ts';

/** A profile, and up to which id others are known to it: its own when it comes. */
export interface KnowingProfile {
  row: ReceivedProfile;
  knownBy: number;
}

/**
 * Profiles of the named datasets for the same series and data interval as each of `of`, as far as they had come by then;
 * `place` is where it stands in `of`.
 */
export async function readPartnersThen(
  sql: Sql,
  q: { of: readonly KnowingProfile[]; names: readonly QualifiedName[] },
): Promise<(PartnerRow & { place: number })[]> {
  const of = q.of.flatMap(({ row, knownBy }, place) => {
    const { segment, interval_start: starts, interval_end: ends } = row;
    return starts === null || ends === null ? [] : [{ place, segment, starts, ends, knownBy }];
  });
  return sql<(PartnerRow & { place: number })[]>`
    select a.place, b.namespace, b.name, p.id, p.document
    from jsonb_to_recordset(${sql.json(of as never)})
        as a(place int, segment text, starts timestamptz, ends timestamptz, "knownBy" bigint)
      cross join unnest(${q.names.map(({ namespace }) => namespace)}::text[], ${q.names.map(({ name }) => name)}::text[])
        as b(namespace, name)
      join namespace n on n.name = b.namespace
      join dataset d on d.namespace_id = n.id and d.name = b.name
      cross join lateral (
        select id, document from profile
        where dataset_id = d.id and segment = a.segment and effective_at = a.starts and interval_start = a.starts
          and interval_end = a.ends and id <= a."knownBy" and (superseded_by is null or superseded_by > a."knownBy")
        order by id desc limit 1) p`;
}

/** That a profile is judged once more: `by` is the profile of another dataset that came at `at`. */
export interface JudgedAgain {
  id: number;
  datasetId: number;
  by: number;
  at: Date;
}

/**
 * Which profiles received in the period were judged again in it, because a profile of a named dataset for their data interval came
 * after them, in the order in which those came. A profile that was corrected by then is not.
 */
export async function listJudgedAgain(
  sql: Sql,
  q: ReplayPeriod & { datasetIds: number[]; names: readonly QualifiedName[]; limit: number },
): Promise<JudgedAgain[]> {
  return sql<JudgedAgain[]>`
    select p.id, p.dataset_id as "datasetId", o.id as by, o.received_at as at
    from unnest(${q.names.map(({ namespace }) => namespace)}::text[], ${q.names.map(({ name }) => name)}::text[])
        as b(namespace, name)
      join namespace n on n.name = b.namespace
      join dataset d on d.namespace_id = n.id and d.name = b.name
      join profile o on o.dataset_id = d.id and o.received_at >= ${q.since} and o.received_at < ${q.until}
        and o.interval_start is not null and o.interval_end is not null
      join profile p on p.dataset_id = any(${q.datasetIds}::bigint[]) and p.segment = o.segment
        and p.effective_at = o.effective_at and p.interval_start = o.interval_start and p.interval_end = o.interval_end
    where p.id < o.id and p.received_at >= ${q.since} and (p.superseded_by is null or p.superseded_by > o.id)
    order by p.dataset_id, o.id, p.id limit ${q.limit}`;
}

/** Accepted failures of some datasets that were told to have healed before `since`. */
export async function listHealedBefore(
  sql: Sql,
  q: { datasetIds: number[]; since: Date },
): Promise<{ datasetId: number; expectation: string; level: number; until: string }[]> {
  return sql<{ datasetId: number; expectation: string; level: number; until: string }[]>`
    select dataset_id as "datasetId", expectation, level, until from acceptance_healed
    where dataset_id = any(${q.datasetIds}::bigint[]) and told_at < ${q.since}`;
}

/** An incident that there really was, and what people did about it. */
export interface RealIncident {
  number: number;
  datasetId: number;
  openedAt: Date;
  resolvedAt: Date | null;
  /** Who closed it; null: it is open, or it resolved by itself. */
  closedBy: string | null;
  /** Closed as the new normal. */
  asNormal: boolean;
}

/** Incidents of some datasets that were open at some time of the period, oldest first; `byNobody`: how those are marked that nobody closed. */
export async function listRealIncidents(
  sql: Sql,
  q: ReplayPeriod & { datasetIds: number[]; byNobody: readonly string[] },
): Promise<RealIncident[]> {
  return sql<RealIncident[]>`
    select i.id as number, i.dataset_id as "datasetId", i.opened_at as "openedAt", i.resolved_at as "resolvedAt",
      case when i.resolved_by <> all(${[...q.byNobody]}::text[]) then i.resolved_by end as "closedBy",
      coalesce((select (a.after->>'accept')::boolean from audit_entry a
        where a.object = 'INC-' || i.id and a.action = 'incident.resolved' and a.after ? 'accept'
        order by a.id desc limit 1), false) as "asNormal"
    from incident i
    where i.dataset_id = any(${q.datasetIds}::bigint[]) and i.opened_at < ${q.until}
      and (i.resolved_at is null or i.resolved_at >= ${q.since})
    order by i.id`;
}

/** Silences that were in force at some time of the period, by id; at most the newest 5,000. */
export async function listReplaySilences(sql: Sql, { since, until }: ReplayPeriod): Promise<StoredSilence[]> {
  const rows = await sql<(Omit<StoredSilence, 'id' | 'number'> & { id: number })[]>`
    select id, matchers, namespaces, starts_at as "startsAt", ends_at as "endsAt", created_by as "createdBy",
      created_at as "createdAt", comment, expired_at as "expiredAt", expired_by as "expiredBy"
    from silence where created_at < ${until} and ends_at > ${since} order by id desc limit 5000`;
  return rows.map((row) => ({ ...row, id: `S-${row.id}`, number: row.id })).toReversed();
}

/** A name that a dataset had, and when it got its next one. */
export interface NameThen extends QualifiedName {
  datasetId: number;
  until: Date;
}

/** The names that some datasets had before the one of now, each dataset's oldest first. */
export async function listNamesThen(sql: Sql, datasetIds: readonly number[]): Promise<NameThen[]> {
  return sql<NameThen[]>`
    select a.dataset_id as "datasetId", n.name as namespace, a.name, a.renamed_at as until
    from dataset_alias a join namespace n on n.id = a.namespace_id
    where a.dataset_id = any(${[...datasetIds]}::bigint[]) order by a.dataset_id, a.renamed_at, a.id`;
}
