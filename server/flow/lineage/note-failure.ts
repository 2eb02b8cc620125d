import { producerOf } from '../../openlineage/index.ts';
import { notePendingFailure, type PendingEvent } from '../../store/lineage/pending.ts';
import { addProducerCounts } from '../../store/lineage/producers.ts';
import { inTransaction } from '../../store/sql.ts';
import type { ReceiveContext } from '../receive-context.ts';
import { emptyCount } from './count-producers.ts';

const mostAttempts = 5;

/** Notes that an event could not be worked in: it is tried again later, or dead, which its producer's counts tell. */
export async function noteFailure({ pool }: ReceiveContext, pending: PendingEvent, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  await inTransaction(pool, async (sql) => {
    if (!(await notePendingFailure(sql, pending.id, { reason, most: mostAttempts }))) return;
    const count = emptyCount({ ...producerOf(JSON.parse(pending.body)), version: null }, pending.receivedAt);
    await addProducerCounts(sql, [{ ...count, dead: 1 }]);
  });
}
