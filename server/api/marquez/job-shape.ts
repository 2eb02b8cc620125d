import { readMarquezJobs, type MarquezJob, type NamedDataset } from '../../store/marquez/jobs.ts';
import { newestRunIds } from '../../store/marquez/runs.ts';
import type { MarquezJobShape } from '../shapes/marquez.ts';
import { uuidOf, type Asking } from './asking.ts';
import { createdAtOf, updatedAtOf } from './dataset-shape.ts';
import { facetOf, tagsIn, textIn } from './facets.ts';
import { jobVersion, readRuns, type ToldRun } from './run-shape.ts';

/** Of so many runs at once the facets are read from their events. */
const mostWithFacets = 200;

/**
 * Jobs in the order of `ids`, each with its newest `runs` runs. Of one job all of them have their facets, of several the
 * newest of each; of more than 200 jobs none.
 */
export async function readJobs(asking: Asking, ids: readonly number[], runs: number): Promise<MarquezJobShape[]> {
  const { pool, likes } = asking;
  const [rows, runIds] = await Promise.all([readMarquezJobs(pool, ids, likes), newestRunIds(pool, ids, runs)]);
  const newest = ids.length === 1 ? runIds : await newestRunIds(pool, ids, 1);
  const told = await readRuns(asking, runIds, new Set(newest.length > mostWithFacets ? [] : newest));
  const byJob = new Map<number, ToldRun[]>();
  for (const run of told) {
    const { jobId } = run.row;
    if (jobId !== null) byJob.set(jobId, [...(byJob.get(jobId) ?? []), run]);
  }
  return rows.map((row) => jobShape(row, byJob.get(row.id) ?? []));
}

const types: Record<string, MarquezJobShape['type']> = { STREAMING: 'STREAM', SERVICE: 'SERVICE' };
const bare = (side: readonly NamedDataset[] | null) => (side ?? []).map(({ namespace, name }) => ({ namespace, name }));

function jobShape(row: MarquezJob, runs: readonly ToldRun[]): MarquezJobShape {
  const { namespace, name, parentName } = row;
  const isWithin = parentName !== null && name.startsWith(`${parentName}.`);
  return {
    id: { namespace, name },
    type: types[row.processing ?? ''] ?? 'BATCH',
    name,
    simpleName: isWithin ? name.slice(parentName.length + 1) : name,
    parentJobName: parentName,
    parentJobUuid: row.parentId === null ? null : uuidOf('job', row.parentId),
    createdAt: createdAtOf(row),
    updatedAt: updatedAtOf(row),
    namespace,
    inputs: bare(row.inputs),
    outputs: bare(row.outputs),
    location: textIn(facetOf(row.facets, 'sourceCodeLocation')['url']),
    description: row.description,
    latestRun: runs[0]?.shape ?? null,
    latestRuns: runs.map(({ shape }) => shape),
    facets: row.facets ?? {},
    currentVersion: jobVersion(row.id, row.inputs ?? [], row.outputs ?? []),
    labels: [],
    tags: tagsIn(row.facets, null),
  };
}

/** As it stands in a lineage graph, where Marquez says less. */
export function graphJob(job: MarquezJobShape) {
  const { latestRuns: _, facets: __, currentVersion: ___, labels: ____, tags: _____, ...told } = job;
  return { ...told, currentRunUuid: job.latestRun?.id ?? null };
}
