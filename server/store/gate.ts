import type { Sql } from './sql.ts';
import type { QualifiedName } from './datasets.ts';

/** Of which profile a gate is asked; null asks nothing. */
export interface GateQuestion {
  dataset: QualifiedName;
  profileId: number | null;
  runId: string | null;
  intervalStart: Date | null;
  intervalEnd: Date | null;
}

export interface JudgedProfile {
  slug: string;
  profileId: number | null;
  verdict: string | null;
  gate: string | null;
  /** The answer as it was given, JSON. */
  answer: string | null;
  incident: number | null;
}

/**
 * The newest judged profile of the whole dataset that fits the question (one that is named may be of a segment), with its
 * newest judgement that counts; without its profile while none has come, null while nobody has heard of the dataset. Asked again and again: it must not read a history.
 */
export async function findJudged(sql: Sql, q: GateQuestion): Promise<JudgedProfile | null> {
  const [row] = await sql<JudgedProfile[]>`
    select d.slug, p.id as "profileId", j.verdict, j.gate, j.answer,
      (select i.id from incident i where i.dataset_id = d.id and i.state <> 'resolved') as incident
    from dataset d join namespace n on n.id = d.namespace_id
    left join lateral (
      select p.id from profile p
      where p.dataset_id = d.id and p.superseded_by is null ${fitting(sql, q)}
        and exists (select 1 from judgement j where j.profile_id = p.id)
      order by p.effective_at desc, p.id desc limit 1) p on true
    left join lateral (
      select j.verdict, j.gate, j.answer from judgement j where j.profile_id = p.id and j.counts
      order by j.id desc limit 1) j on true
    where n.name = ${q.dataset.namespace} and d.name = ${q.dataset.name}`;
  return row ?? null;
}

// A profile with an interval stands in the history at its start, so the index of the history finds it. Runs are unique by
// namespace and id: one look for each namespace.
const fitting = (sql: Sql, { profileId, runId, intervalStart, intervalEnd }: GateQuestion) => sql`
  ${profileId === null ? sql`and p.segment = ''` : sql`and p.id = ${profileId}`}
  ${
    runId === null
      ? sql``
      : sql`and p.run_id in (
          select r.id from namespace m join run r on r.namespace_id = m.id and r.external_id = ${runId})`
  }
  ${intervalStart === null ? sql`` : sql`and p.effective_at = ${intervalStart} and p.interval_start = ${intervalStart}`}
  ${intervalEnd === null ? sql`` : sql`and p.effective_at < ${intervalEnd} and p.interval_end = ${intervalEnd}`}`;
