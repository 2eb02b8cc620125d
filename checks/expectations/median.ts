import { columnAggregate } from './aggregate.ts';
import { quantileReading } from './quantile-reading.ts';

/** The middle value; with a rank error, somewhere between the quantiles on both sides. */
export const median = columnAggregate({
  name: 'median',
  reads: ['ranks', 'span'],
  read: (column) => quantileReading(column, 0.5, column.median),
});
