import type { Sql } from '../../server/store/sql.ts';
import type { Estate } from './estate.ts';

const batch = 50_000;
const day = 86_400_000;

/**
 * Writes an estate into empty tables of lineage: names, jobs with their newest run, edges, links, two columns of every dataset
 * of a small one (`columns`), an open incident in every 500th dataset (at most 400) and a deadline of every 20th.
 */
export async function storeEstate(sql: Sql, estate: Estate, options: { columns: boolean; now: Date }): Promise<void> {
  const { now } = options;
  await sql`insert into namespace (id, name) overriding system value
    select n, name from unnest(${estate.namespaces}::text[]) with ordinality as t(name, n)`;
  await inBatches(estate.datasets, (rows, first) => insertDatasets(sql, rows, first));
  await inBatches(estate.jobs, (rows, first) => insertJobs(sql, { rows, first, now }));
  await inBatches(estate.edges, (rows) => insertEdges(sql, rows, now));
  await inBatches(estate.links, (rows) => insertLinks(sql, rows, now));
  await inBatches(estate.jobs, (rows, first) => insertRuns(sql, { rows, first, now }));
  if (options.columns) await inBatches(columnsOf(estate), (rows) => insertColumns(sql, rows, now));
  await insertTrouble(sql, now);
  await restartIdentities(sql);
  await sql`analyze namespace, dataset, job, run, lineage_edge, lineage_link, lineage_column, incident, arrival_watch`;
}

async function inBatches<T>(all: readonly T[], write: (rows: T[], first: number) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < all.length; at += batch) await write(all.slice(at, at + batch), at + 1);
}

// As text: an array of 50,000 numbers is sent several times faster than its members one by one.
const list = (values: readonly (number | boolean | null)[]) => `{${values.map((value) => value ?? 'null').join()}}`;

const insertDatasets = (sql: Sql, rows: Estate['datasets'], first: number) => sql`
  insert into dataset (id, namespace_id, name, slug, owner) overriding system value
  select ${first} + place - 1, namespace, name, name, owner
  from unnest(${list(rows.map((d) => d.namespace))}::bigint[], ${rows.map((d) => d.name)}::text[],
    ${rows.map((d) => d.owner)}::text[]) with ordinality as t(namespace, name, owner, place)`;

const insertJobs = (sql: Sql, q: { rows: Estate['jobs']; first: number; now: Date }) => sql`
  insert into job (id, namespace_id, name, parent_id, explicit, inputs_at, outputs_at, last_seen_at) overriding system value
  select ${q.first} + place - 1, namespace, name, parent, explicit, ${q.now}::timestamptz - interval '1 hour',
    ${q.now}::timestamptz - interval '1 hour', ${q.now}
  from unnest(${list(q.rows.map((j) => j.namespace))}::bigint[], ${q.rows.map((j) => j.name)}::text[],
    ${list(q.rows.map((j) => j.parent))}::bigint[], ${list(q.rows.map((j) => j.explicit))}::boolean[])
    with ordinality as t(namespace, name, parent, explicit, place)`;

const seen = (sql: Sql, now: Date) => sql`${now}::timestamptz - interval '90 days', ${now}::timestamptz, 90`;

const insertEdges = (sql: Sql, rows: Estate['edges'], now: Date) => sql`
  insert into lineage_edge (job_id, dataset_id, direction, first_seen_at, last_seen_at, seen_count)
  select job, dataset, case written when 1 then 'output' else 'input' end, ${seen(sql, now)}
  from unnest(${list(rows.map(([job]) => job))}::bigint[], ${list(rows.map(([, dataset]) => dataset))}::bigint[],
    ${list(rows.map(([, , output]) => output))}::int[]) as t(job, dataset, written)`;

const insertLinks = (sql: Sql, rows: Estate['links'], now: Date) => sql`
  insert into lineage_link (source_id, target_id, job_id, first_seen_at, last_seen_at, seen_count)
  select source, target, job, ${seen(sql, now)}
  from unnest(${list(rows.map(([source]) => source))}::bigint[], ${list(rows.map(([, target]) => target))}::bigint[],
    ${list(rows.map(([, , job]) => job))}::bigint[]) as t(source, target, job) on conflict do nothing`;

const insertRuns = (sql: Sql, q: { rows: Estate['jobs']; first: number; now: Date }) => sql`
  insert into run (job_id, namespace_id, external_id, state, started_at, ended_at, last_event_at)
  select ${q.first} + place - 1, namespace, 'run-' || ${q.first} + place - 1,
    case when (${q.first} + place) % 300 = 0 then 'FAIL' else 'COMPLETE' end,
    ${q.now}::timestamptz - interval '20 minutes', ${q.now}::timestamptz - interval '10 minutes', ${q.now}
  from unnest(${list(q.rows.map((j) => j.namespace))}::bigint[]) with ordinality as t(namespace, place)`;

/** `id` and `amount` of what a job writes come from the same of what it reads; `amount` only decides about every third. */
function columnsOf({ jobs, edges }: Estate): [target: number, source: number, job: number, column: string][] {
  const reads = new Map<number, number[]>();
  for (const [job, dataset, output] of edges) {
    if (output === 0) reads.set(job, [...(reads.get(job) ?? []).slice(0, 3), dataset]);
  }
  return edges.flatMap(([job, target, output]) =>
    output === 1 && jobs[job - 1]?.explicit === false
      ? (reads.get(job) ?? []).flatMap((source): [number, number, number, string][] => [
          [target, source, job, 'id'],
          [target, source, job, 'amount'],
        ])
      : [],
  );
}

const insertColumns = (sql: Sql, rows: ReturnType<typeof columnsOf>, now: Date) => sql`
  insert into lineage_column (target_id, target_column, source_id, source_column, job_id, kind, subtype,
    first_seen_at, last_seen_at, seen_count)
  select target, name, source, name, job, case when name = 'amount' and target % 3 = 0 then 'indirect' else 'direct' end,
    'IDENTITY', ${seen(sql, now)}
  from unnest(${list(rows.map(([target]) => target))}::bigint[], ${list(rows.map(([, source]) => source))}::bigint[],
    ${list(rows.map(([, , job]) => job))}::bigint[], ${rows.map(([, , , name]) => name)}::text[])
    as t(target, source, job, name) on conflict do nothing`;

async function insertTrouble(sql: Sql, now: Date): Promise<void> {
  await sql`
    insert into incident (namespace, dataset_id, state, severity, sentence, opened_at, last_failure_at)
    select n.name, d.id, 'open', 'error', d.name || ' has too few rows', ${now}, ${now}
    from dataset d join namespace n on n.id = d.namespace_id where d.id % 500 = 0 order by d.id limit 400`;
  await sql`
    insert into arrival_watch (dataset_id, key, rule, since, due_at)
    select id, 'arrival.by', '{}', ${new Date(now.getTime() - day)}, ${now}::timestamptz + (id % 1440) * interval '1 minute'
    from dataset where id % 20 = 0`;
}

/** So that what is made later gets ids of its own. */
async function restartIdentities(sql: Sql): Promise<void> {
  await sql`select setval(pg_get_serial_sequence('namespace', 'id'), (select max(id) from namespace))`;
  await sql`select setval(pg_get_serial_sequence('dataset', 'id'), (select max(id) from dataset))`;
  await sql`select setval(pg_get_serial_sequence('job', 'id'), (select max(id) from job))`;
}
