import type { SchemaField } from '../profile.ts';
import { readClause } from '../suite/clause.ts';
import { described, readBoolean, readText, readTexts, refuse } from '../suite/values.ts';
import { finding, undecided } from './finding.ts';
import type { Kind, Subject } from './kind.ts';
import { named } from './named.ts';

const readTypes = described<Record<string, string>>(
  { type: 'object', additionalProperties: readText.schema },
  (value, report) => {
    if (value.type !== 'map') return refuse(value, report, 'a mapping of column to type');
    const types = value.entries.map(({ key, value: name }) => [key, readText(name, report) ?? ''] as const);
    return Object.fromEntries(types);
  },
);

/** The columns are those listed (more with `allow_extra`), in that order with `ordered`, of the `types` given. */
export const schema: Kind = {
  name: 'schema',
  reads: () => ({ dataset: ['schema'] }),
  on: 'dataset',
  metric: null,
  read: (value, report) => {
    const params = { columns: readTexts, allow_extra: readBoolean, ordered: readBoolean, types: readTypes };
    return readClause(value, { params, shorthand: 'columns', required: ['columns'] }, report);
  },
  judge: (subject) => {
    const fields = subject.profile.schema?.fields;
    if (fields === undefined) return undecided('the profile has no schema', 'schema');
    const breaches = breachesOf(subject, fields);
    const wanted = subject.expectation.params['columns'] as string[];
    const evidence = { observed: fields.length, expected: { set: wanted }, unit: 'columns' };
    if (breaches.length === 0) return finding('pass', 'the schema is as expected', evidence);
    return finding('fail', breaches.join('; '), { ...evidence, failed: breaches.length });
  },
};

function breachesOf({ expectation }: Subject, fields: readonly SchemaField[]): string[] {
  const {
    columns,
    allow_extra: allowExtra,
    ordered,
    types,
  } = expectation.params as {
    columns: string[];
    allow_extra?: boolean;
    ordered?: boolean;
    types?: Record<string, string>;
  };
  const present = new Map(fields.map((field) => [field.name, field]));
  const wanted = new Set(columns);
  const breaches: string[] = [];
  const absent = columns.filter((name) => !present.has(name));
  const extra = fields.map((field) => field.name).filter((name) => !wanted.has(name));
  if (absent.length > 0) breaches.push(`missing: ${named(absent)}`);
  if (extra.length > 0 && allowExtra !== true) breaches.push(`not expected: ${named(extra)}`);
  const order = fields.map((field) => field.name).filter((name) => wanted.has(name));
  const expectedOrder = columns.filter((name) => present.has(name));
  if (ordered === true && order.join('\0') !== expectedOrder.join('\0')) breaches.push('in another order');
  for (const [name, type] of Object.entries(types ?? {})) {
    const found = present.get(name)?.type;
    if (present.has(name) && found?.toLowerCase() !== type.toLowerCase()) {
      breaches.push(`${name} is ${found ?? 'of unknown type'}, not ${type}`);
    }
  }
  return breaches;
}
