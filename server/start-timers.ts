import type { Config } from './config/schema.ts';
import type { DeliveryWorker } from './flow/deliver-notifications.ts';
import { startHeartbeats } from './flow/heartbeats.ts';
import type { ReceiveContext } from './flow/receive-context.ts';
import { startClock } from './flow/start-clock.ts';
import type { Log } from './log.ts';
import { databaseNow } from './store/clock-jobs.ts';
import type { Pool } from './store/sql.ts';

interface Timed {
  receive: ReceiveContext;
  worker: DeliveryWorker;
}

/** The clock, which notices what does not come, and the heartbeats of this process. */
export function startTimers(
  { config, pool, log }: { config: Config; pool: Pool; log: Log },
  { receive, worker }: Timed,
): { stop(): Promise<void> } {
  const { leaseSeconds } = config.clock;
  const lostAfterSeconds = config.runs.lostAfterHours * 3600;
  const { keepEventsDays, keepRunsDays, keepFacetsDays } = config.lineage;
  const lineageRetention = { eventDays: keepEventsDays, runDays: keepRunsDays, facetDays: keepFacetsDays };
  const watch = startClock({ receive, now: databaseNow, log, leaseSeconds, lostAfterSeconds, lineageRetention });
  const workedAt = {
    ingest: () => receive.activity.acceptedAt,
    clock: () => watch.lastTickAt,
    notifier: () => worker.lastLookAt,
  };
  const heart = startHeartbeats({ pool, log, workedAt });
  return { stop: async () => void (await Promise.all([watch.stop(), heart.stop()])) };
}
