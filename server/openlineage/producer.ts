import { fieldsOf, textOf } from './fields.ts';

/** Who sent an event: its address without the version in it, and the version. */
export interface Producer {
  /** Empty when the event names none. */
  name: string;
  version: string | null;
}

const versionSegment = /^v?\d+(?:\.\d+)+[-+.\w]*$/;
const longest = 200;

/**
 * The producer of an event of any shape. Clients of OpenLineage write their version into their address; where one does not, that of its adapter counts.
 * @example producerOf({ producer: 'https://github.com/OpenLineage/OpenLineage/tree/1.53.0/client/python' }) // => { name: 'https://github.com/OpenLineage/OpenLineage/tree/client/python', version: '1.53.0' }
 */
export function producerOf(event: unknown): Producer {
  const { producer, run } = fieldsOf(event);
  if (typeof producer !== 'string') return { name: '', version: null };
  const facets = fieldsOf(fieldsOf(run)['facets']);
  const engine = fieldsOf(facets['processing_engine'] ?? facets['processingEngine']);
  const segments = producer.slice(0, 2 * longest).split('/');
  const version =
    segments.find((segment) => versionSegment.test(segment)) ?? textOf(engine['openlineageAdapterVersion'], 50);
  const name = segments.filter((segment) => !versionSegment.test(segment)).join('/');
  return { name: name.slice(0, longest).toWellFormed(), version: version?.slice(0, 50) ?? null };
}
