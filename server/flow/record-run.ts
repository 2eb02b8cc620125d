import type { Failure, IncidentFacts } from '../../alerts/index.ts';
import { findOpenIncident, isNewestRun, readRunOutputs, type RunRow } from '../store/runs.ts';
import type { Sql } from '../store/sql.ts';
import { recordResults, type IncidentRelation, type Recorded } from './record-results.ts';
import type { ReceiveContext } from './receive-context.ts';
import type { CompiledRules } from './rules-cache.ts';
import type { RunState } from './run-state.ts';

interface Place {
  context: ReceiveContext;
  sql: Sql;
}

/**
 * What a run's end means: a failed run opens an incident on its job and on what it wrote, a completed one heals them.
 * Only the newest run of a job speaks for it: a late word about an older one neither opens nor heals.
 */
export async function recordRun(
  { context, sql }: Place,
  { run, state }: { run: RunRow; state: RunState },
  now: Date,
): Promise<IncidentRelation[]> {
  const { jobId, jobName } = run;
  const { verdict } = state;
  if (!verdict || jobId === null || jobName === null || !(await isNewestRun(sql, jobId, run.id))) return [];
  const rules = await context.rules.current(sql);
  const outcome = outcomeOf(`run of ${jobName}`, verdict, now);
  const relations: IncidentRelation[] = [];
  for (const subject of await subjectsOf(sql, rules, { ...run, jobId, jobName })) {
    if (outcome.failing.length === 0 && subject.openIncident === null) continue;
    relations.push(...(await recordResults({ ...context, sql, rules }, { ...outcome, ...subject }, now)));
  }
  return relations;
}

type Subject = Pick<Recorded, 'subject' | 'datasetId' | 'jobId' | 'openIncident' | 'owner' | 'labels' | 'runbook'>;

/** The job, and every dataset that the run wrote. */
async function subjectsOf(
  sql: Sql,
  rules: CompiledRules,
  run: RunRow & { jobId: number; jobName: string },
): Promise<Subject[]> {
  const job: IncidentFacts['subject'] = { kind: 'job', namespace: run.namespace, name: run.jobName };
  const openOfJob = await findOpenIncident(sql, { jobId: run.jobId });
  const ofJob = { datasetId: null, jobId: run.jobId, openIncident: openOfJob, owner: null, labels: {}, runbook: null };
  const subjects: Subject[] = [{ subject: job, ...ofJob }];
  for (const { id, namespace, name } of await readRunOutputs(sql, run.id)) {
    const { owner, labels, runbook } = rules.of({ namespace, name });
    const openIncident = await findOpenIncident(sql, { datasetId: id });
    const subject = { kind: 'dataset', namespace, name } as const;
    subjects.push({ subject, datasetId: id, jobId: null, openIncident, owner, labels, runbook });
  }
  return subjects;
}

function outcomeOf(expectation: string, { failed, error }: NonNullable<RunState['verdict']>, now: Date) {
  return {
    failing: failed ? [runFailure(expectation, error, now)] : [],
    passing: failed ? [] : [expectation],
    undecided: [],
    metrics: new Map([[expectation, null]]),
    profileId: null,
    // A run says nothing of the expectations on what it wrote.
    covers: () => false,
  };
}

const runFailure = (expectation: string, error: string | null, now: Date): Failure => ({
  expectation,
  kind: 'run',
  column: null,
  outcome: 'fail',
  severity: 'error',
  observed: 'FAIL',
  expected: { text: 'COMPLETE' },
  unit: null,
  reason: error?.split('\n')[0]?.slice(0, 300) || 'the run failed without saying why',
  since: now.toISOString(),
  healedAt: null,
});
