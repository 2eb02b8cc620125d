import type { ColumnProfile } from '../profile.ts';
import { columnAggregate } from './aggregate.ts';
import { exactly } from './reading.ts';
import { countValues } from './value-counts.ts';

/** Shannon entropy in nats: as posted, else -Σ p ln p over complete value counts. */
export const entropy = columnAggregate({
  name: 'entropy',
  read: (column) => exactly(column.entropy ?? entropyOf(column)),
});

function entropyOf(column: ColumnProfile): number | null {
  const counts = countValues(column);
  if (counts === null || !counts.complete || counts.total === null) return null;
  let nats = 0;
  for (const { value, count } of counts.values) {
    if (value !== null && count > 0) nats -= (count / counts.total) * Math.log(count / counts.total);
  }
  return nats;
}
