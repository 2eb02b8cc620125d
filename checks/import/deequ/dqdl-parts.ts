import { numberOf } from '../field.ts';
import type { Limits } from '../limits.ts';
import type { Entry } from '../types.ts';

/** One rule of DQDL in its parts: `Completeness "email" > 0.9 where "x" with threshold > 0.8`. */
export interface DqdlParts {
  type: string;
  columns: string[];
  /** What stands after the columns, without `where` and `with threshold`. */
  expression: string;
  where?: string;
  threshold?: string;
}

const QUOTED = /^\s*"((?:[^"\\]|\\.)*)"/;
const OPERATOR = /^(>=|<=|!=|=|>|<)\s*(-?\d+(?:\.\d+)?)\s*$/;
const BETWEEN = /^between\s+(-?\d+(?:\.\d+)?)\s+and\s+(-?\d+(?:\.\d+)?)\s*$/;

/** Takes a rule apart; null when it does not begin with a type. */
export function dqdlParts(rule: string): DqdlParts | null {
  const [whole, type] = /^\s*([A-Z]\w*)/.exec(rule) ?? [];
  if (whole === undefined || type === undefined) return null;
  let rest = rule.slice(whole.length);
  const columns: string[] = [];
  for (let found = QUOTED.exec(rest); found !== null; found = QUOTED.exec(rest)) {
    columns.push(unescaped(found[1] ?? ''));
    rest = rest.slice(found[0].length);
  }
  const threshold = /\bwith\s+threshold\s+(between\s+\S+\s+and\s+\S+|(?:>=|<=|=|>|<)\s*[\d.]+)\s*$/.exec(rest);
  if (threshold !== null) rest = rest.slice(0, threshold.index);
  const where = /\bwhere\s+"((?:[^"\\]|\\.)*)"\s*$/.exec(rest);
  if (where !== null) rest = rest.slice(0, where.index);
  return {
    type,
    columns,
    expression: rest.trim(),
    ...(where !== null && { where: unescaped(where[1] ?? '') }),
    ...(threshold !== null && { threshold: threshold[1] ?? '' }),
  };
}

/** The limits of `> 0.9`, `= 10`, `between 1 and 5` (both ends left out, as DQDL has it); null for others. */
export function dqdlLimits(expression: string): Limits | null {
  const between = BETWEEN.exec(expression);
  if (between !== null) return { low: Number(between[1]), high: Number(between[2]), above: true, below: true };
  const [, operator, text] = OPERATOR.exec(expression) ?? [];
  const number = numberOf({ value: text, pointer: '' });
  if (number === undefined || operator === '!=') return null;
  if (operator === '=') return { low: number, high: number };
  if (operator === '>' || operator === '>=') return { low: number, above: operator === '>' };
  return { high: number, below: operator === '<' };
}

/** The members of `in [ "a", 1 ]`; undefined when it has others, such as NULL. */
export function dqdlList(text: string): (string | number)[] | undefined {
  const inside = /^\[(.*)\]$/s.exec(text.trim())?.[1];
  if (inside === undefined) return undefined;
  const members = [...inside.matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"|([^",\s]+))\s*(?:,|$)/g)];
  const values = members.map(([, quoted, bare]) => (quoted !== undefined ? unescaped(quoted) : Number(bare)));
  return values.length > 0 && values.every((value) => typeof value === 'string' || Number.isFinite(value))
    ? values
    : undefined;
}

/** The least share of rows that must pass, as a tolerance: `> 0.8`, `= 1.0`; null where it is no least share. */
export function leastShare(threshold: string | undefined): Entry | null {
  if (threshold === undefined) return {};
  const limits = dqdlLimits(threshold);
  const least = Number(limits?.low ?? NaN);
  if (!(least >= 0 && least <= 1) || (limits?.high !== undefined && limits.high !== 1)) return null;
  if (limits?.above !== true) return least === 1 ? {} : { mostly: least };
  return least === 1 ? null : { mostly: Number((least + 1e-11).toPrecision(12)) };
}

/** Text between quotes with its escapes undone. */
export function unescaped(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}
