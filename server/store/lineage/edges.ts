import { createHash } from 'node:crypto';
import type { Sql } from '../sql.ts';

interface Seen {
  first: Date;
  last: Date;
  count: number;
}
const first = (rows: readonly Seen[]) => rows.map((row) => row.first.toISOString());
const last = (rows: readonly Seen[]) => rows.map((row) => row.last.toISOString());
const counts = (rows: readonly Seen[]) => rows.map((row) => row.count);

export type EdgeWrite = Seen & { jobId: number; datasetId: number; direction: string; source: string };

/** What was observed once stays so, whatever is declared later. Rows must be sorted alike by every writer. */
export async function saveEdges(sql: Sql, rows: readonly EdgeWrite[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into lineage_edge (job_id, dataset_id, direction, source, first_seen_at, last_seen_at, seen_count)
    select * from unnest(${rows.map((r) => r.jobId)}::bigint[], ${rows.map((r) => r.datasetId)}::bigint[],
      ${rows.map((r) => r.direction)}::text[], ${rows.map((r) => r.source)}::text[], ${first(rows)}::timestamptz[],
      ${last(rows)}::timestamptz[], ${counts(rows)}::int[])
    on conflict (job_id, direction, dataset_id) do update set
      source = case when 'observed' in (lineage_edge.source, excluded.source) then 'observed' else lineage_edge.source end,
      first_seen_at = least(lineage_edge.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(lineage_edge.last_seen_at, excluded.last_seen_at),
      seen_count = lineage_edge.seen_count + excluded.seen_count`;
}

/**
 * Edges that a run had until it ended: seen as late as that. None is made: what a run read and wrote may have been told under another job
 * (the steps of one run of Dagster are jobs of their own).
 */
export async function extendEdges(sql: Sql, rows: readonly EdgeWrite[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update lineage_edge e set last_seen_at = greatest(e.last_seen_at, g.last)
    from unnest(${rows.map((r) => r.jobId)}::bigint[], ${rows.map((r) => r.datasetId)}::bigint[],
      ${rows.map((r) => r.direction)}::text[], ${last(rows)}::timestamptz[]) as g(job_id, dataset_id, direction, last)
    where e.job_id = g.job_id and e.dataset_id = g.dataset_id and e.direction = g.direction`;
}

export type LinkWrite = Seen & { sourceId: number; targetId: number; jobId: number; source: string };

export async function saveLinks(sql: Sql, rows: readonly LinkWrite[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into lineage_link (source_id, target_id, job_id, source, first_seen_at, last_seen_at, seen_count)
    select * from unnest(${rows.map((r) => r.sourceId)}::bigint[], ${rows.map((r) => r.targetId)}::bigint[],
      ${rows.map((r) => r.jobId)}::bigint[], ${rows.map((r) => r.source)}::text[], ${first(rows)}::timestamptz[],
      ${last(rows)}::timestamptz[], ${counts(rows)}::int[])
    on conflict (source_id, target_id, job_id) do update set
      source = case when 'observed' in (lineage_link.source, excluded.source) then 'observed' else lineage_link.source end,
      first_seen_at = least(lineage_link.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(lineage_link.last_seen_at, excluded.last_seen_at),
      seen_count = lineage_link.seen_count + excluded.seen_count`;
}

export type ColumnWrite = Seen & {
  targetId: number;
  targetColumn: string;
  sourceId: number;
  sourceColumn: string;
  jobId: number;
  kind: string;
  subtype: string | null;
  isMasking: boolean;
  description: string | null;
  source: string;
};

/** So many columns go in one statement: they are written out and read without a pause. */
const mostColumns = 4_000;

/** What the newest event says of a column's way is kept; of two of one instant, the first in the order of texts. */
export async function saveColumns(sql: Sql, rows: readonly ColumnWrite[]): Promise<void> {
  for (let at = 0; at < rows.length; at += mostColumns) await saveSomeColumns(sql, rows.slice(at, at + mostColumns));
}

async function saveSomeColumns(sql: Sql, rows: readonly ColumnWrite[]): Promise<void> {
  const newer = sql`(excluded.last_seen_at, c.kind, c.subtype is null, coalesce(c.subtype, ''), c.is_masking,
      c.description is null, coalesce(c.description, ''))
    > (c.last_seen_at, excluded.kind, excluded.subtype is null, coalesce(excluded.subtype, ''), excluded.is_masking,
      excluded.description is null, coalesce(excluded.description, ''))`;
  const column = <T>(of: (row: ColumnWrite) => T) => rows.map(of);
  await sql`
    insert into lineage_column as c (target_id, target_column, source_id, source_column, job_id, kind, subtype, is_masking,
      description, source, first_seen_at, last_seen_at, seen_count)
    select target_id, target_column, source_id, source_column, job_id, kind, subtype, is_masking::boolean, description, source,
      first_seen_at, last_seen_at, seen_count
    from unnest(${column((r) => r.targetId)}::bigint[], ${column((r) => r.targetColumn)}::text[],
      ${column((r) => r.sourceId)}::bigint[], ${column((r) => r.sourceColumn)}::text[], ${column((r) => r.jobId)}::bigint[],
      ${column((r) => r.kind)}::text[], ${column((r) => r.subtype)}::text[], ${column((r) => String(r.isMasking))}::text[],
      ${column((r) => r.description)}::text[], ${column((r) => r.source)}::text[], ${first(rows)}::timestamptz[],
      ${last(rows)}::timestamptz[], ${counts(rows)}::int[])
      as g(target_id, target_column, source_id, source_column, job_id, kind, subtype, is_masking, description, source,
        first_seen_at, last_seen_at, seen_count)
    on conflict (target_id, target_column, source_id, source_column, job_id) do update set
      kind = case when ${newer} then excluded.kind else c.kind end,
      subtype = case when ${newer} then excluded.subtype else c.subtype end,
      is_masking = case when ${newer} then excluded.is_masking else c.is_masking end,
      description = case when ${newer} then excluded.description else c.description end,
      source = case when 'observed' in (c.source, excluded.source) then 'observed' else c.source end,
      first_seen_at = least(c.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(c.last_seen_at, excluded.last_seen_at),
      seen_count = c.seen_count + excluded.seen_count`;
}

export interface FacetWrite {
  kind: string;
  entityId: number;
  name: string;
  at: Date;
  /** JSON; null: deleted. */
  facet: string | null;
}

type Digested = FacetWrite & { digest: string };

/** The newest of each name stays; of two of one instant, the greater in the order of texts. Answers the entities that changed. */
export async function saveFacets(sql: Sql, rows: readonly FacetWrite[]): Promise<{ kind: string; entityId: number }[]> {
  if (rows.length === 0) return [];
  const digested = rows.map((row) => ({ ...row, digest: digestOf(row.facet ?? 'null') }));
  const same = await confirmFacets(sql, digested);
  return replaceFacets(
    sql,
    digested.filter((_, at) => !same.has(at)),
  );
}

const digestOf = (text: string) => createHash('sha1').update(text).digest('hex').slice(0, 16);

const facetKeys = (sql: Sql, rows: readonly Digested[]) => sql`
  ${rows.map((r) => r.kind)}::text[], ${rows.map((r) => r.entityId)}::bigint[], ${rows.map((r) => r.name)}::text[],
  ${rows.map((r) => r.at.toISOString())}::timestamptz[], ${rows.map((r) => r.digest)}::text[]`;

/** Most facets are told again as they were: only their time is written. Answers the places of those in `rows`. */
async function confirmFacets(sql: Sql, rows: readonly Digested[]): Promise<Set<number>> {
  const same = await sql<{ place: number }[]>`
    update lineage_facet f set event_at = greatest(f.event_at, g.event_at)
    from unnest(${facetKeys(sql, rows)}) with ordinality as g(kind, entity_id, name, event_at, digest, place)
    where f.kind = g.kind and f.entity_id = g.entity_id and f.name = g.name and f.digest = decode(g.digest, 'hex')
    returning g.place::int as place`;
  return new Set(same.map(({ place }) => place - 1));
}

async function replaceFacets(sql: Sql, rows: readonly Digested[]): Promise<{ kind: string; entityId: number }[]> {
  if (rows.length === 0) return [];
  return sql<{ kind: string; entityId: number }[]>`
    insert into lineage_facet as f (kind, entity_id, name, event_at, digest, facet)
    select g.kind, g.entity_id, g.name, g.event_at, decode(g.digest, 'hex'), g.facet::jsonb
    from unnest(${facetKeys(sql, rows)}, ${rows.map((r) => r.facet)}::text[])
      as g(kind, entity_id, name, event_at, digest, facet)
    on conflict (kind, entity_id, name) do update set event_at = excluded.event_at, digest = excluded.digest,
      facet = excluded.facet
    where excluded.event_at > f.event_at or (excluded.event_at = f.event_at and excluded.facet::text > coalesce(f.facet::text, ''))
    returning kind, entity_id as "entityId"`;
}
