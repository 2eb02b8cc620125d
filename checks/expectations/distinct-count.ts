import { columnAggregate } from './aggregate.ts';
import { distinctReading } from './distinct-reading.ts';
import { atLeastInSample } from './reading.ts';

/** How many different values there are, nulls left out. */
export const distinctCount = columnAggregate({
  name: 'distinct_count',
  reads: ['distinct'],
  label: 'distinct count',
  metric: 'distinct',
  read: distinctReading,
  inSample: atLeastInSample,
});
