import { columnAggregate } from './aggregate.ts';
import { computed, exactly } from './reading.ts';

/** The variance: as posted, else the square of the standard deviation. */
export const variance = columnAggregate({
  name: 'variance',
  reads: ['moments'],
  read: ({ variance: posted, stddev }) =>
    posted === undefined && stddev !== undefined ? computed(stddev * stddev) : exactly(posted),
});
