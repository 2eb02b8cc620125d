import { datasetAggregate } from './aggregate.ts';
import { exactly } from './reading.ts';

/** How many columns the schema has. */
export const columnCount = datasetAggregate({
  name: 'column_count',
  reads: () => ({ dataset: ['schema'] }),
  label: 'column count',
  metric: 'columnCount',
  unit: 'columns',
  read: ({ profile }) => exactly(profile.schema?.fields.length),
});
