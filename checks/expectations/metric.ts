import { readText } from '../suite/values.ts';
import { datasetAggregate } from './aggregate.ts';
import { exactly, unknownInSample } from './reading.ts';
import { isSample } from './sample.ts';

/** A metric of the producer's own, by its name; of a sample it decides nothing. */
export const metric = datasetAggregate({
  name: 'metric',
  reads: [],
  on: 'dataset',
  metric: (params) => `metric.${String(params['name'])}`,
  params: { name: readText },
  required: ['name'],
  read: ({ profile, expectation }) => {
    const name = String(expectation.params['name']);
    const metrics = profile.metrics;
    const reading = metrics !== undefined && Object.hasOwn(metrics, name) ? exactly(metrics[name]) : null;
    return reading !== null && isSample(profile) ? unknownInSample(reading) : reading;
  },
});
