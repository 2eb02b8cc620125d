import type { Documented } from './kind-documentation.ts';

const PARTNER =
  'Undecided until the other dataset has a profile for the same data interval; judged again when it comes.';

/** Columns beside each other, and datasets beside each other. */
export const relations: Documented = {
  referential_integrity: {
    checks: [46],
    example: 'column: customer_id\nreferential_integrity: { dataset: shop/customers, their_column: id }',
    decidedBy:
      'a counter of orphans; complete `topValues` on both sides; `distinct`, `min` and `max` on both sides prove orphans',
    limits: `Two profiles cannot prove that there is none, but by complete value lists. ${PARTNER}`,
    backtest: 'on which days orphans were counted or proven.',
    elsewhere: [null, 'invalid with valid_reference_data', 'ReferentialIntegrity', 'relationships'],
  },
  pair_comparison: {
    checks: [47],
    example: 'pair_comparison: { a: shipped_at, is: above, b: ordered_at }',
    decidedBy: 'a counter; `min` and `max` of both columns',
    limits: 'Ranges that overlap say nothing of single rows, but where the ends are the wrong way round.',
    backtest: 'on which days rows were the wrong way round.',
    elsewhere: [
      'column_pair_values_a_to_be_greater_than_b, …_to_be_equal',
      'failed_rows',
      'isGreaterThan, isLessThan, …',
      'dbt_utils.expression_is_true',
    ],
  },
  pair_in_set: {
    checks: [47],
    example: 'pair_in_set: { a: country, b: currency, pairs: [[DE, EUR], [GB, GBP], [US, USD]] }',
    decidedBy: 'a counter; a value that is in no pair proves the fault',
    limits: 'Which values stand together is in no profile: a pass needs a counter.',
    backtest: 'on which days combinations came that are not listed.',
    elsewhere: ['column_pair_values_to_be_in_set', 'failed_rows', 'satisfies', 'dbt_expectations'],
  },
  multicolumn_sum: {
    checks: [48],
    example: 'multicolumn_sum: { columns: [discount_pct, paid_pct], equals: 100 }',
    decidedBy: 'a counter; `min` and `max`, or `sum`, of all columns without nulls',
    limits: 'Sums prove a fault, never that each row is right. Doubles are right to a billionth.',
    backtest: 'on which days the parts did not add up.',
    elsewhere: ['multicolumn_sum_to_equal', 'failed_rows', 'satisfies', 'dbt_expectations'],
  },
  row_count_matches: {
    checks: [49],
    example: 'row_count_matches: { dataset: shop/raw_orders, within: 1% }',
    decidedBy: '`rowCount` on both sides',
    limits: PARTNER,
    backtest: 'how far the two lay apart each day.',
    elsewhere: [
      'table_row_count_to_equal_other_table',
      'row_count comparison (v3)',
      'RowCountMatch',
      'dbt_utils.equal_rowcount',
    ],
  },
  aggregate_matches: {
    checks: [50],
    example: 'column: amount\naggregate_matches: { dataset: shop/raw_orders, metric: sum, within: 0.001% }',
    decidedBy: 'the figure on both sides, as posted',
    limits: `Sums of doubles differ by the order of rows: allow a millionth. Estimates are compared with their bounds. ${PARTNER}`,
    backtest: 'how far the two lay apart each day.',
    elsewhere: [null, 'reconciliation (v3, °)', 'AggregateMatch', 'dbt_expectations'],
  },
  dataset_match: {
    checks: [51],
    example: 'dataset_match: shop/raw_orders',
    decidedBy: 'a counter of rows that differ; `rowCount` and `orderIndependentRowHash` on both sides',
    limits: `Hashes compare only where both are of one kind (the prefix before the colon). How many rows differ is not known from them. ${PARTNER}`,
    backtest: 'on which days a copy was not the same.',
    elsewhere: [null, 'reconciliation (°)', 'DatasetMatch, doesDatasetMatch', 'audit_helper'],
  },
  balance: {
    checks: [52],
    example: 'balance: { inputs: [shop/raw_orders], filtered: dropped_rows, within: 1% }',
    decidedBy: 'nothing yet: a later version',
    limits: 'Always undecided in this version. `row_count_matches` compares with one input today.',
    backtest: 'nothing yet.',
    elsewhere: [null, null, null, null],
  },
  drift: {
    checks: [53],
    example: 'column: currency\ndrift: { method: psi, from: { rolling: 30d }, at_most: 0.2 }',
    alsoExample: 'column: currency\ndrift: { method: total_variation, from: previous, at_most: 0.05 }',
    decidedBy:
      'of numbers `count`, `min`, `max` and some hundred `quantiles`, else `topValues` with `valueCountsComplete`; the same of the profiles that are the reference',
    limits:
      'The reference makes the cells: its deciles, or its values with at least five rows and all others. What the profiles do not tell is reckoned at its worst, so few quantiles or cut lists are undecided. Of `psi` and `jensen_shannon` what chance alone makes is subtracted; `chi_square` is Cramér’s V without its bias. A reference of several profiles (`last_n`, `rolling`, at most 56) is their rows together, of at least three; `same_weekday` is looked for among the 14 before; a sample decides nothing.',
    backtest: 'on which days the distribution lay too far from its reference, and by how much.',
    elsewhere: [
      'column_kl_divergence_to_be_less_than, …chisquare…, …ks_test…',
      'distribution (v3)',
      'KLL distance',
      'elementary.dimension_anomalies',
    ],
  },
  anomaly: {
    checks: [54],
    example: 'anomaly: { metric: rowCount, season: week }',
    alsoExample: 'column: amount\nanomaly: { metric: mean, sensitivity: 2, direction: up }',
    decidedBy: 'the learned monitors of the dataset: the metric in this profile and in those before',
    limits:
      'Undecided below three earlier runs, with `season: week` below 21 and with `season: day` below 72, and where learned monitors are off. `sensitivity` 2 fails at half the distance at which a learned monitor warns, 0.5 at twice. Counts are watched as shares (`nullCount` as `nullShare`).',
    backtest: 'on which days the metric was out of the ordinary by what was known the day before.',
    elsewhere: [null, 'anomaly detection', 'isNewestPointNonAnomalous', 'elementary anomalies'],
  },
};
