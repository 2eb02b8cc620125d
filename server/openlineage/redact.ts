import { fieldsOf, listOf, type Fields } from './fields.ts';

/** What is kept of an event's free texts. */
export interface EventPrivacy {
  /** Queries as they are, with their literals masked, or not at all. */
  sql: 'keep' | 'mask' | 'drop';
  stackTraces: 'keep' | 'drop';
  sourceCode: 'keep' | 'drop';
}

export const defaultEventPrivacy: EventPrivacy = { sql: 'mask', stackTraces: 'keep', sourceCode: 'keep' };

const masked = '…';
const credentials = /(:\/\/)[^/\s:@"]{1,200}:[^/\s@"]{1,200}@/g;
const secret = /"([^"]{0,200}(?:password|passwd|secret|token|credential|access.?key|api.?key|private.?key)[^"]{0,200})"\s*:\s*"(?:[^"\\]|\\.)*"/gi; // prettier-ignore
// Tells in one quick pass whether `secret` can find anything: it looks from every quotation mark on.
const hint = /passw|secret|token|credential|(?:access|api|private).?key/i;

/**
 * An event as JSON without what nobody should keep: values of environment variables, passwords in addresses and under telling
 * names, literals of queries, and by `privacy` more. Names and structure stay. Changes `event`.
 */
export function redacted(event: Fields, privacy: EventPrivacy): string {
  const run = fieldsOf(fieldsOf(event['run'])['facets']);
  const job = fieldsOf(fieldsOf(event['job'])['facets']);
  for (const one of listOf(fieldsOf(run['environmentVariables'])['environmentVariables']).map(fieldsOf))
    if ('value' in one) one['value'] = masked;
  const sql = fieldsOf(job['sql']);
  if (typeof sql['query'] === 'string') sql['query'] = queryOf(sql['query'], privacy.sql);
  for (const facet of [
    fieldsOf(run['errorMessage']),
    ...listOf(fieldsOf(run['extractionError'])['errors']).map(fieldsOf),
  ])
    if (privacy.stackTraces === 'drop' && 'stackTrace' in facet) facet['stackTrace'] = masked;
  const code = fieldsOf(job['sourceCode']);
  if (privacy.sourceCode === 'drop' && 'sourceCode' in code) code['sourceCode'] = masked;
  const text = JSON.stringify(event);
  const unnamed = text.includes('@') ? text.replace(credentials, `$1${masked}@`) : text;
  return hint.test(unnamed) ? unnamed.replace(secret, `"$1":"${masked}"`) : unnamed;
}

function queryOf(query: string, policy: EventPrivacy['sql']): string {
  if (policy === 'keep') return query;
  return policy === 'drop' ? masked : query.replace(/'(?:[^']|'')*'/g, `'${masked}'`);
}

/** The same value with what Postgres cannot store (a zero byte, half a surrogate pair) replaced by U+FFFD, in keys as well. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [storableText(key), storable(one)]));
}

const storableText = (text: string) => text.toWellFormed().replaceAll('\0', '\ufffd');
