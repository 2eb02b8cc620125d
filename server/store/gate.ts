import type { QualifiedName } from './datasets.ts';
import type { Sql } from './sql.ts';

/** Which run is meant: by its id, and by its job where several jobs might have a run of that id. */
export interface RunQuestion {
  id: string;
  job: QualifiedName | null;
}

/** Of which profile a gate is asked; null asks nothing. */
export interface GateQuestion {
  profileId: number | null;
  run: RunQuestion | null;
  intervalStart: Date | null;
  intervalEnd: Date | null;
}

/** An override that is in force, as far as it decides. */
export interface OverrideInForce {
  id: number;
  consumer: string | null;
  expectation: string | null;
  profileId: number | null;
  /** RFC 3339, as JSON carries them. */
  intervalStart: string | null;
  intervalEnd: string | null;
  reason: string;
  until: string;
  requestedBy: string;
  approvedBy: string;
}

export interface JudgedProfile {
  datasetId: number;
  namespace: string;
  name: string;
  slug: string;
  profileId: number | null;
  intervalStart: Date | null;
  intervalEnd: Date | null;
  verdict: string | null;
  /** The answer as it was given, JSON. */
  answer: string | null;
  incident: number | null;
  overrides: OverrideInForce[];
  /**
   * What other tools said of the run or data interval asked for, of neither the newest there is: their verdicts, and the
   * results (JSON) of those that did not pass, the newest of each suite.
   */
  externalVerdicts: string[];
  externalResults: string[];
}

/**
 * The newest judged profile of the whole dataset that fits the question (one that is named may be of a segment), with its
 * newest judgement that counts; without its profile while none has come, null while nobody has heard of the dataset. Asked again and again: it must not read a history.
 */
export async function findJudged(
  sql: Sql,
  dataset: QualifiedName,
  q: GateQuestion,
  now: Date,
): Promise<JudgedProfile | null> {
  const [row] = await sql<JudgedProfile[]>`
    ${judged(sql, q, now)} where n.name = ${dataset.namespace} and d.name = ${dataset.name}`;
  return row ?? null;
}

/** The same for each dataset that a run wrote, by name; retired ones are left out. */
export async function findJudgedOutputs(sql: Sql, runId: number, q: GateQuestion, now: Date): Promise<JudgedProfile[]> {
  return sql<JudgedProfile[]>`
    ${judged(sql, q, now)} where d.retired_at is null and d.id in (
      select o.dataset_id from run_dataset o where o.run_id = ${runId} and o.direction = 'output')
    order by n.name, d.name limit 1000`;
}

const judged = (sql: Sql, q: GateQuestion, now: Date) => sql`
  select d.id as "datasetId", n.name as namespace, d.name, d.slug, p.id as "profileId",
    p.interval_start as "intervalStart", p.interval_end as "intervalEnd", j.verdict, j.answer,
    (select i.id from incident i where i.dataset_id = d.id and i.state <> 'resolved') as incident,
    ${inForce(sql, now)} as overrides, coalesce(x.verdicts, '{}') as "externalVerdicts",
    coalesce(x.results, '{}') as "externalResults"
  from dataset d join namespace n on n.id = d.namespace_id
  left join lateral (
    select p.id, p.interval_start, p.interval_end from profile p
    where p.dataset_id = d.id and p.superseded_by is null ${fitting(sql, q)}
      and exists (select 1 from judgement j where j.profile_id = p.id)
    order by p.effective_at desc, p.id desc limit 1) p on true
  left join lateral (
    select j.verdict, j.answer from judgement j where j.profile_id = p.id and j.counts
    order by j.id desc limit 1) j on true
  left join lateral (${external(sql, q)}) x on true`;

const external = (sql: Sql, { profileId, run, intervalStart, intervalEnd }: GateQuestion) => {
  const isNewest = run === null && intervalStart === null && intervalEnd === null;
  return sql`
    select array_agg(o.verdict) as verdicts, array_agg(o.results) filter (where o.verdict <> 'pass') as results from (
      select distinct on (e.suite) e.verdict, e.results from external_result e
      where e.dataset_id = d.id and ${profileId === null} ${isNewest ? sql`and e.newest` : sql``}
        ${run === null ? sql`` : sql`and e.run = ${run.id}`}
        ${intervalStart === null ? sql`` : sql`and e.interval_start = ${intervalStart}`}
        ${intervalEnd === null ? sql`` : sql`and e.interval_end = ${intervalEnd}`}
      order by e.suite, e.effective_at desc, e.id desc) o`;
};

// A profile with an interval stands in the history at its start, so the index of the history finds it.
const fitting = (sql: Sql, { profileId, run, intervalStart, intervalEnd }: GateQuestion) => sql`
  ${profileId === null ? sql`and p.segment = ''` : sql`and p.id = ${profileId}`}
  ${run === null ? sql`` : sql`and p.run_id in (select r.id ${runs(sql, run)})`}
  ${intervalStart === null ? sql`` : sql`and p.effective_at = ${intervalStart} and p.interval_start = ${intervalStart}`}
  ${intervalEnd === null ? sql`` : sql`and p.effective_at < ${intervalEnd} and p.interval_end = ${intervalEnd}`}`;

// Runs are unique by namespace and id: one look for each namespace, or for that of the job alone.
const runs = (sql: Sql, { id, job }: RunQuestion) => sql`
  from namespace m join run r on r.namespace_id = m.id and r.external_id = ${id}
  ${job === null ? sql`` : sql`join job jb on jb.id = r.job_id and jb.name = ${job.name} where m.name = ${job.namespace}`}`;

const inForce = (sql: Sql, now: Date) => sql`
  (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'consumer', o.consumer, 'expectation', o.expectation,
      'profileId', o.profile_id, 'intervalStart', o.interval_start, 'intervalEnd', o.interval_end, 'reason', o.reason,
      'until', o.ends_at, 'requestedBy', o.requested_by, 'approvedBy', o.approved_by) order by o.id), '[]')
    from gate_override o
    where o.dataset_id = d.id and o.ends_at > ${now} and o.approved_at is not null and o.revoked_at is null)`;

export interface AskedRun {
  id: number;
  namespace: string;
  state: string;
  lostAt: Date | null;
}

/** The runs of this id, one for each namespace that has one. */
export async function findRuns(sql: Sql, run: RunQuestion): Promise<AskedRun[]> {
  return sql<AskedRun[]>`
    select r.id, m.name as namespace, r.state, r.lost_at as "lostAt" ${runs(sql, run)}`;
}
