import { readNumberBetween } from '../suite/values.ts';
import { columnAggregate } from './aggregate.ts';
import { quantileReading } from './quantile-reading.ts';

/** The value that a share `p` of all values does not exceed. */
export const quantile = columnAggregate({
  name: 'quantile',
  reads: ['ranks', 'span'],
  metric: (params) => `quantile.${String(params['p'])}`,
  params: { p: readNumberBetween(0, 1) },
  required: ['p'],
  read: (column, subject) => quantileReading(column, Number(subject.expectation.params['p'])),
});
