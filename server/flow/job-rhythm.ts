import { expectedStart, nextStart, rhythmOf, startedLate, usualDuration, type Rhythm } from '../../checks/index.ts';
import type { RunRow } from '../store/jobs/run-rows.ts';

/** Runs of a job by which its rhythm is known. */
export const rhythmRuns = 30;

/** When a job usually runs, as its own runs say. */
export interface Schedule extends Rhythm {
  nextAt: Date | null;
  /** Since when the next run should have started; null while it need not have. */
  overdueSeconds: number | null;
  usual: { p50: number; p90: number; of: number } | null;
}

/** A run with what its job's rhythm says of it: null where that says nothing. */
export interface PlacedRun extends RunRow {
  expectedAt: Date | null;
  lateSeconds: number | null;
}

/** The rhythm of a job that runs now and then; a stream has none. */
export function scheduleOf(recent: readonly RunRow[], processing: string, now: Date): Schedule | null {
  const rhythm = processing === 'BATCH' ? rhythmOf(recent) : null;
  if (!rhythm) return null;
  const nextAt = nextStart(rhythm, recent);
  const overdue = nextAt === null ? 0 : (now.getTime() - nextAt.getTime()) / 1000;
  return {
    ...rhythm,
    nextAt,
    overdueSeconds: overdue > rhythm.slackSeconds ? Math.round(overdue) : null,
    usual: usualDuration(recent),
  };
}

export const placed = (schedule: Schedule | null, run: RunRow): PlacedRun => ({
  ...run,
  expectedAt: schedule && expectedStart(schedule, run),
  lateSeconds: schedule && startedLate(schedule, run),
});
