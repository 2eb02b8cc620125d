import type { ColumnProfile } from '../profile.ts';
import { columnAggregate } from './aggregate.ts';
import type { Subject } from './kind.ts';
import { exactly, unknownInSample, type Reading } from './reading.ts';
import { isRandomSample, SURE } from './sample.ts';

/** The arithmetic mean; of a random sample with its 99.9 % interval, mean ± 3.29 s / √n. */
export const mean = columnAggregate({
  name: 'mean',
  reads: ['mean'],
  read: (column) => exactly(column.mean),
  inSample: withStandardError,
});

function withStandardError(reading: Reading, column: ColumnProfile, subject: Subject): Reading {
  const { mean: centre, stddev, count } = column;
  if (!isRandomSample(subject.profile) || centre === undefined || stddev === undefined || !count) {
    return unknownInSample(reading);
  }
  const error = (SURE * stddev) / Math.sqrt(count);
  return Number.isFinite(error)
    ? { value: centre, low: centre - error, high: centre + error, note: 'from a sample' }
    : unknownInSample(reading);
}
