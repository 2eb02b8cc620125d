import { datasetAggregate, judgeReading, type DatasetMeasure } from './aggregate.ts';
import { empty, missing } from './finding.ts';
import type { Kind, Subject } from './kind.ts';
import { exactly, atLeastInSample, type Reading } from './reading.ts';
import { isSample } from './sample.ts';

const measure: DatasetMeasure = {
  name: 'duplicate_rows',
  reads: () => ({ dataset: ['repeatedRows'] }),
  label: 'count of duplicate rows',
  metric: 'duplicateRowCount',
  unit: 'rows',
  read: readDuplicates,
};

/** How many rows repeat another one in all columns: rows - different rows, as posted. A unique key proves that none does. */
export const duplicateRows: Kind = {
  ...datasetAggregate(measure),
  judge: (subject) => {
    if (subject.profile.rowCount === 0) return empty(subject, 'there are no rows', { observed: 0, unit: 'rows' });
    const reading = readDuplicates(subject);
    const isFound = reading !== null && reading.low !== 0;
    if (!isFound && !hasRows(subject)) return missing(subject, 'the row count', 'rowCount');
    return judgeReading(subject, measure, reading);
  },
};

/** Is there surely a row? Without one the empty policy would answer. */
function hasRows({ profile: { rowCount, columnMetrics } }: Subject): boolean {
  const isSome = (count: number | undefined) => count !== undefined && count > 0;
  const columns = Object.values(columnMetrics ?? {});
  return isSome(rowCount) || columns.some(({ count, nullCount }) => isSome(count) || isSome(nullCount));
}

function readDuplicates({ profile }: Subject): Reading | null {
  const posted = exactly(profile.duplicateRowCount);
  if (posted !== null) return isSample(profile) ? atLeastInSample(posted) : posted;
  const { rowCount } = profile;
  if (rowCount === undefined || isSample(profile)) return null;
  const isKey = Object.values(profile.columnMetrics ?? {}).some(
    ({ distinct, count }) => distinct?.exact === true && distinct.value === rowCount && count === rowCount,
  );
  const isCompoundKey = (profile.tupleDistinct ?? []).some(({ count }) => count === rowCount);
  return isKey || isCompoundKey ? exactly(0) : null;
}
