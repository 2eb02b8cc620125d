import type { Sql } from '../sql.ts';

/** The time that a failure is about. */
export interface FailedWindow {
  /** Of the data; null where its profiles say none. */
  interval: { start: Date; end: Date } | null;
  /** From when on what was seen counts. */
  since: Date;
  until: Date;
}

const dayMs = 86_400_000;

/** Of the newest profile of a dataset (or job: of its newest run) that stands: its data interval, and what came since it began. Without one the last day. */
export async function readWindow(
  sql: Sql,
  focus: { datasetId: number } | { jobId: number },
  now: Date,
): Promise<FailedWindow> {
  const [row] = await ('datasetId' in focus
    ? sql<{ start: Date | null; end: Date | null }[]>`
        select interval_start as start, interval_end as "end" from profile
        where dataset_id = ${focus.datasetId} and superseded_by is null order by effective_at desc, id desc limit 1`
    : sql<{ start: Date | null; end: Date | null }[]>`
        select interval_start as start, interval_end as "end" from run where job_id = ${focus.jobId} order by id desc limit 1`);
  return row?.start && row.end ? windowOf({ start: row.start, end: row.end }, now) : windowOf(null, now);
}

/** What is looked at for a data interval. */
export const windowOf = (interval: FailedWindow['interval'], now: Date): FailedWindow => ({
  interval,
  since: interval?.start ?? new Date(now.getTime() - dayMs),
  until: now,
});
