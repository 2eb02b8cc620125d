import type { ColumnProfile, Profile } from './profile.ts';

/**
 * What can be measured of a column on its own, each with the fields that it fills. What is counted as not a number comes with
 * everything that it qualifies: where nobody counts it, it is taken for none.
 */
export const COLUMN_FACTS = {
  span: ['min', 'max', 'timestamp', 'nanCount', 'infCount'],
  signs: ['zeroCount', 'negativeCount', 'nanCount', 'infCount'],
  mean: ['mean', 'sum', 'nanCount', 'infCount'],
  moments: ['stddev', 'stddevKind', 'variance', 'skewness', 'kurtosis', 'nanCount', 'infCount'],
  ranks: ['quantiles', 'median', 'rankError', 'nanCount', 'infCount'],
  lengths: ['emptyCount', 'blankCount', 'length'],
  form: ['characters', 'paddedCount', 'nonAsciiCount', 'shapes', 'otherShapeCount', 'formSampled', 'hours'],
  distinct: ['distinct', 'duplicateCount'],
  once: ['uniqueOnceCount'],
  values: ['topValues', 'otherCount', 'valueCountsComplete', 'entropy'],
  types: ['typeCounts', 'parseFailCount'],
} as const satisfies Readonly<Record<string, readonly (keyof ColumnProfile)[]>>;

export type ColumnFact = keyof typeof COLUMN_FACTS;

/** What is known of a column whenever it is looked at; and what others than us counted of it, which costs nothing to keep. */
const ALWAYS = ['type', 'count', 'nullCount', 'privacy', 'patterns', 'missingLists'] as const;

/** What can be measured of a dataset beyond its counts of rows, bytes and files. */
export const DATASET_FACTS = {
  schema: ['schema'],
  repeatedRows: ['duplicateRowCount'],
  emptyRows: ['emptyRowCount'],
} as const satisfies Readonly<Record<string, readonly (keyof Profile)[]>>;

export type DatasetFact = keyof typeof DATASET_FACTS;

export const EVERY_COLUMN_FACT = Object.keys(COLUMN_FACTS) as ColumnFact[];
export const EVERY_DATASET_FACT = Object.keys(DATASET_FACTS) as DatasetFact[];

/** The part of a column's measurements that these facts fill. */
export function factsOf(column: ColumnProfile, facts: Iterable<ColumnFact>): ColumnProfile {
  const fields = new Set<string>([...ALWAYS, ...[...facts].flatMap((fact) => COLUMN_FACTS[fact])]);
  return Object.fromEntries(Object.entries(column).filter(([field]) => fields.has(field)));
}
