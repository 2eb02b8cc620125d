import type { LineageName } from '../../openlineage/index.ts';
import {
  ensureRuns,
  insertRunDatasets,
  insertRunEvents,
  readStateChanges,
  saveRunStates,
  type FoldedState,
  type RunWrite,
} from '../../store/lineage/runs.ts';
import type { Sql } from '../../store/sql.ts';
import { foldRunState, type RunEvent } from '../run-state.ts';
import { runKeyOf, type Folded, type FoldedRun, type Ids, type Place } from './folded.ts';

export interface WrittenRun {
  id: number;
  jobId: number | null;
  /** When it completed; null while it has not. */
  completedAt: Date | null;
}

/** Writes the runs of a batch with their states folded over all that was ever told of them. */
export async function writeRuns({ sql, now }: Place, folded: Folded, ids: Ids): Promise<Map<string, WrittenRun>> {
  const runs = [...folded.runs];
  if (runs.length === 0) return new Map();
  const above = await ensureAbove(sql, folded, ids);
  const idOf = (run: { id: string; job: LineageName } | null) => (run ? (above.get(runKeyOf(run)) ?? null) : null);
  const rows = runs.map(([, run]) => ({
    ...bare(run, ids),
    engine: run.engine,
    traceparent: run.traceparent,
    interval: run.interval,
    parentId: idOf(run.parent),
    rootId: idOf(run.root),
  }));
  const runIds = await ensureRuns(sql, rows);
  const all = runs.map(([key, run]) => ({ key, run, id: runIds.get(key)! }));
  const changes = all.flatMap(({ run, id }) =>
    run.states.map(({ type, at, error }) => ({ runId: id, type, at, error: error?.slice(0, 4000) ?? null })),
  );
  await insertRunEvents(sql, changes, now);
  await insertRunDatasets(
    sql,
    all.flatMap(({ run, id }) => datasetsOf(run, id, ids)),
  );
  // Of all of them: what a word without a state names may have been read by a run that ended long ago.
  const states = await foldStates(sql, [...new Set(all.map(({ id }) => id))]);
  await saveRunStates(sql, states);
  const completed = new Map(states.flatMap((s) => (s.state === 'COMPLETE' ? [[s.id, s.endedAt] as const] : [])));
  return new Map(
    all.map(({ key, run, id }) => [key, { id, jobId: ids.job(run.job), completedAt: completed.get(id) ?? null }]),
  );
}

const bare = (run: { id: string; job: LineageName }, ids: Ids): RunWrite => ({
  namespace: run.job.namespace,
  externalId: run.id,
  jobId: ids.job(run.job),
  engine: null,
  traceparent: null,
  interval: null,
  parentId: null,
  rootId: null,
});

/** The runs that others name as their parents, known only by that until their own events come. */
function ensureAbove(sql: Sql, folded: Folded, ids: Ids): Promise<Map<string, number>> {
  const above = new Map<string, { id: string; job: LineageName }>();
  for (const { parent, root } of folded.runs.values())
    for (const one of [parent, root]) if (one) above.set(runKeyOf(one), one);
  return ensureRuns(
    sql,
    [...above.values()].map((run) => bare(run, ids)),
  );
}

function datasetsOf(run: FoldedRun, runId: number, ids: Ids) {
  const of = (names: Iterable<LineageName>, direction: string) =>
    [...names].map((name) => ({ runId, datasetId: ids.dataset(name), direction }));
  return [...of(run.inputs.values(), 'input'), ...of(run.outputs.values(), 'output')];
}

async function foldStates(sql: Sql, runIds: readonly number[]): Promise<FoldedState[]> {
  if (runIds.length === 0) return [];
  const byRun = new Map<number, RunEvent[]>();
  for (const { runId, ...change } of await readStateChanges(sql, runIds)) {
    const changes = byRun.get(runId);
    if (changes) changes.push(change);
    else byRun.set(runId, [change]);
  }
  return [...byRun].flatMap(([id, changes]) => {
    const state = foldRunState(changes);
    return state === null ? [] : [{ id, ...state }];
  });
}
