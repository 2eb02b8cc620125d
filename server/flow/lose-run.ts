import { lengthWords } from '../../calendar/index.ts';
import type { Failure } from '../../alerts/index.ts';
import { isFailing } from '../store/incidents.ts';
import { countLostRuns, lockSilentRun, markLost, type Silence, type SilentRun } from '../store/lost-runs.ts';
import { findOpenIncident, type RunRow } from '../store/runs.ts';
import type { ClockPlace } from './judge-arrival.ts';
import { recordResults, type IncidentRelation, type Recorded } from './record-results.ts';

const keyOf = (jobName: string) => `end of ${jobName}`;

/** Gives up a run that started and was silent for too long, unless it spoke meanwhile: an incident of its job. One that streams is given up only when it promised signs of life. */
export async function loseRun(
  { context, sql }: ClockPlace,
  { runId, ...silence }: Omit<Silence, 'now'> & { runId: number },
  now: Date,
): Promise<IncidentRelation[]> {
  const run = await lockSilentRun(sql, runId, { ...silence, now });
  if (!run) return [];
  await markLost(sql, run.id, now);
  const failing = [lostFailure(run, now)];
  const rules = await context.rules.current(sql);
  return recordResults({ ...context, sql, rules }, { ...(await recordedOf({ context, sql }, run)), failing }, now);
}

/**
 * A word of a run that was given up finds it again; the incident's failure heals once no run of the job is lost. A run that
 * completes makes up for those that started before it.
 */
export async function findLostRun({ context, sql }: ClockPlace, run: RunRow, now: Date): Promise<IncidentRelation[]> {
  const { id, jobId, jobName, namespace } = run;
  if (jobId === null || jobName === null) return [];
  const wasLost = await markLost(sql, id, null);
  const recorded = await recordedOf({ context, sql }, { jobId, jobName, namespace });
  const key = keyOf(jobName);
  if (recorded.openIncident === null || !(await isFailing(sql, recorded.openIncident, key))) return [];
  if ((await countLostRuns(sql, jobId)) > 0) return [];
  const healedBy = new Map([[key, wasLost ? 'it was heard of again' : 'a later run completed']]);
  const rules = await context.rules.current(sql);
  return recordResults({ ...context, sql, rules }, { ...recorded, passing: [key], healedBy }, now);
}

async function recordedOf(
  { sql }: ClockPlace,
  { jobId, jobName, namespace }: Pick<SilentRun, 'jobId' | 'jobName' | 'namespace'>,
): Promise<Recorded> {
  return {
    subject: { kind: 'job', namespace, name: jobName },
    datasetId: null,
    jobId,
    openIncident: await findOpenIncident(sql, { jobId }),
    failing: [],
    passing: [],
    undecided: [],
    metrics: new Map(),
    profileId: null,
    owner: null,
    labels: {},
    runbook: null,
    covers: () => false,
  };
}

function lostFailure(run: SilentRun, now: Date): Failure {
  const { heartbeatSeconds, patienceSeconds } = run;
  const [wanted, missing] =
    heartbeatSeconds === null
      ? [`a word of it at least every ${lengthWords(patienceSeconds)}`, 'no end event']
      : [`a sign of life every ${lengthWords(heartbeatSeconds)}`, 'no sign of life'];
  const since = run.startedAt.toISOString().slice(0, 16).replace('T', ' ');
  return {
    expectation: keyOf(run.jobName),
    kind: 'lost-run',
    column: null,
    outcome: 'fail',
    severity: 'error',
    observed: null,
    expected: { text: wanted },
    unit: null,
    reason: `${missing} for ${lengthWords(patienceSeconds)} from run ${run.externalId}, started ${since} UTC`,
    since: now.toISOString(),
    healedAt: null,
  };
}
