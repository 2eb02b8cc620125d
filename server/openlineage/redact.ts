import { fieldsOf, listOf, type Fields } from './fields.ts';
import { withoutLiterals } from './without-literals.ts';

/** What is kept of an event's free texts. */
export interface EventPrivacy {
  /** Queries as they are, with their literals masked, or not at all. */
  sql: 'keep' | 'mask' | 'drop';
  /** Variables as they are, without their values, or not at all. */
  environment: 'keep' | 'mask' | 'drop';
  stackTraces: 'keep' | 'drop';
  sourceCode: 'keep' | 'drop';
}

export const defaultEventPrivacy: EventPrivacy = {
  sql: 'mask',
  environment: 'mask',
  stackTraces: 'keep',
  sourceCode: 'keep',
};

const masked = '…';
const credentials = /(:\/\/)[^/\s:@"]{1,200}:[^/\s@"]{1,200}@/g;
const secret = /"([^"]{0,200}(?:password|passwd|secret|token|credential|access.?key|api.?key|private.?key)[^"]{0,200})"\s*:\s*"(?:[^"\\]|\\.)*"/gi; // prettier-ignore

/**
 * An event as JSON without what nobody should keep: passwords in addresses and under telling names, and by `privacy` values of
 * environment variables, literals of queries and more. Names and structure stay. Changes `event`.
 */
export function redacted(event: Fields, privacy: EventPrivacy): string {
  const run = fieldsOf(fieldsOf(event['run'])['facets']);
  const job = fieldsOf(fieldsOf(event['job'])['facets']);
  redactEnvironment(fieldsOf(run['environmentVariables']), privacy.environment);
  redactQueries({ event, run, job }, privacy.sql);
  const failures = listOf(fieldsOf(run['extractionError'])['errors']).map(fieldsOf);
  if (privacy.stackTraces === 'drop')
    for (const facet of [fieldsOf(run['errorMessage']), ...failures])
      if ('stackTrace' in facet) facet['stackTrace'] = masked;
  const code = fieldsOf(job['sourceCode']);
  if (privacy.sourceCode === 'drop' && 'sourceCode' in code) code['sourceCode'] = masked;
  return JSON.stringify(event).replace(credentials, `$1${masked}@`).replace(secret, `"$1":"${masked}"`);
}

function redactEnvironment(facet: Fields, policy: EventPrivacy['environment']): void {
  if (policy === 'drop' && 'environmentVariables' in facet) facet['environmentVariables'] = [];
  if (policy === 'mask')
    for (const one of listOf(facet['environmentVariables']).map(fieldsOf)) if ('value' in one) one['value'] = masked;
}

interface Places {
  event: Fields;
  run: Fields;
  job: Fields;
}

/** In the job's query, in the texts of checks, in the errors of queries that could not be read, and in Spark's plan, which has every literal of it. */
function redactQueries({ event, run, job }: Places, policy: EventPrivacy['sql']): void {
  if (policy === 'keep') return;
  const redact = (facet: Fields, key: string) => {
    const query = facet[key];
    if (typeof query === 'string') facet[key] = policy === 'drop' ? masked : withoutLiterals(query);
  };
  redact(fieldsOf(job['sql']), 'query');
  for (const one of listOf(fieldsOf(run['extractionError'])['errors']).map(fieldsOf)) redact(one, 'task');
  for (const one of listOf(fieldsOf(run['test'])['tests']).map(fieldsOf)) redact(one, 'content');
  for (const dataset of [...listOf(event['inputs']), ...listOf(event['outputs'])].map(fieldsOf))
    for (const place of ['facets', 'inputFacets', 'outputFacets']) {
      const { assertions } = fieldsOf(fieldsOf(dataset[place])['dataQualityAssertions']);
      for (const one of listOf(assertions).map(fieldsOf)) redact(one, 'content');
    }
  const plan = fieldsOf(run['spark.logicalPlan']);
  if ('plan' in plan) plan['plan'] = masked;
}

/** The same value with what Postgres cannot store (a zero byte, half a surrogate pair) replaced by U+FFFD, in keys as well. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [storableText(key), storable(one)]));
}

const storableText = (text: string) => text.toWellFormed().replaceAll('\0', '\ufffd');
