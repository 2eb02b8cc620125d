import { columnAggregate } from './aggregate.ts';
import { exactly } from './reading.ts';

/** The kurtosis as the producer defines and posts it. */
export const kurtosis = columnAggregate({
  name: 'kurtosis',
  reads: ['moments'],
  read: (column) => exactly(column.kurtosis),
});
