// Made from the comments in checks/expectations/; do not edit.
// `npx vitest run --project tooling test/tooling/kind-descriptions.test.ts -u` writes it.

/** What an editor shows of each kind of expectation. */
export const KIND_DESCRIPTIONS: Readonly<Record<string, string>> = {
  aggregate_matches:
    'A figure of the column equals that of a column (`their_column`, else of the same name) of another dataset for the same data interval, or nearly: `within` is a share of theirs or a number. Figures: sum, mean, min, max, distinct, count, null_count.',
  anomaly:
    'A metric lies outside of what its own history lets expect, as the learned monitors foretell it: `metric` is `rowCount`, `mean` beside `column:` or `amount.mean`. `sensitivity` 2 fails at half the distance, 0.5 at twice. With `season` nothing is decided before that season can be known.',
  balance:
    'As many rows come out as went in, less those that were filtered out on purpose (`filtered`, a counter), along a run. Judged by a later version: it is undecided until then, and `row_count_matches` compares two datasets today.',
  bytes: 'How large the dataset is stored.',
  column_count: 'How many columns the schema has.',
  column_exists:
    'The column of the entry, or each that is listed, is in the schema; without a schema, measurements prove it exists.',
  complete_rows:
    "In each row all of the columns have a value (`all`), or at least one of them has (`any`). Null counts of the columns bracket how many rows do not (Fréchet's bounds of a conjunction).",
  compound_unique:
    'No combination of the columns occurs in two rows, null taken for a value like others. What fails are the surplus rows: rows - different combinations (`tupleDistinct`).',
  correlation:
    'A figure of two or more columns together as the producer posts it in crossColumn: `metric` names it (`pearson` when left out, or `spearman`, `cramers_phi`, `mutual_information`, …). The order of the columns does not matter.',
  counter:
    'A check of rows that the producer counted: no more fail than the tolerance. A counter that is missing decides nothing.',
  dataset_match:
    'The rows are those of another dataset for the same data interval, in any order. Another number of rows or another orderIndependentRowHash of the same kind proves they are not; an equal hash over as many rows is taken for equality.',
  deadline:
    "The data interval is complete by a local time on certain days, with grace; written like the suite's `by`. Judged by a later version: it is undecided until then, and `by` at the top of the suite notices what is late today.",
  decreasing:
    'In the order of rows (or of column `by`) no value is above the one before it; with `strictly` each is below.',
  distinct_count: 'How many different values there are, nulls left out.',
  distinct_set: 'The values that occur are exactly those listed (`equals`), or at least those (`contains`).',
  drift:
    "How far the distribution of a column lies from that of a reference, by a `method`: psi and jensen_shannon of numbers over the reference's deciles, of other values over those that the reference has; wasserstein and kolmogorov_smirnov of numbers; the others of values with few different ones. What sampling alone makes of psi and jensen_shannon is subtracted.",
  duplicate_rows:
    'How many rows repeat another one in all columns: rows - different rows, as posted. A unique key proves that none does.',
  entropy: 'Shannon entropy in nats: as posted, else -Σ p ln p over complete value counts.',
  external:
    "What another tool found: its result of that name for the same run or data interval, posted as it is. `tool` narrows it where several tools use the name. Outcome, counts and reason are the tool's.",
  file_count: 'How many files the dataset is stored in.',
  freshness:
    "How long before the profile's time (captured, else now) the newest value of a column lies, or the last update without `of`. A newest value more than ten minutes ahead proves nothing. Observed and expected are seconds. With `clock: evaluation` it is the time of judging that counts.",
  in_set: 'Every value is in the list. Proven only by complete value counts; a listed value outside proves the fault.',
  increasing:
    'In the order of rows (or of column `by`) no value is below the one before it; with `strictly` each is above.',
  interval_gap:
    'Every data interval that is due `every` so often is there: a partition with rows, or with `over: profiles` a profile, of the `last` 14 before this one. From the first that is there (or `from`) to the newest (or `through`), in UTC, days of `skip` left out.',
  kurtosis: 'The kurtosis as the producer defines and posts it.',
  length: "Every text is as long as the bound says, in the producer's characters. `length: 3` is exactly three.",
  like_match:
    "Every value is like the SQL LIKE pattern (`%` any run, `_` one character, `\\` takes them literally, letter case counts), or none is with `negate: true`. Listed values are matched here, others by the producer's count.",
  max: 'The largest value: a number, a decimal in text, a date or a timestamp.',
  mean: 'The arithmetic mean; of a random sample with its 99.9 % interval, mean ± 3.29 s / √n.',
  median: 'The middle value; with a rank error, somewhere between the quantiles on both sides.',
  metric: "A metric of the producer's own, by its name; of a sample it decides nothing.",
  min: 'The smallest value: a number, a decimal in text, a date or a timestamp.',
  missing_values:
    "No value is null or one that stands for nothing: those in `values`, or in the producer's missing list `list`. Whether the count of a list holds the nulls is not said anywhere, so both are thought of.",
  most_common_in_set: 'The most frequent value is in the list; of several equally frequent ones, all are.',
  multicolumn_sum:
    'In each row the columns add up to the bound; rows in which one is null are left out. Ends of the columns may decide it, and sums of the columns that cannot come from such rows prove at least one fault.',
  must_be_null: 'Every value is null, or all but the tolerance.',
  new_category:
    'How many values occur that none of the `last` 7 earlier profiles had: none may, or as many as the bound says. Values of `ignore` do not count. Only complete value counts before tell that a value is new, and only complete ones now that none is.',
  non_negative: 'No value is below zero.',
  not_blank:
    'No text is empty or only white space; `allow_whitespace: true` refuses empty ones alone. Nulls are left out. Whether blankCount holds the empty ones differs between producers, so both are thought of.',
  not_in_set:
    'No value is in the list. A listed value among the most frequent proves the fault; only complete counts prove there is none.',
  not_null: 'No value is null, or no more than the tolerance.',
  pair_comparison:
    'In each row `a` stands in the relation `is` to `b`; rows in which one of them is null are left out. Ranges that do not touch decide it, and ends that are the wrong way round prove at least one fault.',
  pair_in_set:
    'In each row the values of `a` and `b` are one of the pairs; rows in which one of them is null are left out. A value that is in no pair proves the fault.',
  parseable:
    "Every value can be read as a `date` or `timestamp` (ISO 8601), `number`, `integer`, `boolean` or `json`, nulls left out; without a format, as the column's own type by parseFailCount.",
  positive: 'Every value is above zero.',
  quantile: 'The value that a share `p` of all values does not exceed.',
  range:
    'Every value lies in the range: proven by min and max. How many lie outside, for a tolerance, is bracketed by the posted quantiles. Counted not-a-number values always fail, infinite ones may; a producer that counts neither vouches for none.',
  ratio_of_sums: 'The sum of column `of` divided by the sum of column `to`; a sum of zero below decides nothing.',
  referential_integrity:
    'Every value occurs in a column of another dataset (`their_column`, else of the same name), nulls left out. Two profiles prove orphans: more different values than there, or ends beyond theirs. Only complete value lists on both sides prove none.',
  regex_match:
    'Every value matches the regular expression somewhere (write ^ and $ for the whole), nulls left out. Listed values are matched here, in the syntax of RE2; others as the producer counts under that text, or under `pattern_id`. A pattern that says no more than shapes do, such as `^[A-Z]+\\-[0-9]+$`, is decided by the counted shapes too.',
  regex_not_match:
    'No value matches the regular expression anywhere, nulls left out; matched and counted like those of `regex_match`.',
  row_count: "How many rows there are. None at all is the empty policy's: a fail, unless the low end is written as 0.",
  row_count_matches:
    "There are as many rows as in another dataset's profile of the same data interval, or nearly: `within` is a share of its rows or a number of rows.",
  rows_written: 'How many rows the run wrote.',
  schema: 'The columns are those listed (more with `allow_extra`), in that order with `ordered`, of the `types` given.',
  schema_change:
    'The schema is that of the version before, but for the classes of change that `allow` lists. `non_breaking` are those that break nobody who reads by name: columns added or never null any more, types that became wider (also `widened` alone), another order.',
  semantic_type:
    "Every value has the form of the type, nulls left out: `email`, `url`, `uuid`, `ipv4`, `ipv6`, `credit_card` (Luhn), `us_ssn`, `iban` (check digits) or `phone` (E.164). Listed values are tried here, others by the producer's count of a pattern of that id.",
  skewness: 'The skewness as the producer defines and posts it.',
  small_files:
    'No file is smaller than `under`, or no more than the tolerance (`max_failed_pct: 10` is a small-file ratio of a tenth). Total size and number of files prove that some are: at most bytes / under files can be that large.',
  stddev: 'The standard deviation, as posted or in the `definition` asked for: `sample` (n − 1) or `population` (n).',
  sum: 'The total: as posted, else mean × count.',
  type: 'The column is of one of the types. Where type counts were posted and all names are theirs (or `number`), by the share of values that are; else by the declared type: `decimal` also matches `decimal(12,2)`.',
  unique:
    'No value occurs twice, nulls left out. What fails are the surplus values, count - distinct; an estimate of distinct leaves a range, and any listed value that occurs twice proves the fault.',
  unique_ratio:
    '`distinct`: different values / values (the default). `once`: values that occur once / different values.',
  unique_within_record:
    'In each row the columns differ from each other, nulls left out. Columns whose ranges or complete value lists do not touch prove it; two columns of one and the same value prove the fault.',
  update_freshness:
    "How long ago the last successful write was: lastUpdated, else the end of a run that completed. By the time of judging, or by the profile's with `clock: profile`; the reason tells both. Observed and expected are seconds.",
  value_range: 'The distance from the smallest number to the largest.',
  vanished_category:
    'How many values are gone: they occurred in one of the `last` 7 profiles before, and in none of the newest `runs` (1, this one included). None may be, or as many as the bound says. Only complete value counts of those newest tell that a value is gone.',
  variance: 'The variance: as posted, else the square of the standard deviation.',
  z_score: 'How far the farthest value lies from the mean, in standard deviations; `z_score: 3` allows at most three.',
  zero_count: 'How many values are zero.',
};
