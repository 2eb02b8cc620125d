import type { COMPOSITIONS } from '../../composition/name.ts';
import { KINDS } from '../../expectations/index.ts';
import type { Kind } from '../../expectations/kind.ts';
import { ARRIVAL_SCHEMAS } from '../arrival-schema.ts';
import { readEnd } from '../bounds.ts';
import { MOST_CONSUMERS } from '../consumers.ts';
import { MODIFIERS, readConfirmation, readLabels, readMode } from '../modifiers.ts';
import { readLearning } from '../learn.ts';
import { MOST_EXPECTATIONS } from '../outline-excess.ts';
import { MOST_PARTS } from '../read-entry.ts';
import { METRIC_WORDS } from '../spelled-out.ts';
import { CHANGE_SCHEMA } from '../tolerances.ts';
import { type JsonSchema, readBoolean, readText } from '../values.ts';
import { boundProperties, clauseSchema } from './clause-schema.ts';
import { KIND_DESCRIPTIONS } from './kind-descriptions.ts';

type Properties = Record<string, JsonSchema>;

const about = (schema: JsonSchema | undefined, description: string): JsonSchema => ({ ...schema, description });
const PART: JsonSchema = { $ref: '#/$defs/part' };
const ENTRY: JsonSchema = { $ref: '#/$defs/entry' };

const CONSUMER: JsonSchema = {
  type: ['object', 'null'],
  properties: {
    fail_open: about(readBoolean.schema, 'May it go on when the gate could not decide?'),
    gate: { enum: ['enforce', 'shadow'], description: 'shadow: the gate only says what it would have answered.' },
    owner: about(readText.schema, 'Who looks after it.'),
  },
  additionalProperties: false,
};
const CONSUMERS: JsonSchema = {
  type: 'object',
  maxProperties: MOST_CONSUMERS,
  additionalProperties: CONSUMER,
  description: 'Who else depends on the dataset, and what the gate answers each of them.',
};

/**
 * The JSON Schema (draft 2020-12) of a suite, made from the same tables as its reader. It refuses nothing that the reader
 * takes; the reader also sees what a schema cannot say, such as a low end above the high one or an id that is used twice.
 */
export function suiteSchema(): JsonSchema {
  const kinds = [...KINDS.values()];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Plumbline suite',
    description: 'What is expected of the profiles of a dataset.',
    type: 'object',
    properties: suiteProperties(),
    required: ['suite', 'dataset'],
    anyOf: [{ required: ['expect'] }, { required: ['learn'] }, { required: ['by'] }, { required: ['expect_every'] }],
    additionalProperties: false,
    $defs: {
      entry: entrySchema(kinds, [...MODIFIERS.keys()]),
      part: entrySchema(kinds, ['column', 'on_empty']),
      ...Object.fromEntries(kinds.map((kind) => [`kind_${kind.name}`, clauseSchema(kind)])),
    },
  };
}

function suiteProperties(): Properties {
  const name = readText.schema ?? {};
  const dataset = { type: 'object', properties: { namespace: name, name }, required: ['namespace', 'name'] };
  return {
    suite: about(readText.schema, 'The name of the suite, unique on the server.'),
    dataset: {
      anyOf: [name, { ...dataset, additionalProperties: false }],
      description: 'namespace/name, split at the last slash; * in the name stands for any run of characters.',
    },
    owner: about(readText.schema, 'Who looks after the dataset.'),
    labels: about(readLabels.schema, 'Labels by which incidents are routed.'),
    runbook: about(readText.schema, 'Where it says what to do.'),
    fail_open: about(readBoolean.schema, 'May a pipeline go on when the gate could not decide? true when left out.'),
    mode: about(readMode.schema, 'The mode of every expectation that does not say its own.'),
    confirm: about(readConfirmation.schema, 'The confirmation of every expectation that does not say its own.'),
    consumers: CONSUMERS,
    learn: readLearning.schema ?? {},
    ...ARRIVAL_SCHEMAS,
    expect: { type: 'array', items: ENTRY, maxItems: MOST_EXPECTATIONS, description: 'What is expected.' },
  };
}

function entrySchema(kinds: readonly Kind[], modifiers: readonly string[]): JsonSchema {
  const properties: Properties = {};
  for (const word of modifiers) {
    const modifier = MODIFIERS.get(word);
    if (modifier !== undefined) properties[word] = about(modifier.read.schema, modifier.about);
  }
  for (const { name } of kinds) {
    properties[name] = { $ref: `#/$defs/kind_${name}`, description: KIND_DESCRIPTIONS[name] ?? name };
  }
  return {
    type: 'object',
    properties: { ...properties, ...compositionProperties(), ...metricWords() },
    dependentRequired: Object.fromEntries([
      ...kinds.filter(({ on }) => on === 'column').map(({ name }) => [name, ['column']] as const),
      ...METRIC_WORDS.map((word) => [word, ['metric']] as const),
    ]),
    dependentSchemas: Object.fromEntries(
      kinds.filter(({ on }) => on === 'dataset').map(({ name }) => [name, { properties: { column: false } }]),
    ),
    minProperties: 1,
    additionalProperties: false,
  };
}

function compositionProperties(): Record<(typeof COMPOSITIONS)[number], JsonSchema> {
  const list = { type: 'array', items: PART };
  const several = { ...list, minItems: 1, maxItems: MOST_PARTS };
  return {
    all: about(several, 'Every part holds.'),
    any: about(several, 'At least one part holds.'),
    not: { anyOf: [PART, { ...list, minItems: 1, maxItems: 1 }], description: 'The part does not hold.' },
    implies: about({ ...list, minItems: 2, maxItems: 2 }, 'When the first part holds, the second does.'),
  };
}

function metricWords(): Properties {
  return { ...boundProperties(readEnd.schema ?? {}), change: CHANGE_SCHEMA };
}
