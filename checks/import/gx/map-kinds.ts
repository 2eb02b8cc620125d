import { endOf, get, numberOf, scalarsOf, textOf, textsOf, type Field } from '../field.ts';
import { boundOf, orTrue } from '../limits.ts';
import { counted, rowRule } from '../translation.ts';
import type { Translation } from '../types.ts';
import { asTranslated, limitsOf, mapEntry, mostlyOf, type GxRule, type GxTable } from './gx-rule.ts';

const REPEATED = 'they count every row of a repeated value, we count what is more than one of each';

/** Expectations over the values of one column. */
export const GX_MAP: GxTable = {
  expect_column_values_to_not_be_null: {
    to: 'not_null',
    translate: (rule) => asTranslated(rule, mapEntry(rule, 'not_null', orTrue(mostlyOf(rule.kwargs)))),
  },
  expect_column_values_to_be_null: {
    to: 'must_be_null',
    translate: (rule) => asTranslated(rule, mapEntry(rule, 'must_be_null', orTrue(mostlyOf(rule.kwargs)))),
  },
  expect_column_values_to_be_unique: {
    to: 'unique',
    remark: `with \`mostly\`: ${REPEATED}`,
    translate: (rule) => {
      const mostly = mostlyOf(rule.kwargs);
      const entry = mapEntry(rule, 'unique', orTrue(mostly));
      return asTranslated(rule, entry, 'mostly' in mostly ? REPEATED : undefined);
    },
  },
  expect_column_values_to_be_in_set: { to: 'in_set', translate: (rule) => setRule(rule, 'in_set') },
  expect_column_values_to_not_be_in_set: { to: 'not_in_set', translate: (rule) => setRule(rule, 'not_in_set') },
  expect_column_distinct_values_to_be_in_set: { to: 'in_set', translate: (rule) => setRule(rule, 'in_set') },
  expect_column_values_to_be_between: {
    to: 'range',
    translate: (rule) => {
      const limits = limitsOf(rule.kwargs);
      if (limits === null) return null;
      return asTranslated(rule, mapEntry(rule, 'range', { ...boundOf(limits), ...mostlyOf(rule.kwargs) }));
    },
  },
  expect_column_value_lengths_to_be_between: {
    to: 'length',
    translate: (rule) => {
      const limits = limitsOf(rule.kwargs);
      if (limits === null) return null;
      return asTranslated(rule, mapEntry(rule, 'length', { ...boundOf(limits), ...mostlyOf(rule.kwargs) }));
    },
  },
  expect_column_value_lengths_to_equal: {
    to: 'length',
    translate: (rule) => {
      const value = endOf(get(rule.kwargs, 'value'));
      if (value === undefined) return null;
      return asTranslated(rule, mapEntry(rule, 'length', { equals: value, ...mostlyOf(rule.kwargs) }));
    },
  },
  expect_column_values_to_be_of_type: { to: 'type', translate: (rule) => typeRule(rule, get(rule.kwargs, 'type_')) },
  expect_column_values_to_be_in_type_list: {
    to: 'type',
    translate: (rule) => typeRule(rule, get(rule.kwargs, 'type_list')),
  },
  expect_column_type_to_be: { to: 'type', translate: (rule) => typeRule(rule, get(rule.kwargs, 'type_')) },
  expect_column_value_z_scores_to_be_less_than: {
    to: 'z_score',
    remark: 'one side alone is judged on both',
    translate: (rule) => {
      const threshold = numberOf(get(rule.kwargs, 'threshold'));
      if (threshold === undefined) return null;
      const words = `has a z-score below ${threshold}`;
      if ('mostly' in mostlyOf(rule.kwargs))
        return counted(rule.origin, { ...counterOf(rule, 'z_score'), tolerance: mostlyOf(rule.kwargs), words });
      const isTwoSided = get(rule.kwargs, 'double_sided').value === true;
      const remark = isTwoSided ? undefined : 'ours looks at both sides, theirs only at large values';
      return asTranslated(rule, mapEntry(rule, 'z_score', { below: threshold }), remark);
    },
  },
  expect_column_values_to_match_regex: { to: 'regex_match', translate: (rule) => patternRule(rule, 'regex_match') },
  expect_column_values_to_not_match_regex: {
    to: 'regex_not_match',
    translate: (rule) => patternRule(rule, 'regex_not_match'),
  },
  expect_column_values_to_match_regex_list: {
    to: 'regex_match',
    remark: 'several patterns of which one must match become a counter',
    translate: (rule) => listRule(rule, 'regex_match'),
  },
  expect_column_values_to_not_match_regex_list: {
    to: 'regex_not_match',
    translate: (rule) => listRule(rule, 'regex_not_match'),
  },
  expect_column_values_to_match_like_pattern: {
    to: 'like_match',
    translate: (rule) => likeRule(rule, false),
  },
  expect_column_values_to_not_match_like_pattern: {
    to: 'like_match',
    remark: 'with `negate`',
    translate: (rule) => likeRule(rule, true),
  },
  expect_column_values_to_match_like_pattern_list: {
    to: 'like_match',
    remark: 'several patterns of which one must match become a counter',
    translate: (rule) => listRule(rule, 'like_match'),
  },
  expect_column_values_to_not_match_like_pattern_list: {
    to: 'counter',
    remark: 'counted by whoever sees the rows',
    translate: (rule) => listRule(rule, 'not_like'),
  },
};

function setRule(rule: GxRule, kind: 'in_set' | 'not_in_set'): Translation | null {
  const values = scalarsOf(get(rule.kwargs, 'value_set'));
  if (values === undefined) return null;
  return asTranslated(rule, mapEntry(rule, kind, { values, ...mostlyOf(rule.kwargs) }));
}

function typeRule(rule: GxRule, field: Field): Translation | null {
  const is = textsOf(field);
  if (is.length === 0) return null;
  const remark = `type names are those of the profile's schema, not of their engine: compare ${is.join(', ')} with it`;
  return asTranslated(rule, mapEntry(rule, 'type', { is, ...mostlyOf(rule.kwargs) }), remark);
}

function patternRule(rule: GxRule, kind: 'regex_match' | 'regex_not_match'): Translation | null {
  const pattern = textOf(get(rule.kwargs, 'regex'));
  return pattern === undefined ? null : patternOf(rule, kind, pattern);
}

function patternOf(rule: GxRule, kind: string, pattern: string): Translation {
  const verb = kind === 'regex_not_match' ? 'does not match' : 'matches';
  const words = `${verb} ${pattern}`;
  const { column, kwargs } = rule;
  return rowRule(rule.origin, {
    kind,
    ...(column && { column }),
    params: { pattern },
    tolerance: mostlyOf(kwargs),
    words,
  });
}

function likeRule(rule: GxRule, negate: boolean): Translation | null {
  const pattern = textOf(get(rule.kwargs, 'like_pattern'));
  if (pattern === undefined) return null;
  const { column, kwargs } = rule;
  const params = { pattern, ...(negate && { negate }) };
  const words = `is ${negate ? 'not ' : ''}like ${pattern}`;
  return rowRule(rule.origin, {
    kind: 'like_match',
    ...(column && { column }),
    params,
    tolerance: mostlyOf(kwargs),
    words,
  });
}

/** One pattern is a rule; of several, none may match, or one must: that is a counter. */
function listRule(rule: GxRule, kind: string): Translation | null {
  const key = kind.startsWith('regex') ? 'regex_list' : 'like_pattern_list';
  const patterns = textsOf(get(rule.kwargs, key));
  const [first] = patterns;
  if (first === undefined) return null;
  if (patterns.length === 1 && kind !== 'not_like') return patternOf(rule, kind, first);
  const none = kind === 'regex_not_match' || kind === 'not_like';
  const all = get(rule.kwargs, 'match_on').value === 'all';
  const words = `matches ${none ? 'none' : all ? 'all' : 'one'} of ${patterns.join(' , ')}`;
  return counted(rule.origin, { ...counterOf(rule, kind), tolerance: mostlyOf(rule.kwargs), words });
}

function counterOf({ column }: GxRule, name: string): { id: string; column?: string } {
  return { id: column === undefined ? name : `${column}.${name}`, ...(column !== undefined && { column }) };
}
