import { datasetAggregate } from './aggregate.ts';
import { exactly } from './reading.ts';

/** How many rows the run wrote. */
export const rowsWritten = datasetAggregate({
  name: 'rows_written',
  reads: [],
  label: 'rows written',
  metric: 'rowsWritten',
  unit: 'rows',
  read: ({ profile }) => exactly(profile.rowsWritten),
});
