import { nameKey, type QualifiedName } from '../datasets.ts';
import type { Sql } from '../sql.ts';

/** The ids of jobs by nameKey; those that are new are made. `lastSeenAt` by event time. Namespaces must be there. */
export async function ensureJobs(
  sql: Sql,
  jobs: readonly (QualifiedName & { lastSeenAt: Date; explicit: boolean })[],
): Promise<Map<string, number>> {
  // Sorted, so that two writers never wait for each other in a ring.
  const sorted = jobs.toSorted((a, b) => (nameKey(a) < nameKey(b) ? -1 : 1));
  const rows = await sql<{ id: number; namespace: string; name: string }[]>`
    with given as (
      select * from unnest(${sorted.map((j) => j.namespace)}::text[], ${sorted.map((j) => j.name)}::text[],
        ${sorted.map((j) => j.lastSeenAt.toISOString())}::timestamptz[], ${sorted.map((j) => String(j.explicit))}::text[])
        with ordinality as g(namespace, name, last_seen_at, explicit, place)),
    kept as (
      insert into job (namespace_id, name, last_seen_at, explicit)
      select n.id, g.name, g.last_seen_at, g.explicit::boolean from given g join namespace n on n.name = g.namespace order by g.place
      on conflict (namespace_id, name) do update set last_seen_at = greatest(job.last_seen_at, excluded.last_seen_at),
        explicit = job.explicit or excluded.explicit
      returning id, namespace_id, name)
    select k.id, n.name as namespace, k.name from kept k join namespace n on n.id = k.namespace_id`;
  return new Map(rows.map((row) => [nameKey(row), row.id]));
}

/** Copies into the job's columns what its facets say, for the jobs whose facets changed. */
export async function describeJobs(sql: Sql, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update job set integration = said.integration, job_type = said.job_type, processing = said.processing,
      heartbeat_seconds = said.heartbeat, description = said.description, owner = said.owner,
      parent_id = coalesce(said.parent_id, job.parent_id)
    from (
      select f.entity_id,
        left(max(f.facet->>'integration') filter (where f.name = 'jobType'), 100) as integration,
        left(max(f.facet->>'jobType') filter (where f.name = 'jobType'), 100) as job_type,
        max(upper(f.facet->>'processingType')) filter (where f.name = 'jobType'
          and upper(f.facet->>'processingType') in ('BATCH', 'STREAMING', 'SERVICE')) as processing,
        max((f.facet #>> '{emissionPattern,windowDuration}')::int) filter (where f.name = 'jobType'
          and f.facet #>> '{emissionPattern,eventTrigger}' = 'PERIODIC'
          and f.facet #>> '{emissionPattern,windowDuration}' ~ '^[0-9]{1,7}$') as heartbeat,
        left(max(f.facet->>'description') filter (where f.name = 'documentation'), 10000) as description,
        left(max(f.facet #>> '{owners,0,name}') filter (where f.name = 'ownership'), 200) as owner,
        max((f.facet->>'id')::bigint) filter (where f.name = '~parent') as parent_id
      from lineage_facet f where f.kind = 'job' and f.entity_id = any(${ids as number[]}::bigint[])
      group by f.entity_id) said
    where job.id = said.entity_id`;
}

/** Of jobs whose runs ended: since when an edge that was not seen is a former one. */
export async function noteFinished(
  sql: Sql,
  rows: readonly { jobId: number; inputsAt: Date | null; outputsAt: Date | null }[],
): Promise<void> {
  if (rows.length === 0) return;
  const time = (at: Date | null) => at?.toISOString() ?? null;
  await sql`
    update job set inputs_at = greatest(job.inputs_at, g.inputs_at), outputs_at = greatest(job.outputs_at, g.outputs_at)
    from unnest(${rows.map((r) => r.jobId)}::bigint[], ${rows.map((r) => time(r.inputsAt))}::timestamptz[],
      ${rows.map((r) => time(r.outputsAt))}::timestamptz[]) as g(id, inputs_at, outputs_at)
    where job.id = g.id
      and (g.inputs_at > coalesce(job.inputs_at, '-infinity') or g.outputs_at > coalesce(job.outputs_at, '-infinity'))`;
}
