/** The part of JSON Schema that says which fields there are. */
export interface FieldSchema {
  properties?: Record<string, FieldSchema>;
  additionalProperties?: boolean | FieldSchema;
  items?: FieldSchema | boolean;
  anyOf?: FieldSchema[];
  [keyword: string]: unknown;
}

type Check = (value: unknown) => boolean;
const anything: Check = () => true;

/**
 * Does a value that otherwise fits the schema have only fields that the schema names? Asking a set is ten times quicker
 * than what a schema compiler makes of `additionalProperties: false` over a wide profile.
 */
export function closedFields(schema: FieldSchema): Check {
  if (schema.anyOf) return anyOf(schema.anyOf);
  if (schema.items && typeof schema.items === 'object') return everyItem(closedFields(schema.items));
  const { properties, additionalProperties } = schema;
  if (additionalProperties && typeof additionalProperties === 'object')
    return everyValue(closedFields(additionalProperties));
  return properties && additionalProperties === false ? object(properties) : anything;
}

function object(properties: Record<string, FieldSchema>): Check {
  const known = new Map(Object.entries(properties).map(([name, schema]) => [name, closedFields(schema)]));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
    const fields = value as Record<string, unknown>;
    for (const name of Object.keys(fields)) {
      const check = known.get(name);
      if (check === undefined || (check !== anything && !check(fields[name]))) return false;
    }
    return true;
  };
}

function everyValue(check: Check): Check {
  if (check === anything) return anything;
  return (value) => typeof value !== 'object' || value === null || Object.values(value).every(check);
}

function everyItem(check: Check): Check {
  if (check === anything) return anything;
  return (value) => !Array.isArray(value) || value.every(check);
}

// What is no object or list has no fields; for what is one, only the branches that name fields can speak.
function anyOf(schemas: FieldSchema[]): Check {
  const checks = schemas.map(closedFields).filter((check) => check !== anything);
  if (checks.length === 0) return anything;
  return (value) => typeof value !== 'object' || value === null || checks.some((check) => check(value));
}

/**
 * The same schema without `additionalProperties: false`, and with choices between plain types written as one type list:
 * what is left for the compiled validator, and quicker for it.
 */
export function openFields(schema: FieldSchema): FieldSchema {
  return opened(schema) as FieldSchema;
}

function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== 'object' || value === null) return value;
  const { anyOf, ...rest } = value as FieldSchema;
  const merged = anyOf ? { ...rest, ...(plainTypes(anyOf) ?? { anyOf }) } : rest;
  const entries = Object.entries(merged).filter(([key, inner]) => key !== 'additionalProperties' || inner !== false);
  return Object.fromEntries(entries.map(([key, inner]) => [key, opened(inner)]));
}

/** Keywords of strings say nothing of numbers and the other way round, so different plain types can stand together. */
function plainTypes(choices: readonly FieldSchema[]): FieldSchema | null {
  const flat = choices.flatMap((choice) => (Object.keys(choice).length === 1 && choice.anyOf) || [choice]);
  const types = flat.map(({ type }) => type);
  const plain = types.every((type) => ['number', 'string', 'boolean', 'null'].includes(type as string));
  return plain && new Set(types).size === types.length ? Object.assign({}, ...flat, { type: types }) : null;
}
