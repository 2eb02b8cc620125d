import { readText } from '../suite/values.ts';
import { datasetAggregate } from './aggregate.ts';
import { readColumns } from './column-list.ts';
import type { Kind, Subject } from './kind.ts';
import { exactly, unknownInSample, type Reading } from './reading.ts';
import { isSample } from './sample.ts';

const measured = datasetAggregate({
  name: 'correlation',
  reads: [],
  metric: 'crossColumn',
  hasHistory: false,
  params: { columns: readColumns, metric: readText },
  required: ['columns'],
  read: readPosted,
});

/**
 * A figure of two or more columns together as the producer posts it in crossColumn: `metric` names it (`pearson` when left out,
 * or `spearman`, `cramers_phi`, `mutual_information`, …). The order of the columns does not matter.
 */
export const correlation: Kind = { ...measured, metric: null };

function readPosted({ profile, expectation }: Subject): Reading | null {
  const { columns, metric = 'pearson' } = expectation.params as { columns: string[]; metric?: string };
  const wanted = columns.toSorted().join('\0');
  const posted = profile.crossColumn?.find(
    (one) => one.metric.toLowerCase() === metric.toLowerCase() && one.columns.toSorted().join('\0') === wanted,
  );
  const reading = exactly(posted?.value);
  return reading !== null && isSample(profile) ? unknownInSample(reading) : reading;
}
