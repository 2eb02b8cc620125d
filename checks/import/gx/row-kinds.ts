import { get, items, numberOf, scalarsOf, textOf, wordOf } from '../field.ts';
import { counted, pairRule, rowRule, type RowRule } from '../translation.ts';
import type { Entry, Translation } from '../types.ts';
import { columnsOf, mostlyOf, type GxRule, type GxTable } from './gx-rule.ts';

/** Expectations that need the rows: by an own kind where this version has it, else by a counter. */
export const GX_ROWS: GxTable = {
  expect_column_values_to_be_dateutil_parseable: {
    to: 'parseable',
    translate: (rule) => parseable(rule, { as: 'date' }, 'is a date'),
  },
  expect_column_values_to_match_strftime_format: {
    to: 'counter',
    remark: 'counted by whoever sees the rows',
    translate: (rule) => {
      const format = textOf(get(rule.kwargs, 'strftime_format'));
      return format === undefined ? null : counterRule(rule, 'strftime', `is written as ${format}`);
    },
  },
  expect_column_values_to_be_json_parseable: {
    to: 'parseable',
    translate: (rule) => parseable(rule, { as: 'json' }, 'is JSON'),
  },
  expect_column_values_to_match_json_schema: {
    to: 'counter',
    remark: 'counted by whoever sees the rows',
    translate: (rule) => counterRule(rule, 'json_schema', 'is JSON that fits the schema of the expectation'),
  },
  expect_column_values_to_be_increasing: { to: 'increasing', translate: (rule) => ordered(rule, 'increasing') },
  expect_column_values_to_be_decreasing: { to: 'decreasing', translate: (rule) => ordered(rule, 'decreasing') },
  expect_column_pair_values_a_to_be_greater_than_b: {
    to: 'pair_comparison',
    translate: (rule) => pair(rule, get(rule.kwargs, 'or_equal').value === true ? 'at_least' : 'above'),
  },
  expect_column_pair_values_to_be_equal: { to: 'pair_comparison', translate: (rule) => pair(rule, 'equals') },
  expect_column_pair_values_to_be_in_set: {
    to: 'pair_in_set',
    translate: (rule) => {
      const [a, b] = [textOf(get(rule.kwargs, 'column_A')), textOf(get(rule.kwargs, 'column_B'))];
      const pairs = items(get(rule.kwargs, 'value_pairs_set')).map(scalarsOf);
      if (a === undefined || b === undefined || pairs.length === 0) return null;
      const listed = pairs.filter((one) => one?.length === 2) as (string | number | boolean)[][];
      if (listed.length < pairs.length) return null;
      const words = `has a pair of ${a} and ${b} that the expectation lists`;
      const params = { a, b, pairs: listed };
      return rowRule(rule.origin, { kind: 'pair_in_set', params, tolerance: mostlyOf(rule.kwargs), words });
    },
  },
  expect_compound_columns_to_be_unique: {
    to: 'compound_unique',
    translate: (rule) => ofColumns(rule, { kind: 'compound_unique', verb: 'is the only one with its' }),
  },
  expect_select_column_values_to_be_unique_within_record: {
    to: 'unique_within_record',
    translate: (rule) => ofColumns(rule, { kind: 'unique_within_record', verb: 'has different values in' }),
  },
  expect_multicolumn_values_to_be_unique: {
    to: 'unique_within_record',
    translate: (rule) => ofColumns(rule, { kind: 'unique_within_record', verb: 'has different values in' }),
  },
  expect_multicolumn_sum_to_equal: {
    to: 'multicolumn_sum',
    translate: (rule) => {
      const total = numberOf(get(rule.kwargs, 'sum_total'));
      if (total === undefined) return null;
      return ofColumns(rule, { kind: 'multicolumn_sum', verb: `sums to ${total} over`, params: { equals: total } });
    },
  },
  expect_multicolumn_values_to_be_equal: {
    to: 'pair_comparison',
    remark: 'more than two columns become a counter',
    translate: (rule) => {
      const columns = columnsOf(rule.kwargs, 'column_list');
      const [a, b] = columns ?? [];
      if (columns === null || a === undefined || b === undefined) return null;
      const tolerance = mostlyOf(rule.kwargs);
      if (columns.length === 2) return rowRule(rule.origin, pairRule({ a, is: 'equals', b }, tolerance));
      const words = `has the same value in ${columns.join(', ')}`;
      return counted(rule.origin, { id: `${columns.join('_')}.equal`, tolerance, words });
    },
  },
  expect_column_values_to_not_be_outliers: {
    to: 'counter',
    remark: 'counted by whoever sees the rows',
    translate: (rule) => {
      const [method, multiplier] = ['method', 'multiplier'].map((key) => wordOf(get(rule.kwargs, key)));
      const words = `is no outlier by ${method ?? 'iqr'} with ${multiplier ?? '1.5'}`;
      return rule.column === undefined ? null : counterRule(rule, 'outliers', words);
    },
  },
  expect_query_results_to_match_comparison: {
    to: 'counter',
    remark: 'counted by whoever runs the queries',
    translate: (rule) => {
      const [base, other] = ['base_query', 'comparison_query'].map((key) => textOf(get(rule.kwargs, key)));
      if (base === undefined || other === undefined) return null;
      const words = `is in the results of both ${base} and ${other}`;
      return counted(rule.origin, { id: 'query_comparison', tolerance: mostlyOf(rule.kwargs), words });
    },
  },
  unexpected_rows_expectation: {
    to: 'counter',
    remark: 'counted by whoever runs the query',
    translate: (rule) => {
      const query = textOf(get(rule.kwargs, 'unexpected_rows_query'));
      if (query === undefined) return null;
      const name = textOf(get(rule.kwargs, 'description')) ?? 'unexpected_rows';
      return counted(rule.origin, { id: name.slice(0, 100), words: `is not among the rows of ${query}` });
    },
  },
};

function parseable(rule: GxRule, params: Entry, words: string): Translation {
  return rowRule(rule.origin, ruleOf(rule, { kind: 'parseable', params, words }));
}

function ordered(rule: GxRule, kind: 'increasing' | 'decreasing'): Translation {
  const strictly = get(rule.kwargs, 'strictly').value === true;
  const words = `is ${strictly ? 'strictly ' : ''}${kind} from the row before`;
  return rowRule(rule.origin, ruleOf(rule, { kind, params: strictly ? { strictly: true } : {}, words }));
}

function pair(rule: GxRule, is: string): Translation | null {
  const [a, b] = [textOf(get(rule.kwargs, 'column_A')), textOf(get(rule.kwargs, 'column_B'))];
  if (a === undefined || b === undefined) return null;
  return rowRule(rule.origin, pairRule({ a, is, b }, mostlyOf(rule.kwargs)));
}

function ofColumns(rule: GxRule, given: { kind: string; verb: string; params?: Entry }): Translation | null {
  const columns = columnsOf(rule.kwargs, 'column_list');
  if (columns === null) return null;
  const words = `${given.verb} ${columns.join(', ')}`;
  const params = { columns, ...given.params };
  return rowRule(rule.origin, { kind: given.kind, params, tolerance: mostlyOf(rule.kwargs), words });
}

function counterRule(rule: GxRule, name: string, words: string): Translation {
  const { column, kwargs, origin } = rule;
  const id = column === undefined ? name : `${column}.${name}`;
  return counted(origin, { id, ...(column !== undefined && { column }), tolerance: mostlyOf(kwargs), words });
}

function ruleOf({ column, kwargs }: GxRule, rest: Pick<RowRule, 'kind' | 'params' | 'words'>): RowRule {
  return { ...rest, ...(column !== undefined && { column }), tolerance: mostlyOf(kwargs) };
}
