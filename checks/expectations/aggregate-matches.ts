import type { ColumnFact } from '../column-facts.ts';
import { readClause } from '../suite/clause.ts';
import { readText, readWord } from '../suite/values.ts';
import { columnNamed } from './column-list.ts';
import { distinctReading } from './distinct-reading.ts';
import { missing } from './finding.ts';
import type { Kind, Subject } from './kind.ts';
import { judgeMatch, readWithin, type Within } from './match-within.ts';
import { aboutOther, needsOther, otherBasis, otherProfile, readOtherDataset, waiting } from './other-dataset.ts';
import { atLeastInSample, atMostInSample, exactly, unknownInSample, type Reading } from './reading.ts';
import { rowBasis } from './row-basis.ts';
import { isSample } from './sample.ts';

const METRICS = ['sum', 'mean', 'min', 'max', 'distinct', 'count', 'null_count'] as const;
type Metric = (typeof METRICS)[number];

/** The figures by their names in a profile. */
const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  sum: 'sum',
  mean: 'mean',
  min: 'min',
  max: 'max',
  distinct: 'distinct',
  count: 'count',
  null_count: 'nullCount',
};

const FACTS: Readonly<Record<Metric, readonly ColumnFact[]>> = {
  sum: ['mean'],
  mean: ['mean'],
  min: ['span'],
  max: ['span'],
  distinct: ['distinct'],
  count: [],
  null_count: [],
};

const IN_SAMPLE: Readonly<Record<Metric, (reading: Reading) => Reading>> = {
  sum: unknownInSample,
  mean: unknownInSample,
  min: atMostInSample,
  max: atLeastInSample,
  distinct: atLeastInSample,
  count: atLeastInSample,
  null_count: atLeastInSample,
};

/**
 * A figure of the column equals that of a column (`their_column`, else of the same name) of another dataset for the same data
 * interval, or nearly: `within` is a share of theirs or a number. Figures: sum, mean, min, max, distinct, count, null_count.
 */
export const aggregateMatches: Kind = {
  name: 'aggregate_matches',
  reads: ({ column = '', params }) => ({ columns: { [column]: FACTS[params['metric'] as Metric] } }),
  on: 'column',
  metric: (params) => METRIC_NAMES[params['metric'] as Metric],
  needs: needsOther,
  read: (value, report) => {
    const params = { dataset: readOtherDataset, metric: readWord(METRICS), their_column: readText, within: readWithin };
    return readClause(value, { params, required: ['dataset', 'metric'] }, report);
  },
  judge: (subject) => {
    const { metric, their_column: theirColumn } = subject.expectation.params as {
      metric: Metric;
      their_column?: string;
    };
    const ours = readMetric(subject, metric);
    if (ours === null) return missing(subject, `the ${metric}`, METRIC_NAMES[metric]);
    const other = otherProfile(subject);
    if (other === null) return waiting(subject);
    const name = theirColumn ?? subject.expectation.column ?? '';
    const there = { ...aboutOther(subject, other), column: columnNamed(other.profile, name) };
    const theirs = readMetric(there, metric);
    if (theirs === null)
      return missing(subject, `the other dataset's ${metric}`, `${METRIC_NAMES[metric]} of ${name} there`);
    const within = (subject.expectation.params['within'] as Within | undefined) ?? { size: 0, relative: false };
    const judged = judgeMatch({ label: metric, ours, theirs, within, basis: otherBasis(subject, other) });
    return subject.column?.count === 0 ? { ...judged, tested: 0, vacuous: judged.outcome === 'pass' } : judged;
  },
};

function readMetric(subject: Subject, metric: Metric): Reading | null {
  const reading = wholeMetric(subject, metric);
  return reading !== null && isSample(subject.profile) ? IN_SAMPLE[metric](reading) : reading;
}

function wholeMetric(subject: Subject, metric: Metric): Reading | null {
  const { column } = subject;
  if (column === null) return null;
  if (metric === 'distinct') return distinctReading(column);
  if (metric === 'count') return exactly(rowBasis(subject).values);
  if (metric === 'null_count') return exactly(rowBasis(subject).nulls);
  if (metric === 'min') return exactly(column.min ?? column.timestamp?.min);
  if (metric === 'max') return exactly(column.max ?? column.timestamp?.max);
  return exactly(column[metric]);
}
