import { readText } from '../suite/values.ts';
import { datasetAggregate } from './aggregate.ts';
import { exactly } from './reading.ts';

/** A metric of the producer's own, by its name. */
export const metric = datasetAggregate({
  name: 'metric',
  on: 'dataset',
  metric: (params) => `metric.${String(params['name'])}`,
  params: { name: readText },
  required: ['name'],
  read: ({ profile, expectation }) => {
    const name = String(expectation.params['name']);
    const metrics = profile.metrics;
    return metrics !== undefined && Object.hasOwn(metrics, name) ? exactly(metrics[name]) : null;
  },
});
