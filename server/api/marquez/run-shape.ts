import { runKeyHex } from '../../flow/lineage/run-results.ts';
import { readMarquezRuns, readRunBodies, type MarquezRun, type RunDataset } from '../../store/marquez/runs.ts';
import type { MarquezRunShape } from '../shapes/marquez.ts';
import { iso } from '../text.ts';
import { uuidOf, versionOf, type Asking } from './asking.ts';
import { fieldsIn, listIn, mergedFacets } from './facets.ts';

type Json = Record<string, unknown>;

/** A run with the events that told of it, the oldest first; without them where they were not asked for. */
export interface ToldRun {
  row: MarquezRun;
  events: Json[];
  shape: MarquezRunShape;
}

/** Runs in the order of `ids`. Facets are read from the events of those in `withFacets`; `all`: of each. */
export async function readRuns(
  { pool, likes }: Asking,
  ids: readonly number[],
  withFacets: ReadonlySet<number> | 'all' = 'all',
): Promise<ToldRun[]> {
  const rows = await readMarquezRuns(pool, ids, likes);
  const keyOf = ({ namespace, externalId }: MarquezRun) => runKeyHex({ namespace, id: externalId });
  const told = rows.filter(({ id }) => withFacets === 'all' || withFacets.has(id));
  const bodies = await readRunBodies(pool, told.map(keyOf));
  return rows.map((row) => {
    const events = (bodies.get(keyOf(row)) ?? []).map((body) => fieldsIn(JSON.parse(body)));
    return { row, events, shape: runShape(row, events) };
  });
}

/** What the events of a run say of itself, of its job. */
export const runFacets = (events: readonly Json[]) => mergedFacets(events.map(({ run }) => fieldsIn(run)['facets']));
export const jobFacets = (events: readonly Json[]) => mergedFacets(events.map(({ job }) => fieldsIn(job)['facets']));

/** The facets that a run's events gave a dataset: its own (`facets`), or those of reading or writing it. */
export function facetsGiven(
  events: readonly Json[],
  { direction, namespace, name }: Pick<RunDataset, 'direction' | 'namespace' | 'name'>,
  key: 'facets' | 'inputFacets' | 'outputFacets',
): Json {
  const side = direction === 'input' ? 'inputs' : 'outputs';
  const places = events.flatMap((event) => listIn(event[side]));
  return mergedFacets(places.filter((p) => p['namespace'] === namespace && p['name'] === name).map((p) => p[key]));
}

const states: Record<string, MarquezRunShape['state']> = {
  START: 'RUNNING',
  RUNNING: 'RUNNING',
  COMPLETE: 'COMPLETED',
  FAIL: 'FAILED',
  ABORT: 'ABORTED',
};

/** Marquez's word for a state, and ours for his: null for what is none. */
export const ownStates = (state: string): string[] | null => {
  if (state === 'NEW') return ['UNKNOWN'];
  const own = Object.entries(states).filter(([, theirs]) => theirs === state);
  return own.length > 0 ? own.map(([ours]) => ours) : null;
};

export const createdAtOfRun = ({ startedAt, lastEventAt, createdAt }: MarquezRun) =>
  (startedAt ?? lastEventAt ?? createdAt).toISOString();

function runShape(row: MarquezRun, events: readonly Json[]): MarquezRunShape {
  const { startedAt, endedAt } = row;
  const sideOf = (direction: RunDataset['direction'], key: 'inputFacets' | 'outputFacets') =>
    (row.datasets ?? [])
      .filter((one) => one.direction === direction)
      .map((one) => ({
        datasetVersionId: { namespace: one.namespace, name: one.name, version: versionOf(one.id, one.writer) },
        facets: facetsGiven(events, one, key),
      }));
  return {
    id: row.externalId,
    createdAt: createdAtOfRun(row),
    updatedAt: (row.lastEventAt ?? row.createdAt).toISOString(),
    nominalStartTime: iso(row.intervalStart),
    nominalEndTime: iso(row.intervalEnd),
    state: states[row.state] ?? 'NEW',
    startedAt: iso(startedAt),
    endedAt: iso(endedAt),
    durationMs: startedAt && endedAt ? Math.max(0, endedAt.getTime() - startedAt.getTime()) : null,
    args: {},
    jobVersion: jobVersionOf(row),
    inputDatasetVersions: sideOf('input', 'inputFacets'),
    outputDatasetVersions: sideOf('output', 'outputFacets'),
    facets: runFacets(events),
  };
}

function jobVersionOf({ jobId, jobNamespace, jobName, datasets }: MarquezRun): MarquezRunShape['jobVersion'] {
  if (jobId === null || jobNamespace === null || jobName === null) return null;
  const side = (direction: string) => (datasets ?? []).filter((one) => one.direction === direction);
  return {
    namespace: jobNamespace,
    name: jobName,
    version: jobVersion(jobId, side('input'), side('output')),
  };
}

/** A job is another version of itself where it reads or writes something else. */
export function jobVersion(
  jobId: number,
  inputs: readonly { id: number }[],
  outputs: readonly { id: number }[],
): string {
  const ids = (side: readonly { id: number }[]) =>
    side
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .join();
  return uuidOf('job', jobId, ids(inputs), ids(outputs));
}
