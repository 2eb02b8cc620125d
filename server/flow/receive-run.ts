import type { DataInterval, RunTrigger } from '../../checks/index.ts';
import { nameKey, type QualifiedName } from '../store/datasets.ts';
import { lockDataset } from '../store/receive.ts';
import {
  addRunDatasets,
  ensureRun,
  insertRunEvent,
  lockJobOf,
  lockRun,
  readRunEvents,
  readRunOutputs,
  saveRunState,
  type RunRow,
} from '../store/runs.ts';
import { inTransaction, type Sql } from '../store/sql.ts';
import { refuseFuture } from './profile-times.ts';
import { ensureKnown, findOwnIds } from './known-datasets.ts';
import { findLostRun } from './lose-run.ts';
import type { ReceiveContext } from './receive-context.ts';
import type { IncidentRelation } from './record-results.ts';
import { recordRun } from './record-run.ts';
import { foldRunState, type RunEventType, type RunState } from './run-state.ts';

/** A run's state change as a pipeline posts it. */
export interface RunPost {
  state: RunEventType;
  eventTime: string;
  run: { id: string; job: QualifiedName; attempt?: number; trigger?: RunTrigger; traceparent?: string };
  dataInterval?: DataInterval;
  inputs?: QualifiedName[];
  outputs?: QualifiedName[];
  error?: string;
}

export interface RunReceipt {
  runId: string;
  state: RunEventType;
  /** False when this very state change was posted before. */
  created: boolean;
  incidents: IncidentRelation[];
}

/** Keeps one state change and what follows from it: a failed run opens an incident on its job and on what it writes. */
export async function receiveRun(context: ReceiveContext, post: RunPost): Promise<RunReceipt> {
  refuseFuture(new Date(post.eventTime), '/eventTime', context.clock());
  const datasets = [...(post.inputs ?? []), ...(post.outputs ?? [])];
  const { namespace, name } = post.run.job;
  const known = datasets.map((dataset) => ({ dataset }));
  await ensureKnown(context, [...known, { dataset: datasets[0] ?? null, run: { id: post.run.id, job: post.run.job } }]);
  const runId = await inTransaction(context.pool, async (sql) => {
    const id = await ensureRun(sql, {
      namespace,
      externalId: post.run.id,
      jobName: name,
      outputId: null,
      traceparent: null,
    });
    const ids = await findOwnIds(sql, datasets);
    const idsOf = (names: QualifiedName[] = []) => names.flatMap((dataset) => ids.get(nameKey(dataset)) ?? []);
    await addRunDatasets(sql, { runId: id, datasetIds: idsOf(post.inputs), direction: 'input' });
    await addRunDatasets(sql, { runId: id, datasetIds: idsOf(post.outputs), direction: 'output' });
    return id;
  });
  const receipt = await inTransaction(context.pool, (sql) => applyEvent({ context, sql }, runId, post));
  context.activity.acceptedAt = context.clock();
  context.observe.event('run', receipt.created ? 'created' : 'repeated');
  if (receipt.incidents.some(({ relation }) => relation !== 'continued')) context.onNotification();
  context.onChange();
  return receipt;
}

interface Place {
  context: ReceiveContext;
  sql: Sql;
}

/** Says what follows from a run whose state is stored: a failure opens incidents, an end heals them, a word finds a lost run. */
export async function speakForRun(context: ReceiveContext, runId: number): Promise<void> {
  const relations = await inTransaction(context.pool, async (sql) => {
    const run = await lockWithOutputs(sql, runId);
    const state = foldRunState(await readRunEvents(sql, runId));
    return state === null ? [] : followed({ context, sql }, { run, state }, context.clock());
  });
  if (relations.some(({ relation }) => relation !== 'continued')) context.onNotification();
  context.onChange();
}

/** Datasets by id, then the job, then the run: the order in which a profile takes them too. */
async function lockWithOutputs(sql: Sql, runId: number): Promise<RunRow> {
  for (const { id } of await readRunOutputs(sql, runId)) await lockDataset(sql, id);
  await lockJobOf(sql, runId);
  return lockRun(sql, runId);
}

async function followed(place: Place, of: { run: RunRow; state: RunState }, now: Date): Promise<IncidentRelation[]> {
  const told = await recordRun(place, of, now);
  const found = await findLostRun(place, of.run, now);
  return [...told.filter(({ id }) => !found.some((one) => one.id === id)), ...found];
}

async function applyEvent({ context, sql }: Place, runId: number, post: RunPost): Promise<RunReceipt> {
  const run = await lockWithOutputs(sql, runId);
  const now = context.clock();
  const created = await insertRunEvent(sql, {
    runId,
    type: post.state,
    eventAt: new Date(post.eventTime),
    receivedAt: now,
    error: post.error?.slice(0, 4000) ?? null,
  });
  const state = foldRunState(await readRunEvents(sql, runId));
  if (!state) throw new Error(`run ${runId} has no event after one was stored`);
  await saveRunState(sql, {
    id: runId,
    ...state,
    trigger: post.run.trigger ?? null,
    attempt: post.run.attempt ?? null,
    traceparent: post.run.traceparent ?? null,
    intervalStart: post.dataInterval ? new Date(post.dataInterval.start) : null,
    intervalEnd: post.dataInterval ? new Date(post.dataInterval.end) : null,
  });
  const incidents = created ? await followed({ context, sql }, { run, state }, now) : [];
  return { runId: post.run.id, state: state.state, created, incidents };
}
