import type { LineageEvent } from '../../openlineage/index.ts';
import { isTelling, profilesOf, schemasRead } from '../../openlineage/index.ts';
import { finishPending, readPending, takeStage, type PendingEvent } from '../../store/lineage/pending.ts';
import { findRun } from '../../store/lineage/runs.ts';
import { inTransaction, type Sql } from '../../store/sql.ts';
import { speakForRun } from '../receive-run.ts';
import { readStored } from './fold-events.ts';
import { noteFailure } from './note-failure.ts';
import type { ProjectorContext } from './projector-context.ts';
import { receiveMeasured } from './receive-measured.ts';

const batch = { limit: 50, bytes: 16 * 2 ** 20 };
const mostMs = 2_000;

/** Does an event measure or describe a dataset, or tell how checks of one went? */
export const carriesQuality = (event: LineageEvent): boolean =>
  isTelling(event) || profilesOf(event).length > 0 || schemasRead(event).length > 0;

/**
 * Gives the measurements and results of the oldest waiting events to those who judge them, one event after another, because a
 * run tells in parts; answers how many events. Each may be done again after a crash: all of it may be repeated.
 */
export async function workQuality(context: ProjectorContext, isStopped: () => boolean): Promise<number> {
  const until = performance.now() + mostMs;
  return inTransaction(context.receive.pool, async (sql: Sql) => {
    if (!(await takeStage(sql, 'quality'))) return 0;
    const pending = await readPending(sql, { stage: 'quality', ...batch });
    let worked = 0;
    for (const one of pending) {
      if (isStopped() || performance.now() > until) break;
      await workOne(context, one);
      worked++;
    }
    return worked;
  });
}

async function workOne(context: ProjectorContext, pending: PendingEvent): Promise<void> {
  const { pool } = context.receive;
  try {
    const value: unknown = JSON.parse(pending.body);
    const event = readStored(value);
    // What follows from a run's state was said when it was first worked in; people may have answered it since.
    if (event?.run && event.state && !pending.again) {
      const { id, job } = event.run;
      const runId = await findRun(pool, { namespace: job.namespace, externalId: id });
      if (runId !== null) await speakForRun(context.receive, runId);
    }
    if (event) await receiveMeasured(context, pending, { event, value });
    await finishPending(pool, [pending.id]);
  } catch (error) {
    context.log.warn({ error, event: pending.id }, 'what a lineage event measures could not be worked in');
    await noteFailure(context.receive, pending, error);
  }
}
