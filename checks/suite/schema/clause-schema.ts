import type { Kind } from '../../expectations/kind.ts';
import { BOUND_KEYS, readEnd } from '../bounds.ts';
import { type ClauseSpec, readEmptyPolicy, readSeverity, specsOf } from '../clause.ts';
import { CHANGE_SCHEMA, TOLERANCE_SCHEMAS } from '../tolerances.ts';
import { type JsonSchema, readScalars } from '../values.ts';

type Properties = Record<string, JsonSchema>;

/**
 * What may stand after the name of a kind: a flag, a plain value, a list or a mapping, each as the kind reads it. What a
 * kind reads in a way of its own is let be: nothing is refused here that a suite may say.
 */
export function clauseSchema({ read }: Kind): JsonSchema {
  const [flag, scalar, list, map] = specsOf(read);
  const forms: JsonSchema[] = [];
  if (flag === undefined || isBareAllowed(flag)) forms.push({ enum: [null, true] });
  forms.push(scalar === undefined ? { type: ['string', 'number', 'boolean'] } : shortSchema(scalar));
  forms.push(list === undefined ? { type: 'array' } : listSchema(list));
  forms.push(map === undefined ? { type: 'object' } : mappingSchema(map));
  return { anyOf: forms.filter((form) => form !== NOTHING) };
}

const NOTHING: JsonSchema = { not: {} };

function isBareAllowed({ required, bound }: ClauseSpec): boolean {
  return bound !== 'required' && (required ?? []).length === 0;
}

function shortSchema(spec: ClauseSpec): JsonSchema {
  const { set, shorthand, bound, params } = spec;
  if (set !== undefined) return { type: ['string', 'number', 'boolean'] };
  if (shorthand !== undefined) return params?.[shorthand]?.schema ?? {};
  return bound === undefined ? NOTHING : endOf(spec);
}

function listSchema(spec: ClauseSpec): JsonSchema {
  if (spec.set !== undefined) return readScalars.schema ?? {};
  if (spec.shorthand !== undefined) return NOTHING;
  return spec.bound === undefined ? NOTHING : rangeSchema(endOf(spec));
}

function mappingSchema(spec: ClauseSpec): JsonSchema {
  const { set, bound, change, tolerance, params = {}, required = [] } = spec;
  const properties: Properties = { on_empty: readEmptyPolicy.schema ?? {}, severity: readSeverity.schema ?? {} };
  if (tolerance === true) Object.assign(properties, TOLERANCE_SCHEMAS, { warn: closed(TOLERANCE_SCHEMAS) });
  if (bound !== undefined) Object.assign(properties, boundProperties(endOf(spec)));
  if (change === true) properties['change'] = CHANGE_SCHEMA;
  if (set !== undefined) properties[set] = readScalars.schema ?? {};
  for (const [key, reader] of Object.entries(params)) properties[key] = reader.schema ?? {};
  const whole: JsonSchema = { ...closed(properties), ...(required.length > 0 && { required }) };
  if (bound !== 'required') return whole;
  const words = [...BOUND_KEYS, 'warn', ...(change === true ? ['change'] : [])];
  return { ...whole, anyOf: words.map((word) => ({ required: [word] })) };
}

/** The words of a bound, for `metric: NAME` with the bound beside it too. */
export function boundProperties(end: JsonSchema): Properties {
  const range = rangeSchema(end);
  const ends = Object.fromEntries(BOUND_KEYS.map((key) => [key, key === 'between' ? range : end]));
  return { ...ends, warn: { anyOf: [end, range, closed(ends)] } };
}

function rangeSchema(end: JsonSchema): JsonSchema {
  return { type: 'array', items: { anyOf: [end, { type: 'null' }] }, minItems: 2, maxItems: 2 };
}

function endOf(spec: ClauseSpec): JsonSchema {
  return (spec.readEnd ?? readEnd).schema ?? {};
}

function closed(properties: Properties): JsonSchema {
  return { type: 'object', properties, additionalProperties: false };
}
