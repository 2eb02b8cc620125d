import fc from 'fast-check';
import type { ColumnProfile, Profile } from '../index.ts';
import { COLUMNS } from './rows.ts';
import { profileRows, quantileOf, RANKS, type Row } from './reference-profile.ts';

/** Takes something that is known away from a profile of these rows; what it still says stays true of them. */
export type Degradation = (profile: Profile, rows: readonly Row[]) => Profile;

/** All but typeCounts: without them `type` asks another question, the declared type (which goes with columnMetrics). */
const COLUMN_FIELDS: readonly (keyof ColumnProfile)[] = [
  'count',
  'nullCount',
  'zeroCount',
  'negativeCount',
  'emptyCount',
  'blankCount',
  'distinct',
  'uniqueOnceCount',
  'duplicateCount',
  'min',
  'max',
  'mean',
  'sum',
  'stddev',
  'variance',
  'stddevKind',
  'median',
  'quantiles',
  'skewness',
  'kurtosis',
  'histogram',
  'topValues',
  'otherCount',
  'valueCountsComplete',
  'length',
  'patterns',
  'missingLists',
  'type',
];
/** All but capturedAt: without it `freshness` asks another question, how old things are when they are judged. */
const DATASET_FIELDS: readonly (keyof Profile)[] = [
  'rowCount',
  'bytes',
  'fileCount',
  'rowsWritten',
  'duplicateRowCount',
  'emptyRowCount',
  'tupleDistinct',
  'crossColumn',
  'orderIndependentRowHash',
  'lastUpdated',
  'schema',
  'counters',
  'metrics',
  'partitions',
  'columnMetrics',
];

const column = fc.constantFrom(...COLUMNS);
const small = fc.integer({ min: 0, max: 3 });

function inColumn(name: string, change: (column: ColumnProfile) => ColumnProfile): Degradation {
  return (profile) => {
    const known = profile.columnMetrics?.[name];
    if (known === undefined) return profile;
    return { ...profile, columnMetrics: { ...profile.columnMetrics, [name]: change(known) } };
  };
}

function without<T extends object>(holder: T, field: keyof T): T {
  const { [field]: _removed, ...rest } = holder;
  return rest as T;
}

/** A measured field is not there: nobody measured it. */
const removed = fc.oneof(
  fc
    .tuple(column, fc.constantFrom(...COLUMN_FIELDS))
    .map(([name, field]) => inColumn(name, (known) => without(known, field))),
  fc.constantFrom(...DATASET_FIELDS).map(
    (field): Degradation =>
      (profile) =>
        without(field === 'columnMetrics' ? without(profile, 'schema') : profile, field),
  ),
);

/** The number of distinct values becomes an estimate, with bounds or without, or its bounds become wider. */
const estimated = fc
  .tuple(column, small, small, fc.constantFrom('both', 'lower', 'upper', 'none'))
  .map(([name, down, up, stated]) =>
    inColumn(name, (known) => {
      if (known.distinct === undefined) return known;
      const { value, exact } = known.distinct;
      const { lower = exact ? value : 0, upper = exact ? value : undefined } = known.distinct;
      const distinct: NonNullable<ColumnProfile['distinct']> = { value, exact: false };
      if (stated === 'both' || stated === 'lower') distinct.lower = Math.max(0, lower - down);
      if ((stated === 'both' || stated === 'upper') && upper !== undefined) distinct.upper = upper + up;
      return { ...known, distinct };
    }),
  );

/** Only some of the values are listed. */
const truncated = fc.tuple(column, small, fc.boolean()).map(([name, kept, says]) =>
  inColumn(name, (known) => {
    const { topValues, otherCount, valueCountsComplete: _complete, ...rest } = known;
    if (topValues === undefined || topValues.length <= kept) return known;
    const listed = topValues.slice(0, kept);
    const cut = topValues.slice(kept).reduce((sum, { count }) => sum + count, 0);
    const isExact = topValues.every(({ errorUpper }) => !errorUpper);
    return {
      ...rest,
      topValues: listed,
      ...(says && { valueCountsComplete: false }),
      ...(isExact && otherCount !== undefined && { otherCount: otherCount + cut }),
    };
  }),
);

/** Counts of values become overestimates, as a frequency sketch has them. */
const overestimated = fc.tuple(column, small).map(([name, error]) =>
  inColumn(name, (known) => {
    if (known.topValues === undefined) return known;
    const topValues = known.topValues.map((top) => ({
      ...top,
      count: top.count + error,
      errorUpper: (top.errorUpper ?? 0) + error,
    }));
    return { ...known, topValues };
  }),
);

/** Quantiles and the median may be those of ranks nearby, and the profile says how far at most. */
const ranked = fc
  .tuple(fc.constantFrom('a', 'b'), fc.constantFrom(0.05, 0.3))
  .map(([name, error]) => inColumn(name, (known) => ({ ...known, rankError: (known.rankError ?? 0) + error })));

/** Quantiles and the median are those of ranks that much higher or lower; the profile says how far at most. */
export function offByRank(profile: Profile, rows: readonly Row[], by: number): Profile {
  const sorted = rows.flatMap(({ a }) => (typeof a === 'number' ? [a] : [])).toSorted((x, y) => x - y);
  if (sorted.length === 0) return profile;
  const near = (rank: number): number => quantileOf(sorted, Math.min(1, Math.max(0, rank + by)));
  const quantiles = Object.fromEntries(RANKS.map((rank) => [String(rank), near(rank)]));
  const off = inColumn('a', (known) => ({ ...known, quantiles, median: near(0.5), rankError: Math.abs(by) }));
  return off(profile, rows);
}

const thinned = fc.constantFrom('0.05', '0.25', '0.5', '0.75', '0.95').map((key) =>
  inColumn('a', (known) => {
    if (known.quantiles === undefined) return known;
    return { ...known, quantiles: without(known.quantiles, key) };
  }),
);

/** One step that takes knowledge away. */
export const degradation: fc.Arbitrary<Degradation> = fc.oneof(
  { weight: 4, arbitrary: removed },
  estimated,
  truncated,
  overestimated,
  ranked,
  thinned,
);

/** A profile of the first rows only, that says so: a part that is not random. What is known of the files is of all. */
export function profileHead(rows: readonly Row[], kept: number, says: 'cut' | 'sampled'): Profile {
  const whole = profileRows(rows, COLUMNS);
  const seen = profileRows(rows.slice(0, kept), COLUMNS);
  const { bytes, fileCount, rowsWritten, schema, partitions } = whole;
  const scope = says === 'cut' ? { complete: false } : { sampled: { method: 'head' } };
  return { ...seen, ...{ bytes, fileCount, rowsWritten, schema, partitions }, scope };
}
