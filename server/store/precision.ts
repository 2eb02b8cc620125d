import type { Pool, Sql } from './sql.ts';

export type PrecisionBy = 'dataset' | 'rule' | 'family';

/** How often alarms were right, of one dataset, of one rule or of one kind of alarm in it. */
export interface PrecisionRow {
  datasetId: number;
  namespace: string;
  name: string;
  slug: string;
  /** Null unless it was asked for by rule. */
  suite: string | null;
  expectation: string | null;
  /** Null where it was asked for by dataset. */
  family: string | null;
  isLearned: boolean;
  alarms: number;
  real: number;
  falseAlarm: number;
  /** Called something that happens: once, new normal, repeats. */
  expected: number;
}

export interface PrecisionAsked {
  by: PrecisionBy;
  /** Of incidents opened since. */
  since: Date;
  /** Patterns for SQL's like; null: all. */
  namespaceLikes: string[] | null;
  datasetId: number | null;
  family: string | null;
  learnedSuite: string;
}

/**
 * Each alarm once per incident, with the newest word on it that stands; once in all when it was taken back that it was expected, and the
 * same profile opened another incident.
 */
const alarms = (sql: Sql, { learnedSuite, since }: Pick<PrecisionAsked, 'learnedSuite' | 'since'>) => sql`
  select distinct on (i.dataset_id, e.expectation, coalesce(e.last_profile_id, -i.id)) i.dataset_id, e.expectation, e.facts->>'suite' as suite,
    coalesce(e.facts->>'family', e.facts->>'kind') as family, e.facts->>'suite' is not distinct from ${learnedSuite} as learned, w.verb, w.made_at
  from incident_failure e join incident i on i.id = e.incident_id
    left join lateral (
      select f.verb, f.made_at from alarm_feedback f
      where (f.incident_id = e.incident_id or (f.profile_id = e.last_profile_id and f.dataset_id = i.dataset_id))
        and f.undone_at is null
        and (f.expectations is null or e.expectation = any(f.expectations))
      order by f.id desc limit 1) w on true
  where i.dataset_id is not null and i.opened_at >= ${since}
  order by i.dataset_id, e.expectation, coalesce(e.last_profile_id, -i.id), i.id desc`;

const counts = (sql: Sql) => sql`
  count(*)::int as alarms, count(*) filter (where a.verb = 'real')::int as real,
  count(*) filter (where a.verb = 'false_alarm')::int as "falseAlarm",
  count(*) filter (where a.verb in ('once', 'new_normal', 'repeats'))::int as expected`;

/** Noisiest first: most false alarms, then most that nobody has answered. */
export async function listPrecision(
  pool: Pool,
  asked: PrecisionAsked,
  page: { offset: number; limit: number },
): Promise<{ items: PrecisionRow[]; total: number }> {
  const { by, namespaceLikes, datasetId, family } = asked;
  const rule = by === 'rule';
  const group = {
    dataset: pool``,
    rule: pool`, a.suite, a.expectation, a.family, a.learned`,
    family: pool`, a.family, a.learned`,
  }[by];
  const rows = await pool<(PrecisionRow & { total: number })[]>`
    select a.dataset_id as "datasetId", n.name as namespace, d.name, d.slug,
      ${rule ? pool`a.suite, a.expectation` : pool`null as suite, null as expectation`},
      ${by === 'dataset' ? pool`null as family, bool_and(a.learned)` : pool`a.family, a.learned`} as "isLearned",
      ${counts(pool)}, (count(*) over ())::int as total
    from (${alarms(pool, asked)}) a join dataset d on d.id = a.dataset_id join namespace n on n.id = d.namespace_id
    where (${namespaceLikes}::text[] is null or n.name like any(${namespaceLikes}::text[]))
      and (${datasetId}::bigint is null or d.id = ${datasetId}::bigint)
      and (${family}::text is null or a.family = ${family})
    group by a.dataset_id, n.name, d.name, d.slug ${group}
    order by "falseAlarm" desc, count(*) filter (where a.verb is null) desc, alarms desc, n.name, d.name
      ${rule ? pool`, a.expectation` : pool``} ${by === 'dataset' ? pool`` : pool`, a.family`}
    offset ${page.offset} limit ${page.limit}`;
  return { items: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}

/** Marked alarms of one kind in one dataset. */
export interface MarkedFamily {
  datasetId: number;
  family: string;
  real: number;
  falseAlarm: number;
}

/**
 * Kinds of learned alarms with at least `least` that somebody called real or false, of incidents opened since; of one that was promoted only what
 * was said after that.
 */
export async function listMarkedFamilies(
  sql: Sql,
  asked: { since: Date; least: number; learnedSuite: string },
): Promise<MarkedFamily[]> {
  return sql<MarkedFamily[]>`
    select a.dataset_id as "datasetId", a.family, count(*) filter (where a.verb = 'real')::int as real,
      count(*) filter (where a.verb = 'false_alarm')::int as "falseAlarm"
    from (${alarms(sql, asked)}) a
      left join learned_promotion m on m.dataset_id = a.dataset_id and m.family = a.family
    where a.learned and a.verb in ('real', 'false_alarm') and (m.promoted_at is null or a.made_at > m.promoted_at)
    group by a.dataset_id, a.family having count(*) >= ${asked.least}`;
}

/** Who had a kind of alarm told again, and when. */
export interface Promotion {
  datasetId: number;
  family: string;
  by: string;
  at: Date;
  note: string | null;
}

/** Keeps it in the place of an earlier one. */
export async function savePromotion(sql: Sql, { datasetId, family, by, at, note }: Promotion): Promise<void> {
  await sql`
    insert into learned_promotion (dataset_id, family, promoted_by, promoted_at, note)
    values (${datasetId}, ${family}, ${by}, ${at}, ${note})
    on conflict (dataset_id, family) do update set promoted_by = excluded.promoted_by, promoted_at = excluded.promoted_at, note = excluded.note`;
}

/** Those of some datasets. */
export async function listPromotions(sql: Sql, datasetIds: readonly number[]): Promise<Promotion[]> {
  return sql<Promotion[]>`
    select dataset_id as "datasetId", family, promoted_by as by, promoted_at as at, note from learned_promotion
    where dataset_id = any(${[...datasetIds]}::bigint[])`;
}
