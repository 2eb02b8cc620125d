import { boundOf } from '../limits.ts';
import { counted, entryOf, notPossible, translated, type Origin } from '../translation.ts';
import type { Translation } from '../types.ts';
import type { Call } from './call.ts';
import {
  ALL,
  columnRule,
  dataType,
  NO_LIMITS,
  numberOf,
  pair,
  ratio,
  rows,
  share,
  shareRule,
  toleranceOf,
  uniqueness,
  type Method,
  type MethodMapping,
} from './method-rules.ts';

/** The methods of a Check, and what they become. */
export const DEEQU_METHODS: Readonly<Record<string, MethodMapping>> = {
  isComplete: share('not_null'),
  hasCompleteness: share('not_null'),
  isUnique: { to: 'unique', translate: (method) => columnRule(method, { kind: 'unique', value: true }) },
  hasUniqueness: {
    to: 'unique, compound_unique',
    remark: 'a share below 1 counts otherwise',
    translate: (method) => uniqueness(method),
  },
  isPrimaryKey: { to: 'compound_unique', translate: (method) => uniqueness({ ...method, limits: ALL }) },
  hasDistinctness: ratio('unique_ratio', { definition: 'distinct' }),
  hasUniqueValueRatio: ratio('unique_ratio', { definition: 'once' }),
  isContainedIn: {
    to: 'in_set, range',
    translate: (method) => {
      const [values] = method.lists;
      if (values === undefined || values.length === 0) return null;
      return shareRule(method, 'in_set', { values });
    },
  },
  isNonNegative: { to: 'non_negative', translate: (method) => shareRule(method, 'non_negative', {}) },
  isPositive: { to: 'positive', translate: (method) => shareRule(method, 'positive', {}) },
  hasMin: numberOf('min'),
  hasMax: numberOf('max'),
  hasMean: numberOf('mean'),
  hasSum: numberOf('sum'),
  hasStandardDeviation: numberOf('stddev', { definition: 'population' }),
  hasEntropy: numberOf('entropy'),
  hasApproxCountDistinct: numberOf('distinct_count'),
  hasNumberOfDistinctValues: numberOf('distinct_count'),
  hasSize: {
    to: 'row_count',
    translate: (method) => (method.limits ? translated(method.origin, [{ row_count: boundOf(method.limits) }]) : null),
  },
  hasMinLength: {
    to: 'length',
    translate: ({ origin, column, limits }) => {
      if (column === undefined || !limits || limits.high !== undefined) return null;
      return translated(origin, [entryOf({ column, kind: 'length', value: boundOf(limits) })]);
    },
  },
  hasMaxLength: {
    to: 'length',
    translate: ({ origin, column, limits }) => {
      if (column === undefined || !limits || limits.low !== undefined) return null;
      return translated(origin, [entryOf({ column, kind: 'length', value: boundOf(limits) })]);
    },
  },
  hasPattern: {
    to: 'regex_match',
    translate: (method) => {
      const pattern = method.texts[1] ?? method.words[0];
      return pattern === undefined
        ? null
        : rows(method, { kind: 'regex_match', params: { pattern }, words: `matches ${pattern}` });
    },
  },
  containsEmail: {
    to: 'semantic_type',
    translate: (method) =>
      rows(method, { kind: 'semantic_type', params: { is: 'email' }, words: 'is an e-mail address' }),
  },
  containsURL: {
    to: 'semantic_type',
    translate: (method) => rows(method, { kind: 'semantic_type', params: { is: 'url' }, words: 'is a URL' }),
  },
  containsCreditCardNumber: {
    to: 'semantic_type',
    translate: (method) =>
      rows(method, { kind: 'semantic_type', params: { is: 'credit_card' }, words: 'is a card number' }),
  },
  containsSocialSecurityNumber: {
    to: 'semantic_type',
    translate: (method) =>
      rows(method, { kind: 'semantic_type', params: { is: 'us_ssn' }, words: 'is a social security number' }),
  },
  hasDataType: { to: 'type', remark: 'by counts of types in the profile', translate: dataType },
  isLessThan: pair('below'),
  isLessThanOrEqualTo: pair('at_most'),
  isGreaterThan: pair('above'),
  isGreaterThanOrEqualTo: pair('at_least'),
  satisfies: {
    to: 'counter',
    remark: 'counted by whoever sees the rows',
    translate: ({ origin, texts, limits }) => {
      const [condition, name] = texts;
      if (condition === undefined) return null;
      const tolerance = toleranceOf(limits);
      if (tolerance === null) return notPossible(origin, NO_LIMITS);
      return counted(origin, { id: name ?? condition.slice(0, 80), tolerance, words: `keeps ${condition}` });
    },
  },
};

/** The rule that a call of a method says. */
export function translateCall(call: Call, origin: Origin): Translation {
  const mapping = Object.hasOwn(DEEQU_METHODS, call.name) ? DEEQU_METHODS[call.name] : undefined;
  if (mapping === undefined) return notPossible(origin, `no rule says ${call.name}: expect a metric by hand`);
  const texts = call.args.flatMap((arg) => ('text' in arg ? [arg.text] : []));
  const lists = call.args.flatMap((arg) => ('list' in arg ? [arg.list] : []));
  const words = call.args.flatMap((arg) => ('word' in arg ? [arg.word] : []));
  const functions = call.args.flatMap((arg) => ('limits' in arg ? [arg.limits] : []));
  const method: Method = { origin, column: texts[0], texts, lists, words, limits: functions[0] };
  if (method.limits === null) return notPossible(origin, NO_LIMITS);
  return mapping.translate(method) ?? notPossible(origin, 'its arguments are none of ours: write the rule by hand');
}
