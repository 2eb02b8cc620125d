import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import type { FieldProblem, Profile } from '../../checks/index.ts';
import { closedFields, openFields, type FieldSchema } from './closed-fields.ts';
import { profileSchema } from './shapes/profile.ts';

/** The JSON Schema of a profile, made from the zod schema. */
export const profileJsonSchema = z.toJSONSchema(profileSchema, { target: 'draft-2020-12' });

let compiled: ((value: unknown) => boolean) | undefined;

// Compiled once from the same source as the documentation: a tenth of the time that zod takes on a wide profile.
const isProfile = (value: unknown): boolean => (compiled ??= compileFast())(value);

function compileFast() {
  const schema = profileJsonSchema as FieldSchema;
  const fits = compileWith(openFields(schema), { allErrors: false });
  const knowsAll = closedFields(schema);
  return (value: unknown) => fits(value) && knowsAll(value);
}

// Whether numbers are finite was seen when the JSON was read; asking again for each costs more than all the rest.
const compileWith = (schema: object, options: { allErrors: boolean }) =>
  new Ajv2020({ ...options, strict: false, strictNumbers: false, validateFormats: false }).compile(schema);
let thorough: ValidateFunction | undefined;
const maxProblems = 100;

/** What is wrong with a posted profile, every field at once (the first 100); empty when it is a Profile. */
export function profileProblems(value: unknown): FieldProblem[] {
  if (isProfile(value)) return measured(value as Profile) ? [] : [nothingMeasured];
  thorough ??= compileWith(profileJsonSchema, { allErrors: true });
  thorough(value);
  return (thorough.errors ?? []).filter(isTelling).slice(0, maxProblems).map(fieldProblem);
}

const nothingMeasured = { pointer: '', message: 'has no measurement: give at least one, for instance rowCount' };
const notMeasurements = new Set([
  'schemaVersion',
  'idempotencyKey',
  'dataset',
  'run',
  'dataInterval',
  'capturedAt',
  'environment',
  'scope',
  'segment',
  'producer',
  'inputs',
]);
const measured = (profile: Profile) => Object.keys(profile).some((key) => !notMeasurements.has(key));

// "must match a schema in anyOf" says nothing that its branches have not said.
const isTelling = (error: ErrorObject) =>
  error.keyword !== 'anyOf' && error.keyword !== 'oneOf' && error.keyword !== 'propertyNames';

function fieldProblem(error: ErrorObject): FieldProblem {
  const { params, instancePath, keyword } = error;
  if (keyword === 'additionalProperties') {
    const property = String(params['additionalProperty']).slice(0, 200);
    return { pointer: `${instancePath}/${escapePointer(property)}`, message: 'is not a known field' };
  }
  if (keyword === 'required') return { pointer: `${instancePath}/${params['missingProperty']}`, message: 'is missing' };
  if (error.propertyName !== undefined) {
    return {
      pointer: `${instancePath}/${escapePointer(error.propertyName.slice(0, 200))}`,
      message: 'is not an allowed name',
    };
  }
  if (keyword === 'maximum' && Number(params['limit']) === Number.MAX_SAFE_INTEGER) {
    return { pointer: instancePath, message: 'is above 2^53 - 1 and would lose digits' };
  }
  return { pointer: instancePath, message: error.message ?? 'is not valid' };
}

const escapePointer = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');
