import type { YamlPlace } from './yaml-place.ts';

/** As much of JSON Schema as the words that may be written next depend on. */
export interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema | boolean>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  enum?: unknown[];
  const?: unknown;
  type?: string | string[];
  description?: string;
}

export interface Word {
  word: string;
  /** What it means, where the schema says so. */
  about: string;
}

/** The words that the schema knows at a place, in its order; without the keys that are there already. */
export function wordsAt(
  schema: JsonSchema,
  { path, writes, present }: Pick<YamlPlace, 'path' | 'writes' | 'present'>,
): Word[] {
  let here = expanded(schema, schema);
  for (const step of path) here = here.flatMap((one) => below(one, step)).flatMap((one) => expanded(schema, one));
  const words = new Map<string, string>();
  for (const one of here) {
    for (const [word, about] of writes === 'key' ? keysOf(one) : valuesOf(one)) {
      if (!words.has(word) && !present.includes(word)) words.set(word, about);
    }
  }
  return [...words].map(([word, about]) => ({ word, about }));
}

/** What a schema may stand for: what it refers to, and each of its alternatives. */
function expanded(root: JsonSchema, schema: JsonSchema): JsonSchema[] {
  const name = schema.$ref?.replace('#/$defs/', '');
  const target = name === undefined ? undefined : root.$defs?.[name];
  const others = [...(target === undefined ? [] : [target]), ...(schema.anyOf ?? [])];
  return [schema, ...others.flatMap((one) => expanded(root, one))];
}

function below(schema: JsonSchema, step: string): JsonSchema[] {
  if (step === '[]') return schema.items === undefined ? [] : [schema.items];
  const found = schema.properties?.[step] ?? schema.additionalProperties;
  return typeof found === 'object' ? [found] : [];
}

function keysOf({ properties = {} }: JsonSchema): [string, string][] {
  return Object.entries(properties).flatMap(([key, of]) =>
    of === false ? [] : [[key, of === true ? '' : (of.description ?? '')] as [string, string]],
  );
}

function valuesOf({ enum: values = [], const: only = null, type }: JsonSchema): [string, string][] {
  const listed = [...values, only]
    .filter((value) => value !== null)
    .map((value): [string, string] => [String(value), '']);
  return type === 'boolean' ? [...listed, ['true', ''], ['false', '']] : listed;
}
