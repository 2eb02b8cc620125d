import { columnAggregate } from './aggregate.ts';
import { quantileReading } from './quantile-reading.ts';
import { exactly } from './reading.ts';

/** The middle value; with a rank error, somewhere between the quantiles on both sides. */
export const median = columnAggregate({
  name: 'median',
  read: (column) => {
    if (column.median === undefined || column.rankError) return quantileReading(column, 0.5, column.median);
    return exactly(column.median);
  },
});
