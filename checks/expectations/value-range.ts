import { numberOf } from '../compare.ts';
import { columnAggregate } from './aggregate.ts';
import { atLeastInSample, exactly } from './reading.ts';

/** The distance from the smallest number to the largest. */
export const valueRange = columnAggregate({
  name: 'value_range',
  reads: ['span'],
  label: 'range of values',
  metric: 'max',
  hasHistory: false,
  read: (column) => {
    const low = numberOf(column.min);
    const high = numberOf(column.max);
    return low === null || high === null ? null : exactly(high - low);
  },
  inSample: atLeastInSample,
});
