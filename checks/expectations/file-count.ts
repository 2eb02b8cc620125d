import { datasetAggregate } from './aggregate.ts';
import { exactly } from './reading.ts';

/** How many files the dataset is stored in. */
export const fileCount = datasetAggregate({
  name: 'file_count',
  reads: [],
  label: 'file count',
  metric: 'fileCount',
  unit: 'files',
  read: ({ profile }) => exactly(profile.fileCount),
});
