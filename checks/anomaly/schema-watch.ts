import type { Profile } from '../profile.ts';
import type { Baseline } from './baseline.ts';
import { BYTE_ORDER_MARK, hasMark, withoutMark } from './unmarked.ts';

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
const MARK_NAME = 'byte order mark';

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

/** The names of a profile's columns in their order, without a byte order mark. */
export function columnsOf({ schema, columnMetrics }: Profile): string[] {
  const names = schema === undefined ? Object.keys(columnMetrics ?? {}) : schema.fields.map(({ name }) => name);
  return withoutMark(names);
}

/** The same with a byte order mark where the file has one; where that is not known, as the header before. */
export function headerOf(profile: Profile, before: readonly string[]): string[] {
  const names = columnsOf(profile);
  const isMarked = profile.fileForm?.byteOrderMark ?? hasMark(before);
  return isMarked && names.length > 0 ? [BYTE_ORDER_MARK + names[0], ...names.slice(1)] : names;
}

/** What is different from the columns of the accepted profiles before. */
export function schemaFindings(profile: Profile, baseline: Baseline): SchemaFinding[] {
  if (baseline.runs === 0 || baseline.order.length === 0) return [];
  const names = columnsOf(profile);
  if (names.length === 0) return [];
  const order = withoutMark(baseline.order);
  const [now, before] = [new Set(names), new Set(order)];
  const findings: SchemaFinding[] = [];
  const add = (
    change: SchemaFinding['change'],
    column: string | null,
    [was, is]: [string | null, string | null],
  ): void => {
    findings.push({ key: `schema.${change}${column === null ? '' : `.${column}`}`, column, change, was, is });
  };
  for (const name of names) if (!before.has(name)) add('column_added', name, [null, name]);
  for (const name of order) if (!now.has(name)) add('column_removed', name, [name, null]);
  if (findings.length === 0 && names.join('\n') !== order.join('\n')) {
    add('columns_reordered', null, [order.join(', '), names.join(', ')]);
  }
  const isMarked = hasMark(headerOf(profile, baseline.order));
  if (isMarked !== hasMark(baseline.order)) {
    const [was, is] = isMarked ? [null, MARK_NAME] : [MARK_NAME, null];
    add('header_changed', null, [was, is]);
  }
  for (const name of names) {
    const is = typeClass(profile, name);
    const types = baseline.columns.get(name)?.types ?? {};
    const known = Object.keys(types);
    if (is !== null && known.length > 0 && !(is in types)) add('type_changed', name, [known.join(' or '), is]);
  }
  return findings;
}
