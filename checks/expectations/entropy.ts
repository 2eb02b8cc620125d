import type { ColumnProfile } from '../profile.ts';
import { columnAggregate } from './aggregate.ts';
import { computed, exactly } from './reading.ts';
import { countValues } from './value-counts.ts';

/** Shannon entropy in nats: as posted, else -Σ p ln p over complete value counts. */
export const entropy = columnAggregate({
  name: 'entropy',
  reads: ['values'],
  read: (column) => {
    if (column.entropy !== undefined) return exactly(column.entropy);
    const nats = entropyOf(column);
    return nats === null ? null : computed(nats);
  },
});

function entropyOf(column: ColumnProfile): number | null {
  const counts = countValues(column);
  if (counts === null || !counts.complete || counts.total === null) return null;
  const { total, values } = counts;
  const listed = values.filter(({ value, count }) => value !== null && count > 0).map(({ count }) => count);
  // In one order, since floating-point sums depend on it.
  return listed.sort((a, b) => a - b).reduce((nats, count) => nats - (count / total) * Math.log(count / total), 0);
}
