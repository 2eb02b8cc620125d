import type { LineageName } from '../../openlineage/index.ts';
import { nameKey } from '../../store/datasets.ts';
import { saveColumns, saveEdges, saveFacets, saveLinks } from '../../store/lineage/edges.ts';
import { describeJobs, ensureJobs, noteFinished } from '../../store/lineage/jobs.ts';
import { readRunDatasets } from '../../store/lineage/runs.ts';
import type { Sql } from '../../store/sql.ts';
import type { Folded, Ids, Place, Seen } from './folded.ts';
import { writeRuns, type WrittenRun } from './write-runs.ts';

/** Writes what a batch says; answers the runs in it, by runKeyOf. The order is always jobs, runs, edges. */
export async function writeGraph(place: Place, folded: Folded): Promise<Map<string, WrittenRun>> {
  const { sql, datasetIds } = place;
  const jobIds = folded.jobs.size === 0 ? new Map<string, number>() : await ensureJobs(sql, [...folded.jobs.values()]);
  const ids: Ids = {
    dataset: (name) => found(datasetIds.get(nameKey(name)), name),
    job: (name) => found(jobIds.get(nameKey(name)), name),
  };
  const runs = await writeRuns(place, folded, ids);
  await writeEdges(sql, { folded, ids, runs: [...runs.values()] });
  await writeLinks(sql, folded, ids);
  await writeFacets(sql, folded, ids);
  return runs;
}

function found(id: number | undefined, { namespace, name }: LineageName): number {
  if (id === undefined) throw new Error(`${namespace}/${name} was not stored`);
  return id;
}

/** An edge that a run had is as new as the run's end, whichever of its events named it. */
async function writeEdges(sql: Sql, { folded, ids, runs }: { folded: Folded; ids: Ids; runs: WrittenRun[] }) {
  const edges = new Map<string, Parameters<typeof saveEdges>[1][number]>();
  const keyOf = (jobId: number, direction: string, datasetId: number) => `${jobId} ${direction} ${datasetId}`;
  for (const { job, dataset, direction, source, first, last, count } of folded.edges.values()) {
    const [jobId, datasetId] = [ids.job(job), ids.dataset(dataset)];
    const key = keyOf(jobId, direction, datasetId);
    const before = edges.get(key);
    // Two names of one dataset.
    const seen = before ? together(before, { first, last, count }) : { first, last, count };
    edges.set(key, { jobId, datasetId, direction, source, ...seen });
  }
  const ended = new Map(runs.flatMap((run) => (run.completedAt && run.jobId !== null ? [[run.id, run]] : [])));
  const finished = new Map<number, { jobId: number; inputsAt: Date | null; outputsAt: Date | null }>();
  for (const { runId, datasetId, direction } of ended.size === 0 ? [] : await readRunDatasets(sql, [...ended.keys()])) {
    const { jobId, completedAt } = ended.get(runId)! as { jobId: number; completedAt: Date };
    const at = { first: completedAt, last: completedAt, count: 0 };
    const before = edges.get(keyOf(jobId, direction, datasetId));
    const seen = before ? { ...together(before, at), first: before.first } : at;
    edges.set(keyOf(jobId, direction, datasetId), { jobId, datasetId, direction, source: before?.source ?? 'observed', ...seen }); // prettier-ignore
    const side = direction === 'input' ? 'inputsAt' : 'outputsAt';
    const known = finished.get(jobId) ?? { jobId, inputsAt: null, outputsAt: null };
    const newest = known[side];
    finished.set(jobId, { ...known, [side]: newest && newest > completedAt ? newest : completedAt });
  }
  const byPlace = [...edges.values()].sort((a, b) => a.jobId - b.jobId || a.datasetId - b.datasetId || (a.direction < b.direction ? -1 : 1)); // prettier-ignore
  await saveEdges(sql, byPlace);
  await noteFinished(
    sql,
    [...finished.values()].sort((a, b) => a.jobId - b.jobId),
  );
}

const together = (a: Seen, b: Seen): Seen => ({
  first: a.first < b.first ? a.first : b.first,
  last: a.last > b.last ? a.last : b.last,
  count: a.count + b.count,
});

async function writeLinks(sql: Sql, folded: Folded, ids: Ids): Promise<void> {
  const links = [...folded.links.values()].map(({ source, target, job, by, first, last, count }) => ({
    sourceId: ids.dataset(source),
    targetId: ids.dataset(target),
    jobId: job ? ids.job(job) : 0,
    source: by,
    ...{ first, last, count },
  }));
  await saveLinks(
    sql,
    merged(links, (l) => `${l.sourceId} ${l.targetId} ${l.jobId}`),
  );
  const columns = [...folded.columns.values()].map(({ edge, job, by, first, last, count }) => ({
    targetId: ids.dataset(edge.target),
    targetColumn: edge.targetColumn,
    sourceId: ids.dataset(edge.source),
    sourceColumn: edge.sourceColumn,
    jobId: job ? ids.job(job) : 0,
    kind: edge.kind,
    subtype: edge.subtype,
    isMasking: edge.isMasking,
    description: edge.description,
    source: by,
    ...{ first, last, count },
  }));
  const keyOf = (c: (typeof columns)[number]) =>
    JSON.stringify([c.targetId, c.targetColumn, c.sourceId, c.sourceColumn, c.jobId]);
  await saveColumns(sql, merged(columns, keyOf));
}

/** One row a key, in the order of keys. */
function merged<T extends Seen>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  const byKey = new Map<string, T>();
  for (const row of rows) {
    const before = byKey.get(keyOf(row));
    byKey.set(keyOf(row), before ? { ...row, ...together(before, row) } : row);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

async function writeFacets(sql: Sql, folded: Folded, ids: Ids): Promise<void> {
  const facets = [...folded.facets.values()].map(({ kind, of, name, at, facet }) => ({
    kind,
    entityId: kind === 'job' ? ids.job(of) : ids.dataset(of),
    name,
    at,
    facet: facet === null ? null : JSON.stringify(facet),
  }));
  // Which job a job is a part of is kept like a facet, so that the newest word wins there too.
  for (const { namespace, name, parent, lastSeenAt } of folded.jobs.values())
    if (parent) facets.push({ kind: 'job', entityId: ids.job({ namespace, name }), name: '~parent', at: lastSeenAt, facet: JSON.stringify({ id: ids.job(parent) }) }); // prettier-ignore
  // Two names of one dataset: the newest word wins there too.
  const oldestFirst = facets.sort((a, b) => a.at.getTime() - b.at.getTime());
  const byKey = new Map(oldestFirst.map((one) => [`${one.kind} ${one.entityId} ${one.name}`, one]));
  const changed = await saveFacets(
    sql,
    [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one),
  );
  const jobs = new Set(changed.flatMap(({ kind, entityId }) => (kind === 'job' ? [entityId] : [])));
  await describeJobs(sql, [...jobs]);
}
