import type { Sql } from './sql.ts';

/** A part of a dataset that fails in its incident, and how another series went on without it. */
export interface OpenPart {
  /** The part for people: `country=DE`. */
  words: string;
  /** What fails in it. */
  expectations: string[];
  newestAt: Date;
  previousAt: Date | null;
  laterProfiles: number;
}

interface Asked {
  incident: number;
  datasetId: number;
  /** The series that is judged now, and where its profile stands in time, be it stored yet or not. */
  series: string;
  effectiveAt: Date;
  /** Later profiles are counted up to this number. */
  most: number;
}

/** The parts that fail in an incident, but for the one that is judged; each with its newest two profiles that were not corrected. */
export async function readOpenParts(sql: Sql, q: Asked): Promise<OpenPart[]> {
  const newest = (skip: number) => sql`
    (select p.effective_at from profile p
      where p.dataset_id = ${q.datasetId} and p.segment = f.series and p.superseded_by is null
      order by p.effective_at desc, p.id desc limit 1 offset ${skip})`;
  return sql<OpenPart[]>`
    select s.words, s.expectations, s.newest_at as "newestAt", s.previous_at as "previousAt",
      (select count(*)::int + 1 from (
        select p.effective_at from profile p
        where p.dataset_id = ${q.datasetId} and p.segment = ${q.series} and p.superseded_by is null
          and p.effective_at > s.newest_at and p.effective_at < ${q.effectiveAt}
        group by p.effective_at limit ${q.most}) l) as "laterProfiles"
    from (
      select f.words, f.expectations, ${newest(0)} as newest_at, ${newest(1)} as previous_at from (
        select facts->>'series' as series, min(facts->>'segment') as words, array_agg(expectation order by position) as expectations
        from incident_failure
        where incident_id = ${q.incident} and facts->>'healedAt' is null and facts->>'series' <> ''
          and facts->>'series' <> ${q.series}
        group by facts->>'series') f) s
    where s.newest_at < ${q.effectiveAt}
    order by s.words`;
}
