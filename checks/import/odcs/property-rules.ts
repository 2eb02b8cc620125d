import { entries, get, items, numberOf, endOf, textOf, wordOf, type Field } from '../field.ts';
import { boundOf, type Limits } from '../limits.ts';
import { approximated, counted, entryOf, notPossible, originAt, rowRule, translated } from '../translation.ts';
import type { Mapping, Translation } from '../types.ts';
import { translateQuality } from './quality-rules.ts';

/** What the words of a schema become. */
export const ODCS_SCHEMA: readonly Mapping[] = [
  { from: 'properties', to: 'schema', remark: 'the columns are there; more are allowed' },
  { from: 'required', to: 'not_null' },
  { from: 'unique', to: 'unique' },
  { from: 'primaryKey', to: 'not_null and unique', remark: 'of several properties: compound_unique' },
  { from: 'physicalType', to: 'type' },
  { from: 'logicalType', to: 'type', remark: 'by the names that databases give it' },
  { from: 'minLength, maxLength', to: 'length' },
  { from: 'minimum, maximum, exclusiveMinimum, exclusiveMaximum', to: 'range' },
  { from: 'pattern', to: 'regex_match' },
  { from: 'format, multipleOf', to: 'counter', remark: 'counted by whoever sees the rows' },
  { from: 'minItems, maxItems, uniqueItems, minProperties, maxProperties', to: 'not possible' },
];

const LOGICAL: Readonly<Record<string, readonly string[]>> = {
  string: ['string', 'text', 'varchar', 'char', 'character', 'character varying', 'nvarchar', 'uuid', 'str', 'object'],
  integer: [
    'integer',
    'int',
    'bigint',
    'smallint',
    'tinyint',
    'hugeint',
    'int8',
    'int16',
    'int32',
    'int64',
    'long',
    'short',
  ],
  number: [
    'number',
    'numeric',
    'decimal',
    'double',
    'double precision',
    'float',
    'float32',
    'float64',
    'real',
    'integer',
    'int',
    'bigint',
  ],
  boolean: ['boolean', 'bool'],
  date: ['date', 'timestamp', 'datetime', 'timestamptz', 'timestamp with time zone', 'timestamp without time zone'],
  timestamp: ['timestamp', 'datetime', 'timestamptz', 'timestamp with time zone', 'timestamp without time zone'],
};
const LIMITED = ['minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'pattern'];
const DEEPEST = 12;
const BY_NAME = 'by its name, as profiles of that database have it';

/** The name of the column that a property is. */
export function columnOf(property: Field): string | undefined {
  return textOf(get(property, 'physicalName')) ?? textOf(get(property, 'name'));
}

/** Every rule of a property, and of those within it; `before` is the path to it. */
export function propertyRules(property: Field, dataset: string, before = ''): Translation[] {
  const own = columnOf(property);
  const at = originAt(property, dataset, 'a property');
  if (own === undefined) return [notPossible(at, 'the property has no name')];
  const column = before + own;
  const rules = [
    ...flags(property, column, dataset),
    ...types(property, column, dataset),
    ...options(property, column, dataset),
  ];
  const quality = items(get(property, 'quality')).map((rule) => translateQuality({ rule, dataset, table: '', column }));
  const within = [...items(get(property, 'properties')), ...items(get(get(property, 'items'), 'properties'))];
  const depth = column.split('.').length;
  const below = within.flatMap((child) =>
    depth > DEEPEST ? [notPossible(at, 'nested too deeply')] : propertyRules(child, dataset, `${column}.`),
  );
  return [...rules, ...quality, ...below];
}

function flags(property: Field, column: string, dataset: string): Translation[] {
  const isSet = (key: string) => get(property, key).value === true;
  const at = (key: string) => originAt(get(property, key), dataset, `${column}: ${key}`);
  return [
    ...(isSet('required') ? [translated(at('required'), [entryOf({ column, kind: 'not_null', value: true })])] : []),
    ...(isSet('unique') ? [translated(at('unique'), [entryOf({ column, kind: 'unique', value: true })])] : []),
  ];
}

function types(property: Field, column: string, dataset: string): Translation[] {
  const physical = textOf(get(property, 'physicalType'));
  const field = get(property, physical === undefined ? 'logicalType' : 'physicalType');
  const name = textOf(field);
  if (name === undefined) return [];
  const origin = originAt(
    field,
    dataset,
    `${column}: ${physical === undefined ? 'logicalType' : 'physicalType'} ${name}`,
  );
  if (physical !== undefined)
    return [translated(origin, [entryOf({ column, kind: 'type', value: { is: [physical] } })], BY_NAME)];
  const is = Object.hasOwn(LOGICAL, name) ? LOGICAL[name] : undefined;
  if (is === undefined)
    return [notPossible(origin, `no names are known for the logical type ${name}: expect type by hand`)];
  return [
    approximated(origin, [entryOf({ column, kind: 'type', value: { is } })], 'by the names that databases give it'),
  ];
}

function options(property: Field, column: string, dataset: string): Translation[] {
  const field = get(property, 'logicalTypeOptions');
  const at = (key: string) => originAt(get(field, key), dataset, `${column}: ${key} ${wordOf(get(field, key)) ?? ''}`);
  const rules: Translation[] = [];
  const length = lengthLimits(field);
  if (length !== null)
    rules.push(translated(at(length.key), [entryOf({ column, kind: 'length', value: boundOf(length.limits) })]));
  const range = rangeLimits(field);
  if (range !== null)
    rules.push(translated(at(range.key), [entryOf({ column, kind: 'range', value: boundOf(range.limits) })]));
  const pattern = textOf(get(field, 'pattern'));
  if (pattern !== undefined) {
    rules.push(
      rowRule(at('pattern'), { kind: 'regex_match', column, params: { pattern }, words: `matches ${pattern}` }),
    );
  }
  for (const [key, { value }] of entries(field)) {
    if (LIMITED.includes(key) || value === null) continue;
    const words = `keeps ${key} ${wordOf(get(field, key)) ?? ''}`;
    const canCount = key === 'format' || key === 'multipleOf';
    rules.push(
      canCount
        ? counted(at(key), { id: `${column}.${key}`, column, words })
        : notPossible(at(key), 'it is about what is inside a value'),
    );
  }
  return rules;
}

function lengthLimits(field: Field): { key: string; limits: Limits } | null {
  const [low, high] = [numberOf(get(field, 'minLength')), numberOf(get(field, 'maxLength'))];
  if (low === undefined && high === undefined) return null;
  return {
    key: low === undefined ? 'maxLength' : 'minLength',
    limits: { ...(low !== undefined && { low }), ...(high !== undefined && { high }) },
  };
}

/** `exclusiveMinimum` is an end of its own (3.1), or says of `minimum` that it is exclusive (3.0). */
function rangeLimits(field: Field): { key: string; limits: Limits } | null {
  const limits: Limits = {};
  const [low, high] = [endOf(get(field, 'minimum')), endOf(get(field, 'maximum'))];
  const [above, below] = [get(field, 'exclusiveMinimum'), get(field, 'exclusiveMaximum')];
  if (low !== undefined) Object.assign(limits, { low, above: above.value === true });
  if (high !== undefined) Object.assign(limits, { high, below: below.value === true });
  const [openLow, openHigh] = [endOf(above), endOf(below)];
  if (openLow !== undefined && !isTighter(low, openLow)) Object.assign(limits, { low: openLow, above: true });
  if (openHigh !== undefined && !isTighter(openHigh, high)) Object.assign(limits, { high: openHigh, below: true });
  if (limits.low === undefined && limits.high === undefined) return null;
  const key = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'].find(
    (one) => get(field, one).value !== undefined,
  );
  return { key: key ?? 'minimum', limits };
}

/** Is the first end surely above the second, so that an exclusive one adds nothing? */
function isTighter(first: number | string | undefined, second: number | string | undefined): boolean {
  return first !== undefined && second !== undefined && first > second;
}
