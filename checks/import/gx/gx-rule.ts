import { admits, type Limits } from '../limits.ts';
import { brief, endOf, get, isMap, numberOf, textOf, type Field } from '../field.ts';
import { approximated, translated, type Origin } from '../translation.ts';
import type { Entry, Mapping, Plain, Translation } from '../types.ts';

/** One expectation of a Great Expectations suite. */
export interface GxRule {
  origin: Origin;
  kwargs: Field;
  column: string | undefined;
}

/** How one type is translated; null where the arguments it needs are not there. */
export interface GxMapping extends Omit<Mapping, 'from'> {
  translate(rule: GxRule): Translation | null;
}

export type GxTable = Readonly<Record<string, GxMapping>>;

/** `mostly` as a tolerance; nothing when all must pass. */
export function mostlyOf(kwargs: Field): Entry {
  const mostly = numberOf(get(kwargs, 'mostly'));
  return mostly === undefined || mostly >= 1 ? {} : { mostly: Math.max(0, mostly) };
}

/** The limits that two arguments make; `strict_min` and `strict_max` leave the ends out. */
export function limitsOf(kwargs: Field, low = 'min_value', high = 'max_value'): Limits | null {
  const [from, to] = [endOf(get(kwargs, low)), endOf(get(kwargs, high))];
  if (from === undefined && to === undefined) return null;
  return {
    ...(from !== undefined && { low: from, above: get(kwargs, 'strict_min').value === true }),
    ...(to !== undefined && { high: to, below: get(kwargs, 'strict_max').value === true }),
  };
}

/** A rule over values: nulls are left out, and a table without values passes, as it does there. */
export function mapEntry({ column }: GxRule, kind: string, value: Plain): Entry {
  return { ...(column !== undefined && { column }), [kind]: value, on_empty: 'pass' };
}

/** A rule over one number: with nothing to measure it fails, as it does there. */
export function aggregateEntry({ column }: GxRule, kind: string, value: Plain): Entry {
  return { ...(column !== undefined && { column }), [kind]: value, on_empty: 'fail' };
}

/** A rule over a count, which is 0 of nothing. */
export function countEntry(rule: GxRule, given: { kind: string; value: Entry; limits: Limits }): Entry {
  const onEmpty = admits(given.limits, 0) ? 'pass' : 'fail';
  const { column } = rule;
  return { ...(column !== undefined && { column }), [given.kind]: given.value, on_empty: onEmpty };
}

/** Exact, unless a remark says where it is not. */
export function asTranslated({ origin }: GxRule, entry: Entry | readonly Entry[], remark?: string): Translation {
  const entries = Array.isArray(entry) ? (entry as Entry[]) : [entry as Entry];
  return remark === undefined ? translated(origin, entries) : approximated(origin, entries, remark);
}

/** Names of columns in a list. */
export function columnsOf(kwargs: Field, key: string): string[] | null {
  const { value } = get(kwargs, key);
  const names = Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
  return names.length > 0 && names.length === (value as unknown[]).length ? names : null;
}

/** An argument that is filled in when the suite runs, such as `{"$PARAMETER": "x"}`. */
export function isParameter({ value }: Field): boolean {
  return isMap(value) && Object.keys(value).some((key) => key.startsWith('$PARAMETER'));
}

/** The condition under which a row is looked at. */
export function conditionOf(kwargs: Field): string | undefined {
  const field = get(kwargs, 'row_condition');
  const passed = textOf(get(field, 'pass_through_filter'));
  return textOf(field) ?? passed ?? (isMap(field.value) ? brief(field.value) : undefined);
}
