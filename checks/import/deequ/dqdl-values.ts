import { boundOf, type Limits } from '../limits.ts';
import { approximated, entryOf, rowRule, translated } from '../translation.ts';
import type { Entry, Translation } from '../types.ts';
import { dqdlLimits, dqdlList, leastShare, unescaped, type DqdlParts } from './dqdl-parts.ts';
import type { Origin } from '../translation.ts';

/** What is needed of a rule about the values of a column. */
interface ValuesRule extends DqdlParts {
  origin: Origin;
  column: string;
}

const NULLS = 'nulls are left out here';

/** `ColumnValues "c" in ["a"]`, `matches "…"`, `between 1 and 5`, `>= 0`, dates, `!= NULL`. */
export function columnValues(rule: ValuesRule): Translation | null {
  const { origin, column, expression, threshold } = rule;
  const tolerance = leastShare(threshold);
  if (tolerance === null) return null;
  const say = (kind: string, value: Entry): Translation =>
    approximated(origin, [entryOf({ column, kind, value: { ...value, ...tolerance } })], NULLS);
  if (/^!=\s*NULL$/i.test(expression)) {
    const value = Object.keys(tolerance).length === 0 ? true : tolerance;
    return translated(origin, [entryOf({ column, kind: 'not_null', value })]);
  }
  const [, negated, list] = /^(not\s+)?in\s*(\[.*\])$/s.exec(expression) ?? [];
  const values = list === undefined ? undefined : dqdlList(list);
  if (values !== undefined) return say(negated === undefined ? 'in_set' : 'not_in_set', { values });
  const [, mismatch, pattern] = /^(not\s+)?matches\s+"((?:[^"\\]|\\.)*)"$/s.exec(expression) ?? [];
  if (pattern !== undefined) {
    const kind = mismatch === undefined ? 'regex_match' : 'regex_not_match';
    const verb = mismatch === undefined ? 'matches' : 'does not match';
    const params = { pattern: unescaped(pattern) };
    return rowRule(origin, { kind, column, params, tolerance, words: `${verb} ${params.pattern}` });
  }
  const equal = /^=\s*"((?:[^"\\]|\\.)*)"$/s.exec(expression)?.[1];
  if (equal !== undefined) return say('in_set', { values: [unescaped(equal)] });
  const limits = dqdlLimits(expression) ?? dateLimits(expression);
  return limits === null ? null : say('range', boundOf(limits));
}

/** `> "2024-01-01"`, `between "2024-01-01" and "2024-12-31"`; dates that count from now have no bound of ours. */
function dateLimits(expression: string): Limits | null {
  const [, low, high] = /^between\s+"(\d{4}-\d\d-\d\d)"\s+and\s+"(\d{4}-\d\d-\d\d)"$/.exec(expression) ?? [];
  if (low !== undefined && high !== undefined) return { low, high, above: true, below: true };
  const [, operator, date] = /^(>=|<=|>|<)\s*"(\d{4}-\d\d-\d\d)"$/.exec(expression) ?? [];
  if (operator === undefined || date === undefined) return null;
  return operator.startsWith('>') ? { low: date, above: operator === '>' } : { high: date, below: operator === '<' };
}
