import { boundOf, type Limits } from '../limits.ts';
import {
  approximated,
  entryOf,
  notPossible,
  remarked,
  pairRule,
  rowRule,
  translated,
  type Origin,
} from '../translation.ts';
import type { Entry, Mapping, Translation } from '../types.ts';

/** A call with its parts: the column, the lists and the limits that it names. */
export interface Method {
  origin: Origin;
  column: string | undefined;
  texts: string[];
  lists: string[][];
  words: string[];
  /** Null: a function that is none of ours. Undefined: none was given. */
  limits: Limits | null | undefined;
}

export interface MethodMapping extends Omit<Mapping, 'from'> {
  translate(method: Method): Translation | null;
}

export const ALL: Limits = { low: 1, high: 1 };
export const NO_LIMITS = 'its function is none that a bound can say: write the bound by hand';

/** A kind that takes the least share of rows as its tolerance. */
export function share(kind: string): MethodMapping {
  return { to: kind, translate: (method) => shareRule(method, kind, {}) };
}

/** A share of rows that must pass; a table without rows fails, as it does there. */
/** A share of rows that must pass; a table without rows fails, as it does there. */
export function shareRule(method: Method, kind: string, value: Entry): Translation | null {
  const tolerance = toleranceOf(method.limits);
  if (tolerance === null) return notPossible(method.origin, NO_LIMITS);
  const whole = { ...value, ...tolerance };
  return columnRule(method, { kind, value: Object.keys(whole).length === 0 ? true : whole });
}

/** A rule of the column that the call names first. */
export function columnRule(
  { origin, column }: Method,
  given: { kind: string; value: Entry | true },
): Translation | null {
  return column === undefined ? null : translated(origin, [{ ...entryOf({ column, ...given }), on_empty: 'fail' }]);
}

/** A kind that bounds one number of the column. */
export function numberOf(kind: string, params: Entry = {}): MethodMapping {
  return ratio(kind, params);
}

/** A kind that bounds a share of the column, which may stand in a list of one. */
export function ratio(kind: string, params: Entry): MethodMapping {
  return {
    to: kind,
    translate: ({ origin, column, lists, limits }) => {
      const [name] = column === undefined && lists[0]?.length === 1 ? lists[0] : [column];
      if (name === undefined || !limits) return null;
      const entry = entryOf({ column: name, kind, value: { ...params, ...boundOf(limits) } });
      return translated(origin, [{ ...entry, on_empty: 'fail' }]);
    },
  };
}

/** Unique values of one column, or of several together; only when all must be. */
export function uniqueness({ origin, column, texts, lists, limits }: Method): Translation | null {
  const columns = lists[0] ?? (column === undefined ? [] : texts);
  const [only] = columns;
  const isAll = limits !== undefined && limits !== null && limits.high === 1 && limits.low === 1;
  const isAtLeastAll = limits?.low === 1 && limits.high === undefined;
  if (only === undefined) return null;
  if (!isAll && !isAtLeastAll) return notPossible(origin, 'a share of rows that occur once is none of our kinds');
  if (columns.length === 1)
    return translated(origin, [{ ...entryOf({ column: only, kind: 'unique', value: true }), on_empty: 'fail' }]);
  return rowRule(origin, {
    kind: 'compound_unique',
    params: { columns },
    words: `is the only one with its ${columns.join(', ')}`,
  });
}

/** A rule that needs rows. */
export function rows(method: Method, rule: { kind: string; params: Entry; words: string }): Translation | null {
  const { origin, column, limits } = method;
  const tolerance = toleranceOf(limits);
  if (column === undefined) return null;
  if (tolerance === null) return notPossible(origin, NO_LIMITS);
  return remarked(rowRule(origin, { ...rule, column, tolerance }), 'a null fails there, here nulls are left out');
}

/** Two columns of a row compared. */
export function pair(is: string): MethodMapping {
  return {
    to: 'pair_comparison',
    translate: ({ origin, texts, limits }) => {
      const [a, b] = texts;
      const tolerance = toleranceOf(limits);
      if (a === undefined || b === undefined || tolerance === null) return null;
      return rowRule(origin, pairRule({ a, is, b }, tolerance));
    },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  Integral: 'integral',
  Fractional: 'fractional',
  Numeric: 'number',
  Boolean: 'boolean',
  String: 'string',
};

/** The type by its counts. */
export function dataType({ origin, column, words, limits }: Method): Translation | null {
  const is = TYPES[words[0]?.split('.').at(-1) ?? ''];
  const tolerance = toleranceOf(limits);
  if (is === undefined || column === undefined || tolerance === null) return null;
  const note = 'by the typeCounts of the profile, nulls left out';
  return approximated(origin, [entryOf({ column, kind: 'type', value: { is: [is], ...tolerance } })], note);
}

/** The least share of rows that must pass, as a tolerance; null where the limits say something else. */
/** The least share of rows that must pass, as a tolerance; null where the limits say something else. */
export function toleranceOf(limits: Limits | null | undefined): Entry | null {
  if (limits === undefined) return {};
  const isPlain = limits !== null && limits.low !== undefined && limits.above !== true;
  if (!isPlain || (limits.high !== undefined && limits.high !== 1)) return null;
  const least = Number(limits.low);
  return least >= 1 ? {} : least > 0 ? { mostly: least } : { max_failed_pct: 100 };
}
