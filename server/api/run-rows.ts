import type { PlacedRun, Schedule } from '../flow/job-rhythm.ts';
import type { RunRow as StoredRun } from '../store/jobs/run-rows.ts';
import type { TreeRow } from '../store/jobs/run-tree.ts';
import type { RunRow, ScheduleShape, TreeRun } from './shapes/runs.ts';
import { iso } from './text.ts';

export const runRef = (id: number | null) => (id === null ? null : `run_${id}`);

function bare(run: StoredRun): Omit<RunRow, 'expectedAt' | 'lateSeconds'> {
  const { namespace, jobId, jobName, intervalStart, intervalEnd } = run;
  return {
    id: `run_${run.id}`,
    runId: run.externalId,
    namespace,
    // A run lies in the namespace of its job.
    job: jobId === null || jobName === null ? null : { id: `job_${jobId}`, namespace, name: jobName },
    state: run.state,
    startedAt: iso(run.startedAt),
    endedAt: iso(run.endedAt),
    lastEventAt: iso(run.lastEventAt),
    dataInterval:
      intervalStart && intervalEnd ? { start: intervalStart.toISOString(), end: intervalEnd.toISOString() } : null,
    error: run.error,
    attempt: run.attempt,
    trigger: run.trigger,
    parentId: runRef(run.parentId),
  };
}

/** A run as lists show it. */
export const runRow = (run: PlacedRun): RunRow => ({
  ...bare(run),
  expectedAt: iso(run.expectedAt),
  lateSeconds: run.lateSeconds,
});

export const treeRun = ({ depth, ...run }: TreeRow): TreeRun => ({ ...bare(run), depth });

export const scheduleShape = (schedule: Schedule | null): ScheduleShape | null =>
  schedule && { ...schedule, nextAt: iso(schedule.nextAt) };
