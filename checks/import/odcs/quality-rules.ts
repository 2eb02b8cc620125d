import { brief, get, isMap, scalarsOf, textOf, textsOf, type Field } from '../field.ts';
import { admits, boundOf, orTrue, tolerance, type Limits } from '../limits.ts';
import {
  counted,
  entryOf,
  measured,
  notPossible,
  originAt,
  remarked,
  rowRule,
  translated,
  type Origin,
} from '../translation.ts';
import type { Entry, Mapping, Translation } from '../types.ts';
import { plumblineRule } from './plumbline-rule.ts';
import { operatorLimits } from './operators.ts';

/** What the library metrics of ODCS become. */
export const ODCS_METRICS: readonly Mapping[] = [
  { from: 'nullValues', to: 'not_null' },
  { from: 'missingValues', to: 'missing_values' },
  { from: 'invalidValues with validValues', to: 'in_set', remark: 'nulls are left out' },
  { from: 'invalidValues with pattern', to: 'regex_match', remark: 'nulls are left out' },
  { from: 'duplicateValues of a property', to: 'unique' },
  { from: 'duplicateValues of properties', to: 'compound_unique' },
  { from: 'rowCount', to: 'row_count' },
  { from: 'any metric with a least count', to: 'metric', remark: 'posted by the producer' },
  { from: 'sql', to: 'metric', remark: 'posted by whoever runs the query' },
  { from: 'text, mustNotBe, mustNotBeBetween', to: 'not possible' },
];

const LIBRARY = ['rowCount', 'nullValues', 'missingValues', 'invalidValues', 'duplicateValues'];

/** Names of version 3.0, in those of 3.1. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  nullCheck: 'nullValues',
  nullCount: 'nullValues',
  duplicateCount: 'duplicateValues',
  validValues: 'invalidValues',
  uniqueCheck: 'duplicateValues',
};

/** A quality rule with what it is about. */
export interface Quality {
  rule: Field;
  dataset: string;
  table: string;
  column: string | undefined;
}

interface Library {
  origin: Origin;
  metric: string;
  limits: Limits;
  unit: 'rows' | 'percent';
  column: string | undefined;
  rule: Field;
}

/** The rule that an entry of `quality` says. */
export function translateQuality({ rule, dataset, table, column }: Quality): Translation {
  const given = textOf(get(rule, 'metric')) ?? textOf(get(rule, 'rule'));
  const metric = given === undefined ? undefined : (OLD_NAMES[given] ?? given);
  const type = textOf(get(rule, 'type')) ?? (metric === undefined ? 'text' : 'library');
  const subject = column ?? table;
  const name = textOf(get(rule, 'name')) ?? textOf(get(rule, 'id')) ?? textOf(get(rule, 'description'));
  const what = metric ?? name ?? textOf(get(rule, 'query')) ?? type;
  const limits = operatorLimits(rule);
  const bound = limits
    ? ` ${Object.entries(boundOf(limits))
        .map((part) => part.map(brief).join(' '))
        .join(', ')}`
    : '';
  const origin: Origin = { ...originAt(rule, dataset, `${subject}: ${what}${bound}`), modifiers: severityOf(rule) };
  if (type === 'text') return notPossible(origin, 'it is a text for people: write what it means as a rule');
  if (type === 'custom') return customRule(rule, origin);
  if (limits === null) return notPossible(origin, 'no bound says its operator: bound the metric by hand');
  if (type === 'sql') return sqlRule({ rule, origin, subject, limits });
  if (metric === undefined) return notPossible(origin, 'it names no metric');
  const unit = textOf(get(rule, 'unit')) === 'percent' ? 'percent' : 'rows';
  const fallback = limits ?? (given === undefined || metric === 'rowCount' ? undefined : { low: 0, high: 0 });
  if (fallback === undefined) return notPossible(origin, 'it has no operator such as mustBe');
  const made = libraryRule({ origin, metric, limits: fallback, unit, column, rule });
  return limits === undefined ? remarked(made, 'it has no operator: none may fail') : made;
}

function libraryRule(given: Library): Translation {
  const { origin, metric, limits, unit, column } = given;
  if (metric === 'rowCount') return rowCount(given);
  const limit = tolerance({ fail: limits }, unit);
  if (metric === 'duplicateValues' && column === undefined) return compound(given, limit);
  if (!LIBRARY.includes(metric)) return notPossible(origin, `there is no metric ${metric} in the library of ODCS`);
  if (column === undefined) return notPossible(origin, `${metric} needs a property`);
  if (limit === null) return unlimited(given, column);
  if (metric === 'nullValues') return translated(origin, [entryOf({ column, kind: 'not_null', value: orTrue(limit) })]);
  if (metric === 'duplicateValues')
    return translated(origin, [entryOf({ column, kind: 'unique', value: orTrue(limit) })]);
  if (metric === 'missingValues') return missing(given, column, limit);
  return invalid(given, column, limit);
}

function rowCount({ origin, limits, unit }: Library): Translation {
  if (unit === 'percent') return notPossible(origin, 'a share of the row count has no meaning');
  const entry: Entry = { row_count: boundOf(limits), ...(admits(limits, 0) && { on_empty: 'pass' }) };
  return translated(origin, [entry]);
}

function compound({ origin, rule }: Library, limit: Entry | null): Translation {
  const columns = textsOf(get(get(rule, 'arguments'), 'properties'));
  const words = columns.length === 0 ? 'is the only one like it' : `is the only one with its ${columns.join(', ')}`;
  if (limit === null) return notPossible(origin, 'a least count of duplicates is no rule of ours');
  const [kind, params]: [string, Entry] =
    columns.length === 0 ? ['duplicate_rows', {}] : ['compound_unique', { columns }];
  return rowRule(origin, { kind, params, tolerance: limit, words });
}

/** All null is a kind of its own; any other least count is a metric that the producer posts. */
function unlimited({ origin, metric, limits, unit }: Library, column: string): Translation {
  if (metric === 'nullValues' && unit === 'percent' && limits.low === 100 && limits.above !== true)
    return translated(origin, [entryOf({ column, kind: 'must_be_null', value: true })]);
  const words = `${unit === 'percent' ? 'per cent of rows' : 'rows'} with ${metric} in ${column}`;
  return measured(origin, { name: `${column}.${metric}`, bound: boundOf(limits), words });
}

function missing({ origin, rule }: Library, column: string, limit: Entry): Translation {
  const list = get(get(rule, 'arguments'), 'missingValues');
  const values = scalarsOf(list);
  if (values === undefined) return translated(origin, [entryOf({ column, kind: 'not_null', value: orTrue(limit) })]);
  const words = `is not null and none of ${brief(values)}`;
  return rowRule(origin, { kind: 'missing_values', column, params: { values }, tolerance: limit, words });
}

function invalid({ origin, rule, unit }: Library, column: string, limit: Entry): Translation {
  const given = get(rule, 'arguments');
  const values = scalarsOf(get(given, 'validValues')) ?? scalarsOf(get(rule, 'validValues'));
  const pattern = textOf(get(given, 'pattern')) ?? textOf(get(rule, 'pattern'));
  const isShare = unit === 'percent' && Object.keys(limit).length > 0;
  if (values !== undefined && pattern === undefined) {
    const made = translated(origin, [entryOf({ column, kind: 'in_set', value: { values, ...limit } })]);
    return isShare ? remarked(made, 'of the values that are not null') : made;
  }
  if (pattern === undefined) return notPossible(origin, 'it has neither validValues nor pattern');
  const made = rowRule(origin, {
    kind: 'regex_match',
    column,
    params: { pattern },
    tolerance: limit,
    words: `matches ${pattern}`,
  });
  return values === undefined ? made : remarked(made, 'validValues are left out');
}

function sqlRule(given: { rule: Field; origin: Origin; subject: string; limits: Limits | undefined }): Translation {
  const { rule, origin, subject, limits } = given;
  const query = textOf(get(rule, 'query'));
  if (query === undefined || limits === undefined)
    return notPossible(origin, 'it has no query, or no operator such as mustBe');
  const name = textOf(get(rule, 'id')) ?? textOf(get(rule, 'name')) ?? `${subject}.sql`;
  return measured(origin, { name, bound: boundOf(limits), words: query });
}

/** A rule of our own goes in as it is; those of others are best read from the files of their tools. */
function customRule(rule: Field, origin: Origin): Translation {
  const engine = textOf(get(rule, 'engine')) ?? 'another tool';
  if (engine === 'plumbline') return plumblineRule(get(rule, 'implementation'), origin);
  const said = get(rule, 'implementation');
  const id = textOf(get(rule, 'id')) ?? textOf(get(rule, 'name'));
  if (id === undefined || isMap(said.value))
    return notPossible(origin, `it is a rule of ${engine}: import the file of that tool`);
  return counted(origin, { id, words: `passes the rule of ${engine}` });
}

function severityOf(rule: Field): Entry {
  const severity = textOf(get(rule, 'severity'))?.toLowerCase();
  if (severity === 'critical') return { severity: 'critical' };
  if (severity === 'warning' || severity === 'warn') return { severity: 'warn' };
  return severity === 'info' || severity === 'information' ? { severity: 'info' } : {};
}
