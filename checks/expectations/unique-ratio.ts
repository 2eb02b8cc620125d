import type { ColumnProfile } from '../profile.ts';
import { readWord } from '../suite/values.ts';
import { columnAggregate } from './aggregate.ts';
import { distinctReading } from './distinct-reading.ts';
import { exactly, type Reading } from './reading.ts';

/** `distinct`: different values / values (the default). `once`: values that occur once / different values. */
export const uniqueRatio = columnAggregate({
  name: 'unique_ratio',
  reads: ({ column = '', params }) => ({
    columns: { [column]: params['definition'] === 'once' ? ['distinct', 'once'] : ['distinct'] },
  }),
  label: 'unique ratio',
  metric: 'distinct',
  hasHistory: false,
  params: { definition: readWord(['distinct', 'once']) },
  read: (column, subject) => {
    const once = subject.expectation.params['definition'] === 'once';
    return once ? onceRatio(column) : distinctRatio(column);
  },
});

function distinctRatio(column: ColumnProfile): Reading | null {
  const distinct = distinctReading(column);
  const count = column.count;
  if (distinct === null || !count) return null;
  const of = (part: unknown): number | null => (typeof part === 'number' ? part / count : null);
  return { value: of(distinct.value) ?? NaN, low: of(distinct.low), high: of(distinct.high), note: distinct.note };
}

function onceRatio(column: ColumnProfile): Reading | null {
  const distinct = distinctReading(column);
  const once = column.uniqueOnceCount;
  if (distinct === null || once === undefined || !column.distinct?.value) return null;
  const value = once / column.distinct.value;
  if (distinct.note === null) return exactly(value);
  const low = typeof distinct.high === 'number' && distinct.high > 0 ? once / distinct.high : null;
  const high = typeof distinct.low === 'number' && distinct.low > 0 ? once / distinct.low : null;
  return { value, low, high, note: distinct.note };
}
