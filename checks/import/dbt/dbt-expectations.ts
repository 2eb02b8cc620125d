import { entries, get, numberOf, textOf, type Field } from '../field.ts';
import { boundOf } from '../limits.ts';
import { GX } from '../gx/read-gx.ts';
import { conditionOf, limitsOf } from '../gx/gx-rule.ts';
import { filtered } from '../filtered.ts';
import { remarked } from '../translation.ts';
import type { Entry, Translation } from '../types.ts';
import { numberEntry, type DbtRule } from './dbt-rule.ts';
import { withinOf } from './dbt-tests.ts';

/** What dbt_expectations calls otherwise than Great Expectations. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  column_type: 'type_',
  column_type_list: 'type_list',
  column_name: 'column',
  compare_model: 'other_table_name',
};

const LIMITS = 'error_if and warn_if are left out: any failure counts';

/** Names of dbt_expectations that Great Expectations does not have; all others are translated as there. */
export const DBT_EXPECTATIONS = {
  expect_column_distinct_count_to_equal: 'distinct_count',
  expect_row_values_to_have_recent_data: 'freshness',
  expect_table_columns_to_contain_set: 'schema',
  expect_column_quantile_values_to_be_between: 'quantile',
} as const;

/** A test of dbt_expectations; undefined when it is not known, null when arguments are missing. */
export function translateExpectation(name: string, rule: DbtRule): Translation | null | undefined {
  if (Object.hasOwn(DBT_EXPECTATIONS, name)) return translateOwn(name as keyof typeof DBT_EXPECTATIONS, rule);
  const type = Object.hasOwn(GX, name) ? name : name.toLowerCase();
  if (!Object.hasOwn(GX, type)) return undefined;
  const kwargs = renamed(rule, type);
  const made = GX[type]?.translate({ origin: rule.origin, kwargs, column: rule.column }) ?? null;
  if (made === null) return null;
  const passing = { ...made, entries: made.entries.map(passesOverNothing) };
  const limited = rule.ladder.isPlain ? passing : remarked(passing, LIMITS);
  const condition = conditionOf(rule.kwargs);
  return condition === undefined ? limited : filtered(limited, condition);
}

/** The arguments under the names of Great Expectations; `strictly` is both of its strict ends. */
function renamed({ kwargs }: DbtRule, type: string): Field {
  const value: Record<string, unknown> = {};
  for (const [key, field] of entries(kwargs)) {
    value[Object.hasOwn(ARGUMENTS, key) ? (ARGUMENTS[key] ?? key) : key] = field.value;
    if (key === 'strictly' && type.endsWith('between'))
      Object.assign(value, { strict_min: field.value, strict_max: field.value });
    if (key === 'column_list' && type.endsWith('match_set')) value['column_set'] = field.value;
  }
  return { value, pointer: kwargs.pointer };
}

/** SQL compares with nothing there and returns no row; only counts are 0. */
function passesOverNothing(entry: Entry): Entry {
  const isCount = 'row_count' in entry || 'distinct_count' in entry;
  return entry['on_empty'] === 'fail' && !isCount ? { ...entry, on_empty: 'pass' } : entry;
}

function translateOwn(name: keyof typeof DBT_EXPECTATIONS, rule: DbtRule): Translation | null {
  const { kwargs } = rule;
  if (name === 'expect_column_distinct_count_to_equal') {
    const value = numberOf(get(kwargs, 'value'));
    return value === undefined ? null : numberEntry(rule, { distinct_count: { equals: value } });
  }
  if (name === 'expect_table_columns_to_contain_set') {
    const { value } = get(kwargs, 'column_list');
    const columns = Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
    const whole = { ...rule, column: undefined };
    return columns.length === 0 ? null : numberEntry(whole, { schema: { columns, allow_extra: true } });
  }
  if (name === 'expect_column_quantile_values_to_be_between') {
    const p = numberOf(get(kwargs, 'quantile'));
    const limits = limitsOf(kwargs);
    return p === undefined || limits === null ? null : numberEntry(rule, { quantile: { p, ...boundOf(limits) } });
  }
  const within = withinOf(textOf(get(kwargs, 'datepart')), numberOf(get(kwargs, 'interval')));
  if (within === null || rule.column === undefined) return null;
  return numberEntry({ ...rule, column: undefined }, { freshness: { of: rule.column, within } });
}
