import type { Documented } from './kind-documentation.ts';

/** Completeness and uniqueness. */
export const completeness: Documented = {
  not_null: {
    checks: [1],
    example: 'column: customer_id\nnot_null: true',
    decidedBy: '`nullCount`, or `count` with `rowCount`',
    limits:
      'A sample proves a fault, never that there is none; with `mostly` a random one decides where its 99.9 % interval does.',
    backtest: 'how often a null came, and what `mostly` or `max_failed` would have let pass.',
    elsewhere: ['column_values_to_not_be_null', 'missing', 'isComplete, hasCompleteness', 'not_null'],
  },
  must_be_null: {
    checks: [3],
    example: 'column: legacy_code\nmust_be_null: true',
    decidedBy: '`count`, with `nullCount` or `rowCount`',
    limits: 'Undecided over a column without rows, unless `on_empty` says more.',
    backtest: 'on which days somebody began to fill a column that is meant to be retired.',
    elsewhere: ['column_values_to_be_null', 'missing must_be 100 %', 'hasCompleteness(== 0)', 'dbt_expectations'],
  },
  missing_values: {
    checks: [2],
    example: 'column: country\nmissing_values: ["", n/a, unknown]',
    decidedBy:
      '`nullCount` with complete `topValues`; or with the count of `missingLists` whose id is `list`; or a counter',
    limits:
      'Without complete value counts a missing value among the rest cannot be seen. Whether a list counts the nulls too is not said by producers: a tolerance between both readings is undecided.',
    backtest: 'how many placeholders came in per day, beside real nulls.',
    elsewhere: [
      'column_values_to_not_be_in_set with not_be_null',
      'missing with missing_values',
      'satisfies',
      'a test of your own',
    ],
  },
  not_blank: {
    checks: [4],
    example: 'column: status\nnot_blank: true',
    decidedBy: '`emptyCount` (or `length.min` of at least 1) with `blankCount`; or complete `topValues`; or a counter',
    limits:
      '`length` alone proves empty texts, or that there are none of them (`allow_whitespace: true`), but says nothing of white space.',
    backtest: 'since when a source sends empty text in place of null.',
    elsewhere: [
      'column_value_lengths_to_be_between (min 1)',
      "missing with missing_values ['']",
      'satisfies',
      'dbt_utils.not_empty_string',
    ],
  },
  complete_rows: {
    checks: [5],
    example: 'complete_rows: { all: [order_id, customer_id] }',
    alsoExample: 'complete_rows: { any: [email, customer_id] }',
    decidedBy: '`nullCount` of each column with `rowCount`; `emptyRowCount`; or a counter',
    limits:
      'Null counts bracket the rows: for `all` from the largest to their sum, for `any` up to the smallest. A tolerance inside the bracket needs a counter.',
    backtest: 'how often a row lacked all means of contact, where a counter said so.',
    elsewhere: [
      'select_column_values (°)',
      'failed_rows',
      'areComplete, areAnyComplete',
      'dbt_utils.expression_is_true',
    ],
  },
  unique: {
    checks: [6],
    example: 'column: order_id\nunique: true',
    decidedBy:
      'an exact `distinct` with `count`; or `duplicateCount`, `uniqueOnceCount`; a listed value that occurs twice',
    limits:
      'An estimate of `distinct` decides only outside of its bounds: needs an exact distinct count, or a counter.',
    backtest: 'on which days keys came twice, and how many; estimates show as undecided.',
    elsewhere: ['column_values_to_be_unique', 'duplicate', 'isUnique', 'unique'],
  },
  unique_ratio: {
    checks: [7],
    example: 'column: customer_id\nunique_ratio: { at_least: 0.1 }',
    decidedBy: '`distinct` with `count`; for `definition: once` `uniqueOnceCount` with `distinct`',
    limits: 'Two definitions go by this name elsewhere: say which. An estimate leaves a range.',
    backtest: 'how the share of repeated values moved, and where a bound would cut it.',
    elsewhere: [
      'column_proportion_of_unique_values_to_be_between',
      'duplicate_percent',
      'hasDistinctness, hasUniqueValueRatio',
      'dbt_expectations',
    ],
  },
  compound_unique: {
    checks: [8],
    example: 'compound_unique: [order_id, line_no]',
    decidedBy:
      '`tupleDistinct` of the columns with `rowCount`; one unique column of them; `duplicateRowCount`; or a counter',
    limits:
      'Counts of tuples are taken for exact. Distinct counts of single columns prove only that there are too few combinations.',
    backtest: 'on how many days a key of several columns did not hold, of those on which tuples were counted.',
    elsewhere: [
      'compound_columns_to_be_unique',
      'duplicate over columns',
      'hasUniqueness, isPrimaryKey',
      'dbt_utils.unique_combination_of_columns',
    ],
  },
  unique_within_record: {
    checks: [9],
    example: 'unique_within_record: [order_id, customer_id]',
    decidedBy: 'a counter; ranges or complete value lists of the columns that do not touch',
    limits: 'A profile knows no rows: where ranges overlap, only somebody who saw them can say.',
    backtest: 'how many profiles brought the counter, and on which of them it failed.',
    elsewhere: ['select_column_values_to_be_unique_within_record', 'failed_rows', 'satisfies', 'a test of your own'],
  },
  duplicate_rows: {
    checks: [10],
    example: 'duplicate_rows: { at_most: 0 }',
    decidedBy: '`duplicateRowCount`; an exact unique column, or `tupleDistinct` equal to `rowCount`',
    limits: 'In a sample only more duplicates than allowed are proven. A key that is estimated proves nothing.',
    backtest: 'how often a load was repeated, and how large the repetition was.',
    elsewhere: [null, 'duplicate over all columns', 'hasDuplicateRowCount', 'dbt_utils'],
  },
  distinct_count: {
    checks: [11],
    example: 'column: currency\ndistinct_count: { between: [1, 20] }',
    decidedBy: '`distinct` with its bounds',
    limits: 'An estimate whose bounds reach over the end is undecided; a sample has at least what it shows.',
    backtest: 'how the number of values moved, and how often it left the bound.',
    elsewhere: [
      'column_unique_value_count_to_be_between',
      'metric',
      'hasNumberOfDistinctValues, hasApproxCountDistinct',
      'dbt_expectations',
    ],
  },
};
