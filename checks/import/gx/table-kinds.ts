import { get, numberOf, textOf } from '../field.ts';
import { boundOf, type Limits } from '../limits.ts';
import { sameRowCount } from '../translation.ts';
import type { Translation } from '../types.ts';
import { asTranslated, columnsOf, countEntry, limitsOf, type GxRule, type GxTable } from './gx-rule.ts';

/** Expectations over the whole table. */
export const GX_TABLES: GxTable = {
  expect_table_row_count_to_be_between: {
    to: 'row_count',
    translate: (rule) => countOf(rule, 'row_count', limitsOf(rule.kwargs)),
  },
  expect_table_row_count_to_equal: { to: 'row_count', translate: (rule) => countOf(rule, 'row_count', equal(rule)) },
  expect_table_row_count_to_equal_other_table: {
    to: 'row_count_matches',
    translate: (rule) => {
      const other = textOf(get(rule.kwargs, 'other_table_name'));
      if (other === undefined) return null;
      return sameRowCount(rule.origin, other);
    },
  },
  expect_table_column_count_to_be_between: {
    to: 'column_count',
    translate: (rule) => countOf(rule, 'column_count', limitsOf(rule.kwargs)),
  },
  expect_table_column_count_to_equal: {
    to: 'column_count',
    translate: (rule) => countOf(rule, 'column_count', equal(rule)),
  },
  expect_table_columns_to_match_set: {
    to: 'schema',
    translate: (rule) => {
      const columns = columnsOf(rule.kwargs, 'column_set');
      if (columns === null) return null;
      const allowExtra = get(rule.kwargs, 'exact_match').value === false;
      return asTranslated(rule, { schema: allowExtra ? { columns, allow_extra: true } : { columns } });
    },
  },
  expect_table_columns_to_match_ordered_list: {
    to: 'schema',
    translate: (rule) => {
      const columns = columnsOf(rule.kwargs, 'column_list');
      return columns === null ? null : asTranslated(rule, { schema: { columns, ordered: true } });
    },
  },
  expect_column_to_exist: {
    to: 'column_exists',
    remark: 'not at which place',
    translate: (rule) => {
      if (rule.column === undefined) return null;
      const index = numberOf(get(rule.kwargs, 'column_index'));
      const remark = index === undefined ? undefined : `not that it is column ${index}`;
      return asTranslated(rule, { column: rule.column, column_exists: true }, remark);
    },
  },
};

function equal({ kwargs }: GxRule): Limits | null {
  const value = numberOf(get(kwargs, 'value'));
  return value === undefined ? null : { low: value, high: value };
}

function countOf(rule: GxRule, kind: string, limits: Limits | null): Translation | null {
  if (limits === null) return null;
  const { origin, kwargs } = rule;
  return asTranslated(
    { origin, kwargs, column: undefined },
    countEntry({ ...rule, column: undefined }, { kind, value: boundOf(limits), limits }),
  );
}
