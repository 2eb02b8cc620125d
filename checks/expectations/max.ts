import { columnAggregate } from './aggregate.ts';
import { atLeastInSample, exactly } from './reading.ts';

/** The largest value: a number, a decimal in text, a date or a timestamp. */
export const max = columnAggregate({
  name: 'max',
  reads: ['span'],
  read: (column) => exactly(column.max ?? column.timestamp?.max),
  inSample: atLeastInSample,
});
