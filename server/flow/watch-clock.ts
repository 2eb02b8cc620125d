import { randomUUID } from 'node:crypto';
import {
  claimJobs,
  failJob,
  finishJob,
  holdJob,
  insertArrivalJobs,
  insertJobs,
  insertLostRunJobs,
  postponeJob,
  type ClaimedJob,
} from '../store/clock-jobs.ts';
import { inTransaction, type Sql } from '../store/sql.ts';
import { makeCalibration } from './calibration/make-calibration.ts';
import { findCause, type CauseJob } from './cause/find-cause.ts';
import { endArrival, judgeArrival, type ClockPlace } from './judge-arrival.ts';
import { judgeOne, spreadResults } from './judge-by-results.ts';
import { judgeRelated, spreadRelated } from './judge-related.ts';
import { keepHouse } from './keep-house.ts';
import { judgeFollowing, spreadLearned } from './learning/judge-following.ts';
import { keepEvents, usualRetention, type LineageRetention } from './lineage/keep-events.ts';
import { loseRun } from './lose-run.ts';
import type { ReceiveContext } from './receive-context.ts';
import type { IncidentRelation } from './record-results.ts';

export interface ClockContext {
  receive: ReceiveContext;
  /** What time it is, for all processes alike: the database's clock; tests have their own. */
  now: (sql: Sql) => Promise<Date>;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
  /** How long a job belongs to the process that does it; another one does it after that. */
  leaseSeconds: number;
  /** A run that is silent for so long is lost. */
  lostAfterSeconds: number;
  /** How long what events of lineage told is kept; as usual where it is not said. */
  lineageRetention?: LineageRetention;
}

const mostAtOnce = 20;
const lanes = 4;
const mostAttempts = 10;
const longestRetrySeconds = 300;

/** Writes down what is due, once for each occurrence however many processes tick; does nothing of it. */
export async function tick(context: ClockContext): Promise<void> {
  const { pool } = context.receive;
  const now = await context.now(pool);
  await insertArrivalJobs(pool, now);
  await insertLostRunJobs(pool, { now, lostAfterSeconds: context.lostAfterSeconds });
  await insertJobs(pool, 'calibration', [{ key: now.toISOString().slice(0, 10), payload: {} }]);
  for (const kind of ['housekeeping', 'lineage-house'])
    await insertJobs(pool, kind, [{ key: now.toISOString().slice(0, 13), payload: {} }]);
}

/** Does what is written down until nothing is left that may be taken, or `isStopped`; answers how many jobs it did. */
export async function doJobs(context: ClockContext, isStopped: () => boolean = () => false): Promise<number> {
  const { leaseSeconds, receive } = context;
  let done = 0;
  while (!isStopped()) {
    const jobs = await claimJobs(receive.pool, { limit: mostAtOnce, leaseSeconds, token: randomUUID() });
    if (jobs.length === 0) return done;
    const lane = async () => {
      for (let job = jobs.shift(); job; job = jobs.shift()) if (await doJob(context, job)) done++;
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }
  return done;
}

/** Does one job in one transaction that holds its lease: whoever lost it changes nothing. True when it was done, and not put off. */
export async function doJob(context: ClockContext, job: ClaimedJob): Promise<boolean> {
  const { receive, log } = context;
  try {
    const relations = await inTransaction(receive.pool, async (sql) => {
      if (!(await holdJob(sql, job))) return null;
      const recorded = await work(context, { context: receive, sql }, job);
      if (recorded !== 'later') await finishJob(sql, job);
      else await postponeJob(sql, job);
      return recorded;
    });
    if (relations === null) log.warn({ job: job.key }, 'the lease of a clock job ran out; another process does it');
    if (relations === 'later') return false;
    if (relations?.some(({ relation }) => relation !== 'continued')) receive.onNotification();
    return relations !== null;
  } catch (error) {
    await keepFailure(context, job, error);
    return false;
  }
}

type Payload = Record<'datasetId' | 'runId' | 'profileId' | 'resultsId', number> & { key: string };

/** `later`: its time has not come. */
type Worked = IncidentRelation[] | 'later';

async function work(context: ClockContext, place: ClockPlace, job: ClaimedJob): Promise<Worked> {
  const now = await context.now(place.sql);
  const { lostAfterSeconds } = context;
  const { datasetId, key, runId, profileId, resultsId } = job.payload as Payload;
  switch (job.kind) {
    case 'arrival':
      return judgeArrival(place, { datasetId, key }, now);
    case 'arrival-ended':
      return endArrival(place, { datasetId, key }, now);
    case 'lost-run':
      return loseRun(place, { runId, lostAfterSeconds }, now);
    case 'related':
      await spreadRelated(place, profileId);
      return [];
    case 'judge-related':
      return judgeRelated(place, profileId, now);
    case 'results':
      await spreadResults(place, resultsId);
      return [];
    case 'judge-results':
      return judgeOne(place, profileId, now);
    case 'learned':
      await spreadLearned(place, job.payload as unknown as Parameters<typeof spreadLearned>[1]);
      return [];
    case 'judge-learned':
      return judgeFollowing(place, profileId, now);
    case 'cause':
      await findCause(place, { ...(job.payload as unknown as CauseJob), key: job.key }, now);
      return [];
    default:
      await keepUp(context, { ...place, kind: job.kind }, now);
      return [];
  }
}

/** What is done now and then for the whole of it, and opens nothing. */
async function keepUp(context: ClockContext, place: ClockPlace & { kind: string }, now: Date): Promise<void> {
  switch (place.kind) {
    case 'calibration':
      await makeCalibration(place, now);
      return;
    case 'housekeeping':
      return keepHouse(place, now);
    case 'lineage-house':
      return keepEvents({ ...place.context, log: context.log }, context.lineageRetention ?? usualRetention, now);
    default:
      throw new Error(`this version knows no clock job ${place.kind}`);
  }
}

/** A job that failed is tried again after 1 s, 2 s, 4 s … 5 min, and given up after ten attempts. */
async function keepFailure({ receive, log }: ClockContext, job: ClaimedJob, error: unknown): Promise<void> {
  const isDead = job.attempts >= mostAttempts;
  const retryInSeconds = isDead ? null : Math.min(longestRetrySeconds, 2 ** (job.attempts - 1));
  const words = error instanceof Error ? error.message.slice(0, 500) : String(error);
  const place = { kind: job.kind, job: job.key, attempts: job.attempts, error };
  if (isDead) log.error(place, 'a clock job failed ten times and is given up for an hour');
  else log.warn(place, 'a clock job failed; it is tried again');
  await failJob(receive.pool, { ...job, error: words, retryInSeconds });
}
