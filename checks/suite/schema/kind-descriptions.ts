// Made from the comments in checks/expectations/; do not edit.
// `npx vitest run --project tooling test/tooling/kind-descriptions.test.ts -u` writes it.

/** What an editor shows of each kind of expectation. */
export const KIND_DESCRIPTIONS: Readonly<Record<string, string>> = {
  bytes: 'How large the dataset is stored.',
  column_count: 'How many columns the schema has.',
  column_exists:
    'The column of the entry, or each that is listed, is in the schema; without a schema, measurements prove it exists.',
  counter:
    'A check of rows that the producer counted: no more fail than the tolerance. A counter that is missing decides nothing.',
  distinct_count: 'How many different values there are, nulls left out.',
  distinct_set: 'The values that occur are exactly those listed (`equals`), or at least those (`contains`).',
  entropy: 'Shannon entropy in nats: as posted, else -Σ p ln p over complete value counts.',
  file_count: 'How many files the dataset is stored in.',
  freshness:
    "How long before the profile's time (captured, else now) the newest value of a column lies, or the last update without `of`. A newest value more than ten minutes ahead proves nothing. Observed and expected are seconds.",
  in_set: 'Every value is in the list. Proven only by complete value counts; a listed value outside proves the fault.',
  kurtosis: 'The kurtosis as the producer defines and posts it.',
  length: "Every text is as long as the bound says, in the producer's characters. `length: 3` is exactly three.",
  max: 'The largest value: a number, a decimal in text, a date or a timestamp.',
  mean: 'The arithmetic mean; of a random sample with its 99.9 % interval, mean ± 3.29 s / √n.',
  median: 'The middle value; with a rank error, somewhere between the quantiles on both sides.',
  metric: "A metric of the producer's own, by its name.",
  min: 'The smallest value: a number, a decimal in text, a date or a timestamp.',
  most_common_in_set: 'The most frequent value is in the list; of several equally frequent ones, all are.',
  must_be_null: 'Every value is null, or all but the tolerance.',
  non_negative: 'No value is below zero.',
  not_in_set:
    'No value is in the list. A listed value among the most frequent proves the fault; only complete counts prove there is none.',
  not_null: 'No value is null, or no more than the tolerance.',
  positive: 'Every value is above zero.',
  quantile: 'The value that a share `p` of all values does not exceed.',
  range:
    'Every value lies in the range: proven by min and max. How many lie outside, for a tolerance, is bracketed by the posted quantiles. Counted not-a-number values always fail, infinite ones may; a producer that counts neither vouches for none.',
  row_count: "How many rows there are. None at all is the empty policy's: a fail, unless the low end is written as 0.",
  rows_written: 'How many rows the run wrote.',
  schema_change: 'The schema is that of the version before, but for the classes of change that `allow` lists.',
  schema: 'The columns are those listed (more with `allow_extra`), in that order with `ordered`, of the `types` given.',
  skewness: 'The skewness as the producer defines and posts it.',
  stddev: 'The standard deviation, as posted or in the `definition` asked for: `sample` (n − 1) or `population` (n).',
  sum: 'The total: as posted, else mean × count.',
  type: 'The column is of one of the types. Where type counts were posted and all names are theirs (or `number`), by the share of values that are; else by the declared type: `decimal` also matches `decimal(12,2)`.',
  unique_ratio:
    '`distinct`: different values / values (the default). `once`: values that occur once / different values.',
  unique:
    'No value occurs twice, nulls left out. What fails are the surplus values, count - distinct; an estimate of distinct leaves a range, and any listed value that occurs twice proves the fault.',
  value_range: 'The distance from the smallest number to the largest.',
  variance: 'The variance: as posted, else the square of the standard deviation.',
  z_score: 'How far the farthest value lies from the mean, in standard deviations; `z_score: 3` allows at most three.',
  zero_count: 'How many values are zero.',
};
