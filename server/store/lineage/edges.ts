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

/** Edges that a run had until it ended: seen as late as that. One that is not there yet is made. */
export async function extendEdges(sql: Sql, rows: readonly EdgeWrite[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into lineage_edge (job_id, dataset_id, direction, source, first_seen_at, last_seen_at, seen_count)
    select * from unnest(${rows.map((r) => r.jobId)}::bigint[], ${rows.map((r) => r.datasetId)}::bigint[],
      ${rows.map((r) => r.direction)}::text[], ${rows.map((r) => r.source)}::text[], ${first(rows)}::timestamptz[],
      ${last(rows)}::timestamptz[], ${counts(rows)}::int[])
    on conflict (job_id, direction, dataset_id) do update set
      last_seen_at = greatest(lineage_edge.last_seen_at, excluded.last_seen_at)`;
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

/** What the newest event says of a column's way is kept; of two of one instant, the greater in the order of texts. */
export async function saveColumns(sql: Sql, rows: readonly ColumnWrite[]): Promise<void> {
  if (rows.length === 0) return;
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
      (kind, subtype, is_masking, description) = (
        select said.kind, said.subtype, said.is_masking, said.description from (values
          (c.last_seen_at, c.kind, c.subtype, c.is_masking, c.description),
          (excluded.last_seen_at, excluded.kind, excluded.subtype, excluded.is_masking, excluded.description))
          as said(at, kind, subtype, is_masking, description)
        order by at desc, kind, subtype nulls last, is_masking, description nulls last limit 1),
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

/** The newest of each name stays; of two of one instant, the greater in the order of texts. Answers the entities that changed. */
export async function saveFacets(sql: Sql, rows: readonly FacetWrite[]): Promise<{ kind: string; entityId: number }[]> {
  if (rows.length === 0) return [];
  return sql<{ kind: string; entityId: number }[]>`
    insert into lineage_facet as f (kind, entity_id, name, event_at, facet)
    select g.kind, g.entity_id, g.name, g.event_at, g.facet::jsonb
    from unnest(${rows.map((r) => r.kind)}::text[], ${rows.map((r) => r.entityId)}::bigint[],
      ${rows.map((r) => r.name)}::text[], ${rows.map((r) => r.at.toISOString())}::timestamptz[],
      ${rows.map((r) => r.facet)}::text[]) as g(kind, entity_id, name, event_at, facet)
    on conflict (kind, entity_id, name) do update set event_at = excluded.event_at, facet = excluded.facet
    where excluded.event_at > f.event_at or (excluded.event_at = f.event_at and excluded.facet::text > coalesce(f.facet::text, ''))
    returning kind, entity_id as "entityId"`;
}
