import { endOf, get, numberOf, scalarsOf, textOf, textsOf } from '../field.ts';
import { boundOf, type Limits } from '../limits.ts';
import { counted, passesOverNothing, referenceRule, rowRule, sameRowCount } from '../translation.ts';
import type { Entry, Translation } from '../types.ts';
import { numberEntry, rowsEntry, valuesEntry, type DbtRule, type DbtTable } from './dbt-rule.ts';

/** Tests of dbt itself and of dbt_utils. */
export const DBT_TESTS: DbtTable = {
  not_null: { to: 'not_null', translate: (rule) => rowsEntry(rule, 'not_null', {}) },
  unique: { to: 'unique', translate: (rule) => valuesEntry(rule, 'unique', {}) },
  accepted_values: {
    to: 'in_set',
    translate: (rule) => {
      const values = scalarsOf(get(rule.kwargs, 'values'));
      return values === undefined ? null : valuesEntry(rule, 'in_set', { values });
    },
  },
  relationships: { to: 'referential_integrity', translate: relationships },
  'dbt_utils.relationships_where': {
    to: 'counter',
    remark: 'counted by whoever sees the rows',
    translate: (rule) =>
      counter(rule, 'relationships_where', 'has its row in the other table, where the conditions hold'),
  },
  'dbt_utils.accepted_range': {
    to: 'range',
    translate: (rule) => {
      const [low, high] = [endOf(get(rule.kwargs, 'min_value')), endOf(get(rule.kwargs, 'max_value'))];
      if (low === undefined && high === undefined) return null;
      const open = get(rule.kwargs, 'inclusive').value === false;
      const limits: Limits = {
        ...(low !== undefined && { low }),
        ...(high !== undefined && { high }),
        above: open,
        below: open,
      };
      return rowsEntry(rule, 'range', boundOf(limits));
    },
  },
  'dbt_utils.not_accepted_values': {
    to: 'not_in_set',
    translate: (rule) => {
      const values = scalarsOf(get(rule.kwargs, 'values'));
      return values === undefined ? null : valuesEntry(rule, 'not_in_set', { values });
    },
  },
  'dbt_utils.not_null_proportion': {
    to: 'not_null',
    remark: '`at_most` is left out',
    translate: (rule) => {
      const least = numberOf(get(rule.kwargs, 'at_least')) ?? 0;
      const most = numberOf(get(rule.kwargs, 'at_most'));
      const made = numberEntry(rule, { not_null: { mostly: Math.min(1, Math.max(0, least)) } });
      if (most === undefined || most >= 1) return made;
      return { ...made, status: 'approximated', note: `not that at most ${most} may be filled` };
    },
  },
  'dbt_utils.at_least_one': {
    to: 'counter',
    remark: 'counted by whoever sees the rows',
    translate: (rule) => counter(rule, 'at_least_one', 'is in a table where some row has a value'),
  },
  'dbt_utils.not_constant': {
    to: 'distinct_count',
    translate: (rule) => numberEntry(rule, { distinct_count: { above: 1 } }),
  },
  'dbt_utils.not_empty_string': {
    to: 'not_blank',
    translate: (rule) => own(rule, { kind: 'not_blank', params: {}, words: 'is not an empty text' }),
  },
  'dbt_utils.unique_combination_of_columns': {
    to: 'compound_unique',
    translate: (rule) => {
      const columns = textsOf(get(rule.kwargs, 'combination_of_columns'));
      if (columns.length === 0) return null;
      return own(rule, {
        kind: 'compound_unique',
        params: { columns },
        words: `is the only one with its ${columns.join(', ')}`,
      });
    },
  },
  'dbt_utils.expression_is_true': {
    to: 'counter',
    remark: 'counted by whoever sees the rows',
    translate: (rule) => {
      const expression = textOf(get(rule.kwargs, 'expression'));
      if (expression === undefined) return null;
      const whole = rule.column === undefined ? expression : `${rule.column} ${expression}`;
      return counter(rule, expression.slice(0, 80), `keeps ${whole}`);
    },
  },
  'dbt_utils.equal_rowcount': {
    to: 'row_count_matches',
    translate: (rule) => {
      const dataset = rule.datasetOf(textOf(get(rule.kwargs, 'compare_model')) ?? '');
      if (dataset === undefined) return null;
      return sameRowCount(rule.origin, dataset);
    },
  },
  'dbt_utils.recency': {
    to: 'freshness',
    translate: (rule) => {
      const [of, part] = [textOf(get(rule.kwargs, 'field')), textOf(get(rule.kwargs, 'datepart'))];
      const within = withinOf(part, numberOf(get(rule.kwargs, 'interval')));
      if (of === undefined || within === null || !isIdentifier(of)) return null;
      return numberEntry({ ...rule, column: undefined }, { freshness: { of, within } });
    },
  },
  'dbt_utils.sequential_values': {
    to: 'counter',
    remark: 'counted by whoever sees the rows',
    translate: (rule) => counter(rule, 'sequential_values', 'follows the value before by the interval'),
  },
};

/** The text of a duration of so many of a part of time; null for months and years, which have no one length. */
export function withinOf(part: string | undefined, count: number | undefined): string | null {
  const unit = { minute: 'm', hour: 'h', day: 'd', week: 'w', second: 's' }[part ?? ''];
  return unit === undefined || count === undefined || !(count > 0) || !Number.isInteger(count)
    ? null
    : `${count}${unit}`;
}

/** Is it the name of a column, not an expression? */
export function isIdentifier(text: string): boolean {
  return /^["`]?[A-Za-z_][\w$]*["`]?$/.test(text.trim());
}

function relationships(rule: DbtRule): Translation | null {
  const to = textOf(get(rule.kwargs, 'to'));
  const field = textOf(get(rule.kwargs, 'field'));
  const dataset = rule.datasetOf(to ?? '');
  if (field === undefined || dataset === undefined) return null;
  const tolerance = rule.ladder.tolerance ?? {};
  const about = { ...(rule.column !== undefined && { column: rule.column }), dataset, other: field, tolerance };
  return passesOverNothing(referenceRule(rule.origin, about));
}

function own(rule: DbtRule, given: { kind: string; params: Entry; words: string }): Translation {
  const { column, ladder, origin } = rule;
  const tolerance = ladder.tolerance ?? {};
  return passesOverNothing(rowRule(origin, { ...given, ...(column !== undefined && { column }), tolerance }));
}

function counter({ column, ladder, origin }: DbtRule, name: string, words: string): Translation {
  const id = column === undefined ? name : `${column}.${name}`;
  const tolerance = ladder.tolerance ?? {};
  return passesOverNothing(counted(origin, { id, ...(column !== undefined && { column }), tolerance, words }));
}
