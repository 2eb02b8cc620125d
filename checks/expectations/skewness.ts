import { columnAggregate } from './aggregate.ts';
import { exactly } from './reading.ts';

/** The skewness as the producer defines and posts it. */
export const skewness = columnAggregate({
  name: 'skewness',
  reads: ['moments'],
  read: (column) => exactly(column.skewness),
});
