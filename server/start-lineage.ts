import { profileProblems } from './api/profile-validator.ts';
import { readJsonSoftly } from './api/read-json.ts';
import { withoutValues } from './api/without-values.ts';
import type { Config } from './config/schema.ts';
import { createProducerCounter } from './flow/lineage/count-producers.ts';
import { createEventLane } from './flow/lineage/event-lane.ts';
import { startProjector } from './flow/lineage/projector.ts';
import type { ReceiveContext } from './flow/receive-context.ts';
import { readKafka } from './kafka/read-events.ts';
import type { Log } from './log.ts';
import type { Observing } from './observing.ts';
import type { Pool } from './store/sql.ts';

interface Parts {
  config: Config;
  pool: Pool;
  log: Log;
  clock: () => Date;
  observing: Pick<Observing, 'metrics'>;
}

type Intake = ReturnType<typeof createLineageIntake>;

/** What takes OpenLineage events in, by HTTP and from Kafka, and what works them into the graph. */
export function startLineage(parts: Parts, receive: ReceiveContext) {
  const projector = startProjector({ receive, log: parts.log, problemsOf: profileProblems, withoutValues });
  const intake = createLineageIntake(parts, () => projector.wake());
  const kafka = startKafka(parts, receive, intake);
  const stop = async () => {
    await kafka.stop();
    await Promise.all([projector.stop(), intake.producers.close()]);
  };
  return { intake, stop };
}

function createLineageIntake({ pool, log, clock, config, observing }: Parts, onStored: () => void) {
  const { counted } = observing.metrics.lineage;
  const producers = createProducerCounter({ pool, log, clock, everyMs: 1_000, counted });
  return { lineage: createEventLane({ pool, onStored }), privacy: config.lineage, producers };
}

/** Reads events from Kafka where it is asked to. Events take the same way as those that are posted. */
function startKafka({ config, log, observing }: Parts, receive: ReceiveContext, intake: Intake) {
  if (config.kafka.brokers.length === 0) return { stop: async () => {} };
  const { lineage: lane, privacy, producers } = intake;
  const own = { settings: config.kafka, receive, log, lane, privacy, producers, observe: observing.metrics.kafka };
  const maxBytes = config.maxBodyMib * 2 ** 20;
  return readKafka({ ...own, maxBytes, readJson: readJsonSoftly, withoutValues });
}
