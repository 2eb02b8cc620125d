/** A value of a cell as a profile may carry it: numbers, text (dates as RFC 3339, decimals and integers above 2^53 as strings), booleans. */
export type Scalar = number | string | boolean;

/** A count of distinct values with its bounds: `exact` false means anywhere from `lower` to `upper`. */
export interface DistinctCount {
  value: number;
  exact?: boolean;
  lower?: number;
  upper?: number;
}

/** `counts[i]` rows lie in [boundaries[i], boundaries[i+1]); the last bin includes its upper boundary. */
export interface Histogram {
  boundaries: number[];
  counts: number[];
  underflow?: number;
  overflow?: number;
  binning?: 'fixed' | 'equal-mass';
  referenceId?: string;
}

export interface TopValue {
  value: Scalar | null;
  count: number;
  errorUpper?: number;
  hashed?: boolean;
}

/** All characters (code points) of all values of a column, by class. `upper` and `lower` are letters of any script that have cases. */
export interface CharacterCounts {
  upper: number;
  lower: number;
  digit: number;
  space: number;
  punctuation: number;
  other: number;
}

/**
 * How many values look alike: upper-case letters as `A`, lower-case ones as `a`, digits as `9`, white space as one space, runs of
 * each written once and other characters as they are, cut after 40 characters. `AB-123` has the shape `A-9`.
 */
export interface ShapeCount {
  shape: string;
  count: number;
}

export interface Sketch {
  kind: 'kll' | 'hll' | 'frequent' | 'ddsketch';
  format: string;
  base64: string;
}

export type PrivacyLevel = 'full' | 'hashed' | 'bucketed' | 'counts-only';

/** Measurements of one column. Missing is unknown, never zero. `count` is the number of non-null values. */
export interface ColumnProfile {
  type?: string;
  count?: number;
  nullCount?: number;
  nanCount?: number;
  infCount?: number;
  emptyCount?: number;
  blankCount?: number;
  zeroCount?: number;
  negativeCount?: number;
  trueCount?: number;
  falseCount?: number;
  distinct?: DistinctCount;
  uniqueOnceCount?: number;
  duplicateCount?: number;
  min?: Scalar;
  max?: Scalar;
  mean?: number;
  sum?: number | string;
  stddev?: number;
  stddevKind?: 'sample' | 'population';
  variance?: number;
  skewness?: number;
  kurtosis?: number;
  median?: number;
  entropy?: number;
  quantiles?: Record<string, number>;
  rankError?: number;
  histogram?: Histogram;
  sketches?: Sketch[];
  topValues?: TopValue[];
  otherCount?: number;
  valueCountsComplete?: boolean;
  length?: { min?: number; max?: number; mean?: number };
  characters?: CharacterCounts;
  /** Values with white space at their beginning or end. */
  paddedCount?: number;
  /** Values with a character beyond ASCII. */
  nonAsciiCount?: number;
  shapes?: ShapeCount[];
  /** Values of other shapes than those listed. */
  otherShapeCount?: number;
  /** Character classes and shapes were counted in so many values and scaled to all; absent when all were looked at. */
  formSampled?: number;
  typeCounts?: Partial<
    Record<'integral' | 'fractional' | 'boolean' | 'string' | 'date' | 'timestamp' | 'null' | 'unknown', number>
  >;
  parseFailCount?: number;
  patterns?: { id?: string; pattern?: string; count?: number; matched?: number; tested?: number }[];
  missingLists?: { id: string; count: number }[];
  /** `outsideIntervalCount`: values outside the profile's data interval. */
  timestamp?: { min?: string; max?: string; futureCount?: number; outsideIntervalCount?: number };
  /** Of timestamps: how many values lie in each hour of the day, UTC; 24 counts from midnight on. */
  hours?: number[];
  privacy?: { level: PrivacyLevel; suppressed?: number };
}
