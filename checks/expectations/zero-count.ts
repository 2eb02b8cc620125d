import { columnAggregate } from './aggregate.ts';
import { atLeastInSample, exactly } from './reading.ts';

/** How many values are zero. */
export const zeroCount = columnAggregate({
  name: 'zero_count',
  reads: ['signs'],
  label: 'zero count',
  metric: 'zeroCount',
  read: (column) => exactly(column.zeroCount),
  inSample: atLeastInSample,
});
