import type { JobRow, RunRow, RunState, ScheduleShape } from '../api/types.ts';
import { formatDuration } from './time.ts';
import type { Words } from './words.ts';

export const RUN_STATE: Record<RunState, Words> = {
  RUNNING: { tone: 'info', word: 'Running' },
  COMPLETE: { tone: 'ok', word: 'Completed' },
  FAIL: { tone: 'critical', word: 'Failed' },
  ABORT: { tone: 'warn', word: 'Aborted' },
  LOST: { tone: 'critical', word: 'Lost' },
  UNKNOWN: { tone: 'unknown', word: 'Not told' },
};
/** As filters offer them, the worst first. */
export const RUN_STATES = ['FAIL', 'LOST', 'ABORT', 'RUNNING', 'UNKNOWN', 'COMPLETE'] as const;

const PERIODS: readonly [seconds: number, words: string][] = [
  [60, 'every minute'],
  [3600, 'every hour'],
  [86_400, 'every day'],
  [604_800, 'every week'],
];

/** `every day`, `every 15 min`. */
export const periodWords = (seconds: number): string =>
  PERIODS.find(([period]) => period === seconds)?.[1] ?? `every ${formatDuration(seconds)}`;

/** When a job usually starts, in one clause: `every day, about 15 min after its data interval ends`. */
export function rhythmWords({ basis, everySeconds, lagSeconds, nextAt }: ScheduleShape): string {
  const every = periodWords(everySeconds);
  if (basis === 'starts') return nextAt !== null && everySeconds >= 3600 ? `${every}, about ${clockOf(nextAt)}` : every;
  const lag = formatDuration(Math.abs(lagSeconds));
  const where = lagSeconds < 0 ? 'before' : 'after';
  return Math.abs(lagSeconds) < 60 ? `${every}, when its data interval ends` : `${every}, about ${lag} ${where} its data interval ends`; // prettier-ignore
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockOf = (instant: string): string => clock.format(new Date(instant));

/** How long a run took, or has been running by now; null where it never started. */
export function tookSeconds(run: Pick<RunRow, 'startedAt' | 'endedAt' | 'state'>, now: number): number | null {
  if (run.startedAt === null) return null;
  const end = run.endedAt !== null ? Date.parse(run.endedAt) : run.state === 'RUNNING' ? now : null;
  return end === null ? null : Math.max(0, (end - Date.parse(run.startedAt)) / 1000);
}

/** `on time`, `47 min late`, or nothing where nothing was expected. */
export const lateWords = (lateSeconds: number | null): string =>
  lateSeconds === null ? '' : lateSeconds === 0 ? 'on time' : `${formatDuration(lateSeconds)} late`;

/** A job's state in a list: of its newest run, and a stream says that it is one. */
export function jobWords({ lastRun, processing }: Pick<JobRow, 'lastRun' | 'processing'>): Words {
  if (lastRun === null) return { tone: 'unknown', word: 'No run' };
  if (processing !== 'BATCH' && lastRun.state === 'RUNNING') return { tone: 'ok', word: 'Streaming' };
  return RUN_STATE[lastRun.state];
}

/** What a job is, as its producer calls it: `Airflow task`, `Spark, streaming`. */
export function kindWords({
  integration,
  jobType,
  processing,
}: Pick<JobRow, 'integration' | 'jobType' | 'processing'>): string {
  const named = [integration, jobType]
    .filter((one) => one !== null)
    .map(plainCase)
    .join(' ');
  const stream = processing === 'BATCH' ? '' : processing.toLowerCase();
  return [named, stream].filter((one) => one !== '').join(', ');
}

const ACRONYMS = new Set(['DAG', 'DBT', 'SQL', 'RDD']);
const plainCase = (text: string): string => {
  if (ACRONYMS.has(text)) return text === 'DBT' ? 'dbt' : text;
  return /^[A-Z_]+$/.test(text) ? text.toLowerCase().replaceAll('_', ' ') : text;
};
