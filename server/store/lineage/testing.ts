import type { Sql } from '../sql.ts';

/** A small graph for tests: datasets and jobs are numbered from 1, in the namespace `shop` unless `foreign` names them. */
export interface SmallGraph {
  datasets: number;
  jobs: { inputs: readonly number[]; outputs: readonly number[]; explicit?: boolean; parent?: number }[];
  links?: readonly [source: number, target: number, job: number][];
  columns?: readonly SmallColumn[];
  /** Datasets in the namespace `finance`. */
  foreign?: readonly number[];
  /** Datasets with an open incident. */
  failing?: readonly number[];
}
export interface SmallColumn {
  target: number;
  targetColumn: string;
  source: number;
  sourceColumn: string;
  kind?: 'direct' | 'indirect';
  isMasking?: boolean;
}

const seenFrom = '2026-11-01T00:00:00Z';
const seenUntil = '2026-11-20T00:00:00Z';

/** Removes what was stored of lineage, and stores this graph: dataset 3 has the id 3. */
export async function storeGraph(sql: Sql, graph: SmallGraph): Promise<void> {
  await sql`truncate namespace, dataset, job, run, lineage_edge, lineage_link, lineage_column, incident, arrival_watch cascade`;
  await sql`insert into namespace (id, name) overriding system value values (1, 'shop'), (2, 'finance'), (3, 'flows')`;
  const place = (id: number) => (graph.foreign?.includes(id) ? 2 : 1);
  for (let id = 1; id <= graph.datasets; id++) {
    await sql`insert into dataset (id, namespace_id, name, slug) overriding system value
      values (${id}, ${place(id)}, ${`t${id}`}, ${`t${id}`})`;
  }
  for (const [at, { explicit = false, parent = null }] of graph.jobs.entries()) {
    await sql`insert into job (id, namespace_id, name, explicit, parent_id) overriding system value
      values (${at + 1}, 3, ${`j${at + 1}`}, ${explicit}, ${parent})`;
  }
  await storeEdges(sql, graph);
  for (const id of graph.failing ?? []) {
    await sql`insert into incident (namespace, dataset_id, state, severity, sentence, opened_at, last_failure_at)
      values ('shop', ${id}, 'open', 'error', 'bad', ${seenUntil}, ${seenUntil})`;
  }
}

async function storeEdges(sql: Sql, graph: SmallGraph): Promise<void> {
  const edges = graph.jobs.flatMap(({ inputs, outputs }, at) => [
    ...inputs.map((dataset) => ({ job_id: at + 1, dataset_id: dataset, direction: 'input' })),
    ...outputs.map((dataset) => ({ job_id: at + 1, dataset_id: dataset, direction: 'output' })),
  ]);
  const seen = { first_seen_at: seenFrom, last_seen_at: seenUntil };
  const insert = async (table: string, rows: object[]) => {
    if (rows.length > 0)
      await sql`insert into ${sql(table)} ${sql(rows.map((row) => ({ ...row, ...seen })) as never)} on conflict do nothing`;
  };
  await insert('lineage_edge', edges);
  const links = (graph.links ?? []).map(([source_id, target_id, job_id]) => ({ source_id, target_id, job_id }));
  await insert('lineage_link', links);
  await insert('lineage_column', (graph.columns ?? []).map(columnRow));
}

const columnRow = ({ kind = 'direct', isMasking = false, ...c }: SmallColumn) => ({
  target_id: c.target,
  target_column: c.targetColumn,
  source_id: c.source,
  source_column: c.sourceColumn,
  kind,
  is_masking: isMasking,
});

/** Which datasets go straight into which, of the same graph: what the queries are held against. */
export function plainHops(graph: SmallGraph): [source: number, target: number][] {
  const through = graph.jobs.flatMap(({ inputs, outputs, explicit }) =>
    explicit ? [] : inputs.flatMap((source) => outputs.map((target): [number, number] => [source, target])),
  );
  const all = [...through, ...(graph.links ?? []).map(([source, target]): [number, number] => [source, target])];
  return all.filter(([source, target]) => source !== target);
}

/** Distances from `start` along plain hops, by breadth first. */
export function plainDistances(
  hops: readonly (readonly [number, number])[],
  start: number,
  depth = Infinity,
): Map<number, number> {
  const distances = new Map([[start, 0]]);
  for (const [at, distance] of distances) {
    if (distance >= depth) continue;
    for (const [source, target] of hops) {
      if (source === at && !distances.has(target)) distances.set(target, distance + 1);
    }
  }
  return distances;
}
