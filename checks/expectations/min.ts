import { columnAggregate } from './aggregate.ts';
import { atMostInSample, exactly } from './reading.ts';

/** The smallest value: a number, a decimal in text, a date or a timestamp. */
export const min = columnAggregate({
  name: 'min',
  reads: ['span'],
  read: (column) => exactly(column.min ?? column.timestamp?.min),
  inSample: atMostInSample,
});
