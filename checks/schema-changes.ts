import type { SchemaField } from './profile.ts';

/** How one field differs between two schemas; `before` and `after` in words, null where there was none. */
export interface SchemaChange {
  change: 'added' | 'removed' | 'type' | 'nullability' | 'order';
  field: string;
  before: string | null;
  after: string | null;
}

/**
 * What changed from one schema to the next: removed and added fields, types (letter case aside), nullability where both say
 * it, and places among the fields that both have.
 */
export function schemaChanges(before: readonly SchemaField[], after: readonly SchemaField[]): SchemaChange[] {
  const old = new Map(before.map((field) => [field.name, field]));
  const now = new Map(after.map((field) => [field.name, field]));
  const changes: SchemaChange[] = [];
  for (const { name, type = null } of before) {
    if (!now.has(name)) changes.push({ change: 'removed', field: name, before: type, after: null });
  }
  for (const { name, type = null } of after) {
    if (!old.has(name)) changes.push({ change: 'added', field: name, before: null, after: type });
  }
  for (const field of now.values()) {
    const earlier = old.get(field.name);
    if (earlier !== undefined) changes.push(...fieldChanges(earlier, field));
  }
  return [
    ...changes,
    ...orderChanges(
      [...old.keys()].filter((name) => now.has(name)),
      [...now.keys()].filter((name) => old.has(name)),
    ),
  ];
}

function fieldChanges(before: SchemaField, after: SchemaField): SchemaChange[] {
  const changes: SchemaChange[] = [];
  const field = after.name;
  if (before.type !== undefined && after.type !== undefined && before.type.toLowerCase() !== after.type.toLowerCase()) {
    changes.push({ change: 'type', field, before: before.type, after: after.type });
  }
  if (before.nullable !== undefined && after.nullable !== undefined && before.nullable !== after.nullable) {
    changes.push({
      change: 'nullability',
      field,
      before: nullWords(before.nullable),
      after: nullWords(after.nullable),
    });
  }
  return changes;
}

function nullWords(nullable: boolean): string {
  return nullable ? 'nullable' : 'not nullable';
}

function orderChanges(before: readonly string[], after: readonly string[]): SchemaChange[] {
  const changes: SchemaChange[] = [];
  after.forEach((field, index) => {
    const earlier = before[index] === field ? index : before.indexOf(field);
    if (earlier !== index) {
      changes.push({ change: 'order', field, before: `place ${earlier + 1}`, after: `place ${index + 1}` });
    }
  });
  return changes;
}
