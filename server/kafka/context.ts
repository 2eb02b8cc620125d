import type { Config } from '../config/schema.ts';
import type { ProducerCounter } from '../flow/lineage/count-producers.ts';
import type { EventLane } from '../flow/lineage/event-lane.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import type { Log } from '../log.ts';
import type { EventPrivacy } from '../openlineage/index.ts';
import type { Problem } from '../problem.ts';
import type { KafkaObserver } from './observer.ts';

/** What reading from Kafka needs of its process. */
export interface KafkaContext {
  settings: Config['kafka'];
  receive: Pick<ReceiveContext, 'pool' | 'clock' | 'observe'>;
  log: Pick<Log, 'info' | 'warn'>;
  /** The same that takes what is posted. */
  lane: EventLane;
  privacy: EventPrivacy;
  producers: ProducerCounter;
  observe: KafkaObserver;
  maxBytes: number;
  /** The value of a JSON text; throws a Problem for what is none. */
  readJson: (bytes: Buffer) => unknown;
  /** Words about what was wrong, fit to be kept. */
  withoutValues: (problem: Pick<Problem, 'slug' | 'detail' | 'errors'>) => Pick<Problem, 'detail' | 'errors'>;
}
