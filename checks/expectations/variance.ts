import { columnAggregate } from './aggregate.ts';
import { exactly } from './reading.ts';

/** The variance: as posted, else the square of the standard deviation. */
export const variance = columnAggregate({
  name: 'variance',
  read: ({ variance: posted, stddev }) => exactly(posted ?? (stddev === undefined ? undefined : stddev * stddev)),
});
