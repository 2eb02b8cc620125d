import type { Sql } from './sql.ts';

/** A run in a few words, for where it stands beside what it made. */
export interface RunFacts {
  id: string;
  job: string | null;
  state: string;
  traceparent: string | null;
}

/** The facts of run `r` of job `j` as one JSON object. */
export const runFacts = (sql: Sql) => sql`
  jsonb_build_object('id', r.external_id, 'job', j.name, 'state', r.state, 'traceparent', r.traceparent)`;

const most = 20;

/**
 * The runs behind what fails in an incident, newest first: those of the profiles that failed last, and the newest run of
 * each job whose run failed.
 */
export async function listIncidentRuns(sql: Sql, incident: number): Promise<RunFacts[]> {
  const rows = await sql<{ run: RunFacts }[]>`
    select ${runFacts(sql)} as run from run r left join job j on j.id = r.job_id
    where r.id in (
      select p.run_id from incident_failure f join profile p on p.id = f.last_profile_id where f.incident_id = ${incident})
    or r.id in (
      select (select newest.id from run newest where newest.job_id = failed.id
        order by coalesce(newest.started_at, newest.last_event_at) desc nulls last, newest.id desc limit 1)
      from incident_failure f join incident i on i.id = f.incident_id
      join job failed on f.expectation = 'run of ' || failed.name and (failed.id = i.job_id or failed.id in (
        select o.job_id from run_dataset d join run o on o.id = d.run_id
        where d.dataset_id = i.dataset_id and d.direction = 'output'))
      where f.incident_id = ${incident})
    order by r.id desc limit ${most}`;
  return rows.map(({ run }) => run);
}
