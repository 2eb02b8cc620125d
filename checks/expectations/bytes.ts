import { datasetAggregate } from './aggregate.ts';
import { exactly } from './reading.ts';

/** How large the dataset is stored. */
export const bytes = datasetAggregate({
  name: 'bytes',
  reads: [],
  label: 'size',
  metric: 'bytes',
  unit: 'bytes',
  read: ({ profile }) => exactly(profile.bytes),
});
