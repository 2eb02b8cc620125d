import { get, items, numberOf, path, scalarsOf } from '../field.ts';
import { boundOf } from '../limits.ts';
import type { Entry, Translation } from '../types.ts';
import {
  aggregateEntry,
  asTranslated,
  countEntry,
  limitsOf,
  type GxMapping,
  type GxRule,
  type GxTable,
} from './gx-rule.ts';

const TIES = 'of several equally frequent values ours wants all in the list';

/** Expectations over one number or set of a column. */
export const GX_AGGREGATES: GxTable = {
  expect_column_min_to_be_between: aggregate('min'),
  expect_column_max_to_be_between: aggregate('max'),
  expect_column_mean_to_be_between: aggregate('mean'),
  expect_column_median_to_be_between: aggregate('median'),
  expect_column_sum_to_be_between: aggregate('sum'),
  expect_column_stdev_to_be_between: aggregate('stddev', { definition: 'sample' }),
  expect_column_unique_value_count_to_be_between: {
    to: 'distinct_count',
    translate: (rule) => {
      const limits = limitsOf(rule.kwargs);
      if (limits === null) return null;
      return asTranslated(rule, countEntry(rule, { kind: 'distinct_count', value: boundOf(limits), limits }));
    },
  },
  expect_column_proportion_of_unique_values_to_be_between: aggregate('unique_ratio', { definition: 'distinct' }),
  expect_column_proportion_of_non_null_values_to_be_between: {
    to: 'not_null',
    remark: 'a highest share is left out',
    translate: (rule) => {
      const limits = limitsOf(rule.kwargs);
      if (limits?.low === undefined) return null;
      const entry = aggregateEntry(rule, 'not_null', { mostly: Math.min(1, Math.max(0, Number(limits.low))) });
      const isPlain = limits.high === undefined || (Number(limits.high) >= 1 && limits.below !== true);
      const isExact = isPlain && limits.above !== true;
      return asTranslated(rule, entry, isExact ? undefined : 'only that enough are not null, ends included');
    },
  },
  expect_column_quantile_values_to_be_between: {
    to: 'quantile',
    remark: 'one entry for each quantile',
    translate: quantiles,
  },
  expect_column_distinct_values_to_equal_set: { to: 'distinct_set', translate: (rule) => setOf(rule, 'equals') },
  expect_column_distinct_values_to_contain_set: { to: 'distinct_set', translate: (rule) => setOf(rule, 'contains') },
  expect_column_most_common_value_to_be_in_set: {
    to: 'most_common_in_set',
    remark: TIES,
    translate: (rule) => {
      const values = scalarsOf(get(rule.kwargs, 'value_set'));
      if (values === undefined) return null;
      return asTranslated(rule, aggregateEntry(rule, 'most_common_in_set', { values }), TIES);
    },
  },
};

function aggregate(kind: string, params: Entry = {}): GxMapping {
  return {
    to: kind,
    translate: (rule) => {
      const limits = limitsOf(rule.kwargs);
      return limits === null ? null : asTranslated(rule, aggregateEntry(rule, kind, { ...params, ...boundOf(limits) }));
    },
  };
}

function setOf(rule: GxRule, relation: 'equals' | 'contains'): Translation | null {
  const values = scalarsOf(get(rule.kwargs, 'value_set'));
  return values === undefined ? null : asTranslated(rule, aggregateEntry(rule, 'distinct_set', { [relation]: values }));
}

function quantiles(rule: GxRule): Translation | null {
  const points = items(path(rule.kwargs, 'quantile_ranges', 'quantiles')).map(numberOf);
  const ranges = items(path(rule.kwargs, 'quantile_ranges', 'value_ranges'));
  if (points.length === 0 || points.length !== ranges.length) return null;
  const read = ranges.map((range, index) => {
    const [low, high] = items(range).map(numberOf);
    const limits = { ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
    return { p: points[index], bound: boundOf(limits) };
  });
  if (read.some(({ p, bound }) => p === undefined || Object.keys(bound).length === 0)) return null;
  return asTranslated(
    rule,
    read.map(({ p = 0, bound }) => aggregateEntry(rule, 'quantile', { p, ...bound })),
  );
}
