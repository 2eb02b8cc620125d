import type { Field } from '../field.ts';
import type { Origin } from '../translation.ts';
import { approximated, translated } from '../translation.ts';
import type { Entry, Mapping, Translation } from '../types.ts';
import type { FailureLadder } from './failure-ladder.ts';

/** One test of a manifest. */
export interface DbtRule {
  origin: Origin;
  kwargs: Field;
  column: string | undefined;
  ladder: FailureLadder;
  /** The name of the dataset that `ref('x')` or `source('a', 'b')` means: `namespace/name`. */
  datasetOf(reference: string): string | undefined;
}

export interface DbtMapping extends Omit<Mapping, 'from'> {
  translate(rule: DbtRule): Translation | null;
}

export type DbtTable = Readonly<Record<string, DbtMapping>>;

const COUNTED_OTHERWISE = 'dbt counts the values that repeat or are wrong, we count rows: limits other than 0 differ';

/** A test that returns the failing rows: its limits are our tolerance. Nothing to test passes, as it does there. */
export function rowsEntry(rule: DbtRule, kind: string, value: Entry): Translation {
  const { column, ladder, origin } = rule;
  const all = { ...value, ...ladder.tolerance };
  const entry = { ...(column !== undefined && { column }), [kind]: Object.keys(all).length === 0 ? true : all };
  const made = translated(origin, [{ ...entry, on_empty: 'pass' }]);
  return ladder.tolerance === null ? limitless(rule, made) : made;
}

/** A test that returns one row for each value that fails: only "none at all" is the same. */
export function valuesEntry(rule: DbtRule, kind: string, value: Entry): Translation {
  const made = rowsEntry(rule, kind, value);
  return rule.ladder.isPlain ? made : { ...made, status: 'approximated', note: made.note ?? COUNTED_OTHERWISE };
}

/** A test of one number: it returns a row or none. */
export function numberEntry(rule: DbtRule, entry: Entry): Translation {
  const made = translated(rule.origin, [{ ...(rule.column !== undefined && { column: rule.column }), ...entry }]);
  return rule.ladder.isPlain ? made : limitless(rule, made);
}

function limitless(rule: DbtRule, { entries }: Translation): Translation {
  const { modifiers: _given, ...origin } = rule.origin;
  return approximated(origin, entries, 'error_if and warn_if are left out: any failure counts');
}
