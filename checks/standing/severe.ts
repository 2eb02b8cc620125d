import type { Finding, Subject } from '../expectations/kind.ts';
import { isSample } from '../expectations/sample.ts';
import { schemaChanges } from '../schema-changes.ts';

const ROW_KINDS = new Set(['row_count', 'rows_written']);

/**
 * Is a failure so gross that no confirmation is waited for? No rows where rows were expected; only nulls in a column of
 * which something else was expected; a column gone that the schema had, or that was asked for. Never by a sample.
 */
export function isSevere(subject: Subject, found: Finding): boolean {
  if (found.outcome !== 'fail' || isSample(subject.profile)) return false;
  return found.severe === true || hasNoRows(subject, found) || hasOnlyNulls(subject) || lacksColumn(subject);
}

function hasNoRows({ expectation }: Subject, { observed }: Finding): boolean {
  return ROW_KINDS.has(expectation.kind) && observed === 0;
}

function hasOnlyNulls({ expectation, column }: Subject): boolean {
  if (expectation.column === undefined || expectation.kind === 'must_be_null') return false;
  return column?.count === 0 && (column.nullCount ?? 0) > 0;
}

function lacksColumn({ expectation, profile, history }: Subject): boolean {
  const { kind, params } = expectation;
  const fields = profile.schema?.fields;
  if (kind === 'column_exists') return true;
  if (fields === undefined) return false;
  if (kind === 'schema') {
    const present = new Set(fields.map(({ name }) => name));
    return ((params['columns'] as string[] | undefined) ?? []).some((name) => !present.has(name));
  }
  if (kind !== 'schema_change' || history.previousSchema === null) return false;
  const allowed = (params['allow'] as string[] | undefined) ?? [];
  if (allowed.includes('removed')) return false;
  return schemaChanges(history.previousSchema.fields, fields).some(({ change }) => change === 'removed');
}
