import type { Sql } from '../sql.ts';
import type { NamedDataset } from './jobs.ts';
import type { Page } from './namespaces.ts';

export interface RunDataset extends NamedDataset {
  direction: 'input' | 'output';
  /** The run that wrote what was there then: the run itself for what it wrote; null when none did before. */
  writer: number | null;
}

export interface MarquezRun {
  id: number;
  namespace: string;
  externalId: string;
  jobId: number | null;
  jobNamespace: string | null;
  jobName: string | null;
  state: string;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  lastEventAt: Date | null;
  intervalStart: Date | null;
  intervalEnd: Date | null;
  datasets: RunDataset[] | null;
}

const byRunId = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);

/** Ids of a job's runs, the newest first, and how many there are. */
export async function listRunIds(sql: Sql, jobId: number, { limit, offset }: Page) {
  const [rows, [counted]] = await Promise.all([
    sql<{ id: number }[]>`select id from run where job_id = ${jobId} order by id desc limit ${limit} offset ${offset}`,
    sql<{ total: number }[]>`select count(*) as total from run where job_id = ${jobId}`,
  ]);
  return { ids: byRunId(rows), total: counted?.total ?? 0 };
}

/** Ids of the newest runs of each of some jobs, at most `most` of each, the newest first. */
export async function newestRunIds(sql: Sql, jobIds: readonly number[], most: number): Promise<number[]> {
  if (jobIds.length === 0) return [];
  return byRunId(
    await sql<{ id: number }[]>`
      select r.id from unnest(${jobIds as number[]}::bigint[]) as j(id)
        cross join lateral (select id from run where job_id = j.id order by id desc limit ${most}) r order by r.id desc`,
  );
}

/** Ids of the runs that wrote a dataset, the newest first, and how many there are. */
export async function listWriterIds(sql: Sql, datasetId: number, { limit, offset }: Page) {
  const within = sql`from run_dataset where dataset_id = ${datasetId} and direction = 'output'`;
  const [rows, [counted]] = await Promise.all([
    sql<{ id: number }[]>`select run_id as id ${within} order by run_id desc limit ${limit} offset ${offset}`,
    sql<{ total: number }[]>`select count(*) as total ${within}`,
  ]);
  return { ids: byRunId(rows), total: counted?.total ?? 0 };
}

/** Ids of the runs that a producer gave this id; more than one only where two namespaces use the same. */
export async function findRunIds(sql: Sql, externalId: string, likes: string[] | null): Promise<number[]> {
  return byRunId(
    await sql<{ id: number }[]>`
      select r.id from namespace n join run r on r.namespace_id = n.id and r.external_id = ${externalId}
      where ${likes}::text[] is null or n.name like any(${likes}::text[]) order by r.id`,
  );
}

/** What Marquez tells of runs, in the order of `ids`; datasets only of namespaces like `likes`. */
export async function readMarquezRuns(sql: Sql, ids: readonly number[], likes: string[] | null): Promise<MarquezRun[]> {
  if (ids.length === 0) return [];
  return sql<MarquezRun[]>`
    select r.id, n.name as namespace, r.external_id as "externalId", j.id as "jobId", jn.name as "jobNamespace",
      j.name as "jobName", r.state, r.created_at as "createdAt", r.started_at as "startedAt", r.ended_at as "endedAt",
      r.last_event_at as "lastEventAt", r.interval_start as "intervalStart", r.interval_end as "intervalEnd",
      (select json_agg(json_build_object('id', d.id, 'namespace', dn.name, 'name', d.name, 'direction', rd.direction,
          'writer', case rd.direction when 'output' then r.id else (
            select w.run_id from run_dataset w where w.dataset_id = d.id and w.direction = 'output' and w.run_id < r.id
            order by w.run_id desc limit 1) end) order by dn.name, d.name)
        from run_dataset rd join dataset d on d.id = rd.dataset_id join namespace dn on dn.id = d.namespace_id
        where rd.run_id = r.id and (${likes}::text[] is null or dn.name like any(${likes}::text[]))) as datasets
    from unnest(${ids as number[]}::bigint[]) with ordinality as asked(id, place)
      join run r on r.id = asked.id join namespace n on n.id = r.namespace_id
      left join (job j join namespace jn on jn.id = j.namespace_id) on j.id = r.job_id
    order by asked.place`;
}

const [mostFirst, mostLast] = [10, 40];

/** The bodies of the runs' events by run key (hex), the oldest first; of a run with very many the first and the last. */
export async function readRunBodies(sql: Sql, runKeys: readonly string[]): Promise<Map<string, string[]>> {
  const bodies = new Map<string, string[]>();
  if (runKeys.length === 0) return bodies;
  const rows = await sql<{ key: string; body: string }[]>`
    select asked.key, e.body from unnest(${runKeys as string[]}::text[]) as asked(key)
      cross join lateral (
        (select event_at, hash, body from lineage_event where run_key = decode(asked.key, 'hex')
          order by event_at limit ${mostFirst})
        union
        (select event_at, hash, body from lineage_event where run_key = decode(asked.key, 'hex')
          order by event_at desc limit ${mostLast})) e
    order by asked.key, e.event_at`;
  for (const { key, body } of rows) bodies.set(key, [...(bodies.get(key) ?? []), body]);
  return bodies;
}
