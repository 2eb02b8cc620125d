import type { JobDetail, JobRow } from '../server/api/shapes/jobs.ts';
import type { RunDetail, RunRow, ScheduleShape } from '../server/api/shapes/runs.ts';
import { shortInstant } from './list-pages.ts';

/** `20 min`, `3 h 5 min`, `45 s`. */
function durationWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** When a run started and how long it took, with how late it was. */
export function timeWords(run: Pick<RunRow, 'startedAt' | 'endedAt' | 'lateSeconds'>): string {
  if (run.startedAt === null) return 'start not told';
  const took = run.endedAt && durationWords((Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000);
  const late = run.lateSeconds ? `, ${durationWords(run.lateSeconds)} late` : '';
  return `${shortInstant(run.startedAt)}${took ? `, took ${took}` : ''}${late}`;
}

/** How a job runs, in one phrase. */
export function scheduleWords(schedule: ScheduleShape | null): string {
  if (!schedule) return 'no rhythm seen';
  const every = `every ${durationWords(schedule.everySeconds)}`;
  if (schedule.overdueSeconds !== null) return `${every}, ${durationWords(schedule.overdueSeconds)} overdue`;
  return schedule.nextAt === null ? every : `${every}, next ${shortInstant(schedule.nextAt)}`;
}

export const jobName = ({ namespace, name }: Pick<JobRow, 'namespace' | 'name'>) => `${namespace}/${name}`;

/** One job in lines: how it runs, what it reads and writes, and its newest runs. */
export function jobLines(job: JobDetail, runs: readonly RunRow[]): string[] {
  const kind = [job.integration, job.jobType, job.processing].filter((one) => one !== null).join(' ');
  return [
    `${job.id} ${jobName(job)}: ${job.lastRun?.state ?? 'no run'}`,
    `  ${kind}, ${job.owner === null ? 'no owner' : `owner ${job.owner}`}, ${scheduleWords(job.schedule)}`,
    ...(job.description === null ? [] : [`  ${job.description}`]),
    ...(job.parent === null ? [] : [`  part of ${jobName(job.parent)} (${job.parent.id})`]),
    ...(job.parts === 0 ? [] : [`  ${job.parts} parts`]),
    ...(job.incident === null ? [] : [`  ${job.incident} is open`]),
    ...job.reads.map((one) => `  reads ${jobName(one)}${one.isFormer ? ' (no longer)' : ''}`),
    ...job.writes.map((one) => `  writes ${jobName(one)}${one.isFormer ? ' (no longer)' : ''}`),
    ...(runs.length === 0 ? [] : ['Newest runs']),
    ...runs.map((run) => `  ${run.id}  ${run.state}  ${timeWords(run)}${run.error === null ? '' : `: ${run.error}`}`),
  ];
}

/** One run in lines: how it went and by which word, what ran within it, what it counted and what was found. */
export function runLines(run: RunDetail): string[] {
  const parts = run.tree.items.filter(({ parentId }) => parentId === run.id);
  return [
    `${run.id} ${run.job === null ? 'of no job' : `of ${jobName(run.job)}`}: ${run.state}`,
    `  ${run.runId}, ${timeWords(run)}`,
    ...(run.parent === null
      ? []
      : [`  part of ${run.parent.id}${run.parent.job ? ` of ${jobName(run.parent.job)}` : ''}`]),
    ...(run.wholeError === null ? [] : [`  ${run.wholeError.split('\n')[0] ?? ''}`]),
    ...(run.isConflicting ? ['  it was told to have ended in more than one way'] : []),
    ...run.incidents.map((one) => `  ${one.id} ${one.state}: ${one.sentence}`),
    ...(run.told.length === 0 ? [] : ['What was told']),
    ...run.told.map((one) => `  ${shortInstant(one.eventAt)}  ${one.type}${one.decides ? ' (counts)' : ''}`),
    ...(parts.length === 0 ? [] : ['What ran within it']),
    ...parts.map((one) => `  ${one.id}  ${one.state}  ${one.job?.name ?? one.runId}`),
    ...(run.reads.length + run.writes.length === 0 ? [] : ['Datasets']),
    ...run.reads.map((one) => `  reads ${jobName(one)}${countWords(one)}`),
    ...run.writes.map((one) => `  writes ${jobName(one)}${countWords(one)}`),
    ...(run.results.length === 0 ? [] : ['Checks']),
    ...run.results.flatMap(({ dataset, results }) =>
      results.map((one) => `  ${one.outcome}  ${jobName(dataset)} ${one.expectation}: ${one.reason}`),
    ),
  ];
}

const countWords = ({ measured }: RunDetail['reads'][number]): string =>
  measured === null || measured.rowCount === null ? '' : `: ${measured.rowCount} rows, ${measured.verdict}`;
