import type { ColumnProfile } from '../profile.ts';
import { readWord } from '../suite/values.ts';
import { columnAggregate } from './aggregate.ts';
import { computed, exactly, type Reading } from './reading.ts';

/** The standard deviation, as posted or in the `definition` asked for: `sample` (n − 1) or `population` (n). */
export const stddev = columnAggregate({
  name: 'stddev',
  reads: ['moments'],
  label: 'standard deviation',
  params: { definition: readWord(['sample', 'population']) },
  read: (column, subject) => readStddev(column, subject.expectation.params['definition']),
});

function readStddev(column: ColumnProfile, wanted: unknown): Reading | null {
  const { stddev: posted, variance, stddevKind: kind, count } = column;
  const value = posted ?? (variance === undefined ? undefined : Math.sqrt(variance));
  if (value === undefined) return null;
  if (wanted === undefined || wanted === kind) return posted === undefined ? computed(value) : exactly(value);
  if (count === undefined || count < 2) return { value, low: null, high: null, note: 'of unknown definition' };
  const step = Math.sqrt(count / (count - 1));
  const other = wanted === 'sample' ? value * step : value / step;
  if (kind !== undefined) return computed(other);
  return { value, low: Math.min(value, other), high: Math.max(value, other), note: 'of unknown definition' };
}
