import { columnAggregate } from './aggregate.ts';
import { computed, exactly } from './reading.ts';

/** The total: as posted, else mean × count. */
export const sum = columnAggregate({
  name: 'sum',
  reads: ['mean'],
  read: ({ sum: total, mean, count }) => {
    if (total !== undefined) return exactly(total);
    return mean === undefined || count === undefined ? null : computed(mean * count);
  },
});
