import type { Clause } from '../suite/clause.ts';
import { datasetAggregate, judgeReading, type DatasetMeasure } from './aggregate.ts';
import { empty } from './finding.ts';
import type { Kind, Subject } from './kind.ts';
import { atLeastInSample, exactly, type Reading } from './reading.ts';
import { isSample } from './sample.ts';

const measure: DatasetMeasure = {
  name: 'row_count',
  reads: [],
  label: 'row count',
  metric: 'rowCount',
  unit: 'rows',
  read: readRows,
};

/** How many rows there are. None at all is the empty policy's: a fail, unless the low end is written as 0. */
export const rowCount: Kind = {
  ...datasetAggregate(measure),
  onEmpty: (clause: Clause) => (clause.bound?.low === 0 && clause.bound.exclusiveLow !== true ? 'pass' : 'fail'),
  judge: (subject) => {
    const reading = readRows(subject);
    if (reading?.high !== 0) return judgeReading(subject, measure, reading);
    return empty(subject, 'there are no rows', { observed: 0, unit: 'rows' });
  },
};

/** A scan that was cut saw at least so many; a sample's count is the whole's only when it exceeds what was scanned. */
export function readRows({ profile }: Pick<Subject, 'profile'>): Reading | null {
  const reading = exactly(profile.rowCount);
  if (reading === null || !isSample(profile)) return reading;
  const scanned = profile.scope?.sampled?.rowsScanned;
  const isWhole = profile.scope?.complete !== false && scanned !== undefined && Number(reading.value) > scanned;
  return isWhole ? reading : atLeastInSample(reading);
}
