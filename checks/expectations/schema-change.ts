import type { SchemaField } from '../profile.ts';
import { schemaChanges, type SchemaChange } from '../schema-changes.ts';
import { isBreaking, typeChange } from '../schema-compatibility.ts';
import { readClause } from '../suite/clause.ts';
import { described, readWord, refuse } from '../suite/values.ts';
import { finding, undecided } from './finding.ts';
import type { Kind } from './kind.ts';

const CLASSES = ['added', 'removed', 'type', 'widened', 'nullability', 'order', 'non_breaking'] as const;
type AllowedClass = (typeof CLASSES)[number];
const readClass = readWord(CLASSES);
const MOST_NAMED = 5;

const readClasses = described<AllowedClass[]>(
  { anyOf: [{ enum: CLASSES }, { type: 'array', items: { enum: CLASSES } }] },
  (value, report) => {
    if (value.type === 'map') return refuse(value, report, `a list of ${CLASSES.join(', ')}`);
    const items = value.type === 'list' ? value.items : [value];
    const classes = items.map((item) => readClass(item, report));
    return classes.filter((name) => name !== undefined);
  },
);

/**
 * The schema is that of the version before, but for the classes of change that `allow` lists. `non_breaking` are those that break
 * nobody who reads by name: columns added or never null any more, types that became wider (also `widened` alone), another order.
 */
export const schemaChange: Kind = {
  name: 'schema_change',
  reads: () => ({ dataset: ['schema'] }),
  on: 'dataset',
  metric: null,
  needs: () => ({ schema: true }),
  read: (value, report) => readClause(value, { params: { allow: readClasses }, shorthand: 'allow' }, report),
  judge: ({ profile, history, expectation }) => {
    const fields = profile.schema?.fields;
    if (fields === undefined) return undecided('the profile has no schema', 'schema');
    const before = history.previousSchema;
    if (before === null) return undecided('no earlier schema is known', 'an earlier profile with a schema');
    const allowed = (expectation.params['allow'] as AllowedClass[] | undefined) ?? [];
    const changes = schemaChanges(before.fields, fields);
    const refused = changes.filter((change) => !isAllowed(change, allowed));
    const severe = refused.some((change) => change.change !== 'nullability' && isBreaking(change));
    const evidence = { observed: changes.length, expected: { text: expectedWords(allowed) }, failed: refused.length };
    if (refused.length === 0) {
      const unchanged = changes.length === 0 ? 'the schema did not change' : 'the schema changed as is allowed';
      return finding('pass', unchanged, evidence);
    }
    const words = changeWords(refused, renames(before.fields, fields));
    return { ...finding('fail', allowed.includes('non_breaking') ? `breaking: ${words}` : words, evidence), severe };
  },
};

function isAllowed(change: SchemaChange, allowed: readonly AllowedClass[]): boolean {
  if (allowed.includes(change.change) || (allowed.includes('non_breaking') && !isBreaking(change))) return true;
  const { change: sort, before, after } = change;
  return sort === 'type' && allowed.includes('widened') && isWider(before ?? '', after ?? '');
}

function isWider(before: string, after: string): boolean {
  return ['same', 'widened'].includes(typeChange(before, after));
}

function expectedWords(allowed: readonly string[]): string {
  return allowed.length === 0 ? 'no change' : `no change but ${allowed.join(', ').replace('_', '-')}`;
}

function changeWords(changes: readonly SchemaChange[], renamed: ReadonlyMap<string, string>): string {
  const shown = changes.slice(0, MOST_NAMED).map(({ change, field, before, after }) => {
    const name = field.slice(0, 60);
    const other = change === 'removed' ? renamed.get(field)?.slice(0, 60) : undefined;
    if (other !== undefined) return `${name} removed, perhaps renamed ${other}`;
    if (change === 'added' || change === 'removed') return `${name} ${change}`;
    return `${name}: ${change} ${before ?? 'unknown'} to ${after ?? 'unknown'}`;
  });
  const more = changes.length - shown.length;
  return more > 0 ? `${shown.join('; ')} and ${more} more` : shown.join('; ');
}

/** Removed columns in whose place one of the same type was added: likely the same under another name. */
function renames(before: readonly SchemaField[], after: readonly SchemaField[]): Map<string, string> {
  const [old, now] = [before, after].map((fields) => new Set(fields.map(({ name }) => name)));
  const found = new Map<string, string>();
  before.forEach(({ name, type }, place) => {
    const there = after[place];
    if (there === undefined || type === undefined || now?.has(name) === true || old?.has(there.name) === true) return;
    if (there.type?.toLowerCase() === type.toLowerCase()) found.set(name, there.name);
  });
  return found;
}
