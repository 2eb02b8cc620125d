import { schemaChanges, type SchemaChange } from '../schema-changes.ts';
import { readClause } from '../suite/clause.ts';
import { described, readWord, refuse } from '../suite/values.ts';
import { finding, undecided } from './finding.ts';
import type { Kind } from './kind.ts';

const CLASSES = ['added', 'removed', 'type', 'nullability', 'order'] as const;
const readClass = readWord(CLASSES);
const MOST_NAMED = 5;

const readClasses = described<string[]>({ type: 'array', items: { enum: CLASSES } }, (value, report) => {
  if (value.type !== 'list') return refuse(value, report, `a list of ${CLASSES.join(', ')}`);
  const classes = value.items.map((item) => readClass(item, report));
  return classes.filter((name) => name !== undefined);
});

/** The schema is that of the version before, but for the classes of change that `allow` lists. */
export const schemaChange: Kind = {
  name: 'schema_change',
  on: 'dataset',
  metric: null,
  needs: () => ({ schema: true }),
  read: (value, report) => readClause(value, { params: { allow: readClasses }, shorthand: 'allow' }, report),
  judge: ({ profile, history, expectation }) => {
    const fields = profile.schema?.fields;
    if (fields === undefined) return undecided('the profile has no schema', 'schema');
    const before = history.previousSchema;
    if (before === null) return undecided('no earlier schema is known', 'an earlier profile with a schema');
    const allowed = (expectation.params['allow'] as string[] | undefined) ?? [];
    const changes = schemaChanges(before.fields, fields);
    const refused = changes.filter(({ change }) => !allowed.includes(change));
    const evidence = { observed: changes.length, expected: { text: expectedWords(allowed) }, failed: refused.length };
    if (refused.length === 0) return finding('pass', 'the schema did not change', evidence);
    return finding('fail', changeWords(refused), evidence);
  },
};

function expectedWords(allowed: readonly string[]): string {
  return allowed.length === 0 ? 'no change' : `no change but ${allowed.join(', ')}`;
}

function changeWords(changes: readonly SchemaChange[]): string {
  const shown = changes.slice(0, MOST_NAMED).map(({ change, field, before, after }) => {
    const name = field.slice(0, 60);
    if (change === 'added' || change === 'removed') return `${name} ${change}`;
    return `${name}: ${change} ${before ?? 'unknown'} to ${after ?? 'unknown'}`;
  });
  const more = changes.length - shown.length;
  return more > 0 ? `${shown.join('; ')} and ${more} more` : shown.join('; ');
}
