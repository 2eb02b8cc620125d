import { createAdmission, type Admission } from './api/admission/admission.ts';
import { troubleOf } from './api/admission/trouble.ts';
import type { Config } from './config/schema.ts';
import type { ReceiveContext } from './flow/receive-context.ts';
import { createLane } from './store/lane.ts';
import { inLane } from './store/sql.ts';
import { watchSurroundings } from './surroundings.ts';

/** What takes in profiles and runs: who is let in, and the lane in which their transactions wait for each other. */
export interface Intake {
  admission: Admission;
  /** The same context for what is posted: its transactions go through the lane, those of people do not. */
  posting(receive: ReceiveContext): ReceiveContext;
  stop(): void;
}

// So many connections are never taken by what is posted: people who acknowledge or read need not wait behind it.
const keptForPeople = 2;
const burstSeconds = 5;
const mib = 2 ** 20;
// Shorter than what a transaction may take, so that nobody who only waits is answered later than those who work.
const lanePatienceMs = 8_000;

/** `dataDir`: where the managed database lies; undefined when it is somebody else's, whose disk we cannot see. */
export function createIntake(config: Config, dataDir: string | undefined): Intake {
  const { limits } = config;
  const clock = () => performance.now();
  const width = Math.max(1, config.databasePoolSize - keptForPeople);
  const lane = createLane({ width, patienceMs: lanePatienceMs, clock });
  const surroundings = watchSurroundings(limits.freeDiskMib > 0 ? dataDir : undefined);
  const bounds = {
    poolWaitMs: limits.poolWaitMs,
    eventLoopDelayMs: limits.eventLoopDelayMs,
    freeDiskBytes: limits.freeDiskMib * mib,
  };
  const rate = (perSecond: number) => ({ perSecond, most: Math.max(1, perSecond * burstSeconds) });
  const admission = createAdmission(
    {
      inFlightRequests: limits.inFlightRequests,
      inFlightBytes: limits.inFlightMib * mib,
      perKey: {
        requests: rate(limits.requestsPerSecond),
        profiles: rate(limits.profilesPerSecond),
        inFlight: Math.max(1, Math.floor(limits.inFlightRequests * limits.keyShare)),
      },
    },
    { clock, trouble: () => troubleOf({ ...surroundings.look(), poolWaitMs: lane.oldestWaitMs() }, bounds) },
  );
  return {
    admission,
    posting: (receive) => ({ ...receive, pool: inLane(receive.pool, lane) }),
    stop: () => surroundings.stop(),
  };
}
