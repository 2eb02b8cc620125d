import { filtered } from '../filtered.ts';
import { boundOf, type Limits } from '../limits.ts';
import {
  approximated,
  counted,
  entryOf,
  measured,
  notPossible,
  referenceRule,
  rowRule,
  sameRowCount,
  translated,
  type Origin,
} from '../translation.ts';
import type { Entry, Mapping, Translation } from '../types.ts';
import { columnValues } from './dqdl-values.ts';
import { dqdlLimits, dqdlParts, leastShare, type DqdlParts } from './dqdl-parts.ts';

/** One rule with its parts, and the limits that its expression says. */
interface DqdlRule extends DqdlParts {
  origin: Origin;
  column: string;
  limits: Limits | null;
}

interface DqdlMapping extends Omit<Mapping, 'from'> {
  translate(rule: DqdlRule): Translation | null;
}

/** The types of rules, and what they become. */
export const DQDL_RULES: Readonly<Record<string, DqdlMapping>> = {
  RowCount: {
    to: 'row_count',
    translate: ({ origin, limits }) => bounded(origin, limits, (bound) => ({ row_count: bound })),
  },
  ColumnCount: {
    to: 'column_count',
    translate: ({ origin, limits }) => bounded(origin, limits, (bound) => ({ column_count: bound })),
  },
  ColumnExists: {
    to: 'column_exists',
    translate: ({ origin, column }) => translated(origin, [{ column, column_exists: true }]),
  },
  IsComplete: { to: 'not_null', translate: (rule) => ofColumn(rule, 'not_null', {}) },
  Completeness: { to: 'not_null', remark: 'a highest share is a metric', translate: completeness },
  IsUnique: { to: 'unique', translate: (rule) => ofColumn(rule, 'unique', {}) },
  Uniqueness: {
    to: 'unique',
    remark: 'only when all must be',
    translate: (rule) => (rule.limits?.low === 1 ? ofColumn(rule, 'unique', {}) : null),
  },
  UniqueValueRatio: numberRule('unique_ratio', { definition: 'once' }),
  DistinctValuesCount: numberRule('distinct_count'),
  IsPrimaryKey: { to: 'not_null, unique, compound_unique', translate: primaryKey },
  ColumnValues: { to: 'in_set, not_in_set, range, regex_match, regex_not_match, not_null', translate: columnValues },
  ColumnLength: {
    to: 'length',
    translate: (rule) => {
      if (rule.limits === null) return null;
      return ofColumn(rule, 'length', boundOf(rule.limits));
    },
  },
  ColumnDataType: {
    to: 'type',
    remark: 'by name, with those of the profile',
    translate: ({ origin, column, expression, threshold }) => {
      const name = /^=\s*"([^"]+)"$/.exec(expression)?.[1];
      const tolerance = leastShare(threshold);
      if (name === undefined || tolerance === null) return null;
      const entry = entryOf({ column, kind: 'type', value: { is: [name], ...tolerance } });
      return approximated(origin, [entry], 'by the name of the type in the profile; post typeCounts for a share');
    },
  },
  Mean: numberRule('mean'),
  Sum: numberRule('sum'),
  StandardDeviation: numberRule('stddev', { definition: 'population' }),
  Entropy: numberRule('entropy'),
  ColumnCorrelation: {
    to: 'correlation',
    translate: ({ origin, columns, limits }) => {
      if (limits === null || columns.length !== 2) return null;
      const words = `the correlation of ${columns.join(' and ')}`;
      const own = translated(origin, [{ correlation: { columns, ...boundOf(limits) } }]);
      const { entries, note } = measured(origin, {
        name: `${columns.join('_')}.correlation`,
        bound: boundOf(limits),
        words,
      });
      return { ...own, otherwise: { entries, note: note ?? '' } };
    },
  },
  DataFreshness: {
    to: 'freshness',
    translate: ({ origin, column, expression }) => {
      const [, operator, count, unit] = /^(<=?)\s*(\d+)\s*(minute|hour|day)s?$/i.exec(expression) ?? [];
      if (count === undefined || unit === undefined || count === '0') return null;
      const entry: Entry = { freshness: { of: column, within: `${count}${unit[0]?.toLowerCase()}` } };
      if (operator === '<=') return translated(origin, [entry]);
      return approximated(origin, [entry], 'just as old as the limit passes here');
    },
  },
  ReferentialIntegrity: {
    to: 'referential_integrity',
    translate: (rule) => {
      const [column, reference = ''] = rule.columns;
      const tolerance = leastShare(rule.expression === '' ? undefined : rule.expression);
      const dot = reference.lastIndexOf('.');
      if (column === undefined || dot < 1 || tolerance === null) return null;
      const [dataset, other] = [reference.slice(0, dot), reference.slice(dot + 1).replace(/^\{|\}$/g, '')];
      return referenceRule(rule.origin, { column, dataset, other, tolerance });
    },
  },
  RowCountMatch: {
    to: 'row_count_matches',
    translate: ({ origin, column, limits }) => {
      return limits?.low === 1 ? sameRowCount(origin, column) : null;
    },
  },
  CustomSql: {
    to: 'metric',
    remark: 'posted by whoever runs the query',
    translate: ({ origin, column, limits }) => {
      if (limits === null) return counted(origin, { id: 'custom_sql', words: `is among the rows of ${column}` });
      return measured(origin, { name: 'custom_sql', bound: boundOf(limits), words: column });
    },
  },
};

/** The rule that a text of DQDL says. */
export function translateDqdl(text: string, origin: Origin): Translation {
  if (/^\s*\(/.test(text))
    return notPossible(origin, 'rules joined by and/or: write all or any of their rules by hand');
  const parts = dqdlParts(text);
  if (parts === null) return notPossible(origin, 'it is no rule of DQDL');
  const mapping = Object.hasOwn(DQDL_RULES, parts.type) ? DQDL_RULES[parts.type] : undefined;
  if (mapping === undefined) return notPossible(origin, `no rule says ${parts.type}: expect a metric by hand`);
  const rule: DqdlRule = { ...parts, origin, column: parts.columns[0] ?? '', limits: dqdlLimits(parts.expression) };
  const needsColumn = !['RowCount', 'ColumnCount'].includes(parts.type);
  const made = needsColumn && rule.column === '' ? null : mapping.translate(rule);
  if (made === null) return notPossible(origin, 'its condition is none that a rule of ours says: write it by hand');
  return parts.where === undefined ? made : filtered(made, parts.where);
}

/** A rule over the values of the column. */
function ofColumn({ origin, column, threshold }: DqdlRule, kind: string, value: Entry): Translation | null {
  const tolerance = leastShare(threshold);
  if (tolerance === null) return null;
  const all = { ...value, ...tolerance };
  return translated(origin, [entryOf({ column, kind, value: Object.keys(all).length === 0 ? true : all })]);
}

function bounded(origin: Origin, limits: Limits | null, entry: (bound: Entry) => Entry): Translation | null {
  return limits === null ? null : translated(origin, [entry(boundOf(limits))]);
}

function numberRule(kind: string, params: Entry = {}): DqdlMapping {
  return {
    to: kind,
    translate: ({ origin, column, limits }) =>
      bounded(origin, limits, (bound) => entryOf({ column, kind, value: { ...params, ...bound } })),
  };
}

function completeness(rule: DqdlRule): Translation | null {
  const { limits, column, origin } = rule;
  if (limits === null) return null;
  const tolerance = limits.high === undefined || limits.low === 1 ? leastShare(rule.expression) : null;
  if (tolerance !== null) return ofColumn({ ...rule, threshold: rule.expression }, 'not_null', {});
  return measured(origin, {
    name: `${column}.completeness`,
    bound: boundOf(limits),
    words: 'the share of rows that have a value',
  });
}

function primaryKey({ origin, columns, column }: DqdlRule): Translation {
  const notNull = columns.map((name) => entryOf({ column: name, kind: 'not_null', value: true }));
  if (columns.length === 1) return translated(origin, [...notNull, entryOf({ column, kind: 'unique', value: true })]);
  const made = rowRule(origin, {
    kind: 'compound_unique',
    params: { columns },
    words: `is the only one with its ${columns.join(', ')}`,
  });
  const { entries = [], note = '' } = made.otherwise ?? {};
  return { ...made, entries: [...notNull, ...made.entries], otherwise: { entries: [...notNull, ...entries], note } };
}
