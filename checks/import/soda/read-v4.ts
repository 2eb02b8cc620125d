import { briefEntry, entries, get, isMap, items, numberOf, textOf, textsOf, type Field } from '../field.ts';
import { filtered } from '../filtered.ts';
import { boundClause, isOpen, tolerance, type Ladder, type Limits } from '../limits.ts';
import {
  approximated,
  counted,
  measured,
  notPossible,
  originAt,
  rowRule,
  translated,
  type Origin,
} from '../translation.ts';
import type { Entry, Reading, Translation } from '../types.ts';
import { ladderOfThreshold } from './condition.ts';
import { freshnessRule, translateMetric } from './metric-rule.ts';
import { settingsOf } from './settings.ts';

const KEY = 'table';
const TYPES = [
  'missing',
  'invalid',
  'duplicate',
  'row_count',
  'aggregate',
  'freshness',
  'schema',
  'failed_rows',
  'metric',
];

/** Is it a data contract of Soda, version 4? */
export function isSodaV4(root: Field): boolean {
  const hasChecks = items(get(root, 'columns')).length > 0 || items(get(root, 'checks')).length > 0;
  return typeof get(root, 'dataset').value === 'string' && hasChecks;
}

/** Reads a contract. Its dataset is `source/database/schema/table`, where the source is a name of its configuration. */
export function readSodaV4(root: Field): Reading {
  const parts = (textOf(get(root, 'dataset')) ?? '').split('/').filter((part) => part !== '');
  const name = parts.slice(1).join('.') || (parts[0] ?? 'contract');
  const condition = textOf(get(root, 'filter'));
  const columns = items(get(root, 'columns'));
  const found = [
    ...columns.flatMap((column) => items(get(column, 'checks')).map((check) => ({ check, column }))),
    ...items(get(root, 'checks')).map((check) => ({ check, column: undefined })),
  ];
  const translations = found.map(({ check, column }) => {
    const made = translateCheck(check, { column, columns });
    return condition === undefined || isSchema(check) ? made : filtered(made, condition);
  });
  const dataset = { key: KEY, namespace: null, name, suite: parts.at(-1) ?? 'contract' };
  return { made: 'a Soda contract, version 4', datasets: [dataset], translations };
}

interface Around {
  column: Field | undefined;
  columns: readonly Field[];
}

function isSchema(check: Field): boolean {
  return entries(check)[0]?.[0] === 'schema';
}

function translateCheck(check: Field, around: Around): Translation {
  const [type, body] = entries(check)[0] ?? [];
  const column = around.column === undefined ? undefined : textOf(get(around.column, 'name'));
  const words = `${column === undefined ? '' : `${column} `}${briefEntry(check)}`;
  const origin = originAt(check, KEY, words);
  if (type === undefined || body === undefined || !TYPES.includes(type))
    return notPossible(origin, 'it is no check of Soda');
  if (textOf(get(body, 'column_expression')) !== undefined)
    return notPossible(origin, 'it is about an expression: post it as a column or metric of its own');
  const made = translateType(type, { origin, body, column, around });
  const condition = textOf(get(body, 'filter'));
  return condition === undefined ? made : filtered(made, condition);
}

interface Body {
  origin: Origin;
  body: Field;
  column: string | undefined;
  around: Around;
}

function translateType(type: string, given: Body): Translation {
  const { origin, body, column, around } = given;
  if (type === 'schema') return schemaOf(given);
  if (type === 'freshness') return freshnessOf(given);
  const threshold = get(body, 'threshold');
  const standard: Limits = type === 'row_count' ? { low: 0, above: true } : { low: 0, high: 0 };
  const ladder = ladderOfThreshold(threshold, standard);
  if (ladder === null) return notPossible(origin, 'its threshold is none that a bound can say');
  const unit = get(threshold, 'metric').value === 'percent' ? 'percent' : 'count';
  const settings = settingsOf(around.column ?? NOTHING, body);
  const rule = { origin, column, ladder, settings, version: 4 as const };
  if (type === 'row_count')
    return translateMetric({ ...rule, column: undefined, metric: type, settings: settingsOf() });
  if (type === 'aggregate') return aggregateOf(rule, textOf(get(body, 'function')) ?? '');
  if (type === 'failed_rows' || type === 'metric') return ownQuery(type, given, ladder);
  const columns = textsOf(get(body, 'columns'));
  if (type === 'duplicate' && column === undefined) return compoundOf(origin, columns, { ladder, unit });
  return translateMetric({ ...rule, metric: `${type}_${unit}` });
}

const NOTHING: Field = { value: undefined, pointer: '' };

function aggregateOf(rule: Omit<Parameters<typeof translateMetric>[0], 'metric'>, called: string): Translation {
  const names: Readonly<Record<string, string>> = { avg: 'avg', average: 'avg', count: 'count', stddev: 'stddev' };
  const metric = called.toLowerCase();
  return translateMetric({ ...rule, metric: names[metric] ?? metric });
}

function compoundOf(
  origin: Origin,
  columns: string[],
  { ladder, unit }: { ladder: Ladder; unit: string },
): Translation {
  const limits = tolerance(ladder, unit === 'percent' ? 'percent' : 'rows');
  if (columns.length === 0 || limits === null)
    return notPossible(origin, 'it names no columns, or its limits are none of ours');
  const words = `is the only one with its ${columns.join(', ')}`;
  return rowRule(origin, { kind: 'compound_unique', params: { columns }, tolerance: limits, words });
}

function ownQuery(type: string, { origin, body, column }: Body, ladder: Ladder): Translation {
  const said = textOf(get(body, 'expression')) ?? textOf(get(body, 'query'));
  const name = textOf(get(body, 'name')) ?? textOf(get(body, 'qualifier')) ?? [column, type].filter(Boolean).join('.');
  if (said === undefined) return notPossible(origin, 'it has neither expression nor query');
  if (type === 'metric') {
    if (isOpen(ladder.fail) && isOpen(ladder.warn)) return notPossible(origin, 'it has no threshold');
    return measured(origin, { name, bound: boundClause(ladder), words: said });
  }
  const isPercent = get(get(body, 'threshold'), 'metric').value === 'percent';
  const limits = tolerance(ladder, isPercent ? 'percent' : 'rows');
  if (limits === null) return measured(origin, { name, bound: boundClause(ladder), words: `rows that fail: ${said}` });
  return counted(origin, { id: name, tolerance: limits, words: `is not among those of ${said}` });
}

function freshnessOf({ origin, body, column }: Body): Translation {
  const threshold = get(body, 'threshold');
  const of = textOf(get(body, 'column')) ?? column;
  const unit = { minute: 'm', hour: 'h', day: 'd' }[textOf(get(threshold, 'unit')) ?? 'hour'];
  const limitOf = (field: Field): string | undefined => {
    const number = numberOf(get(field, 'must_be_less_than')) ?? numberOf(get(field, 'must_be_less_than_or_equal'));
    return number === undefined || unit === undefined || !(number > 0) ? undefined : `${number}${unit}`;
  };
  if (of === undefined) return notPossible(origin, 'it names no column');
  const [first, additional] = [limitOf(threshold), get(threshold, 'additional')];
  const isWarn = get(threshold, 'level').value === 'warn';
  const second = limitOf(additional);
  return freshnessRule(origin, { of, within: isWarn ? second : first, warn: isWarn ? first : second });
}

function schemaOf({ origin, body, around }: Body): Translation {
  const required = around.columns.filter((column) => get(column, 'optional').value !== true);
  const columns = required.flatMap((column) => textOf(get(column, 'name')) ?? []);
  if (columns.length === 0) return notPossible(origin, 'the contract lists no columns');
  const types = required.flatMap((column) => {
    const [name, type] = [textOf(get(column, 'name')), textOf(get(column, 'data_type'))];
    return name === undefined || type === undefined ? [] : [[name, type] as const];
  });
  const hasOptional = required.length < around.columns.length;
  const allowsExtra = get(body, 'allow_extra_columns').value === true || hasOptional;
  const isOrdered = get(body, 'allow_other_column_order').value !== true;
  const value: Entry = {
    columns,
    ...(allowsExtra && { allow_extra: true }),
    ...(isOrdered && { ordered: true }),
    ...(types.length > 0 && { types: Object.fromEntries(types) }),
  };
  const entry = { schema: value };
  const lengths = around.columns.some((column) => isMap(column.value) && 'character_maximum_length' in column.value);
  const remarks = [
    ...(hasOptional ? ['columns beside the listed are allowed, as some are optional'] : []),
    ...(types.length > 0 ? ['types are compared by name with those of the profile'] : []),
    ...(lengths ? ['lengths of types are left out'] : []),
  ];
  return remarks.length === 0 ? translated(origin, [entry]) : approximated(origin, [entry], remarks.join('; '));
}
