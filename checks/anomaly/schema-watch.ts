import type { Profile } from '../profile.ts';
import type { Baseline } from './baseline.ts';

/** A change of the columns themselves: what no number tells. */
export interface SchemaFinding {
  key: string;
  column: string | null;
  change: 'column_added' | 'column_removed' | 'type_changed' | 'columns_reordered' | 'header_changed';
  was: string | null;
  is: string | null;
}

const NUMERIC = /int|dec|num|double|float|real|long|short|byte|money/i;
const TIME = /date|time/i;

/** The class of a column's type as drift matters: number, text, time or boolean; null when it is not known or the column holds nothing. */
export function typeClass(profile: Profile, column: string): string | null {
  const metrics = profile.columnMetrics?.[column];
  if (metrics?.count === 0) return null;
  const type = metrics?.type ?? profile.schema?.fields.find(({ name }) => name === column)?.type;
  if (type === undefined) return null;
  if (/bool/i.test(type)) return 'boolean';
  if (TIME.test(type)) return 'time';
  return NUMERIC.test(type) ? 'number' : 'text';
}

/** The names of a profile's columns in their order. */
export function columnsOf({ schema, columnMetrics }: Profile): string[] {
  return schema === undefined ? Object.keys(columnMetrics ?? {}) : schema.fields.map(({ name }) => name);
}

/** What is different from the columns of the accepted profiles before. */
export function schemaFindings(profile: Profile, baseline: Baseline): SchemaFinding[] {
  if (baseline.runs === 0 || baseline.order.length === 0) return [];
  const names = columnsOf(profile);
  if (names.length === 0) return [];
  const [now, before] = [new Set(names), new Set(baseline.order)];
  const findings: SchemaFinding[] = [];
  const add = (
    change: SchemaFinding['change'],
    column: string | null,
    [was, is]: [string | null, string | null],
  ): void => {
    findings.push({ key: `schema.${change}${column === null ? '' : `.${column}`}`, column, change, was, is });
  };
  for (const name of names) if (!before.has(name)) add('column_added', name, [null, name]);
  for (const name of baseline.order) if (!now.has(name)) add('column_removed', name, [name, null]);
  if (findings.length === 0 && names.join('\n') !== baseline.order.join('\n')) {
    add('columns_reordered', null, [baseline.order.join(', '), names.join(', ')]);
  }
  for (const name of names) {
    const is = typeClass(profile, name);
    const types = baseline.columns.get(name)?.types ?? {};
    const known = Object.keys(types);
    if (is !== null && known.length > 0 && !(is in types)) add('type_changed', name, [known.join(' or '), is]);
  }
  return findings;
}
