import { entries, get, numberOf, type Field } from '../field.ts';
import type { Ladder, Limits } from '../limits.ts';

const NUMBER = String.raw`([+-]?\d+(?:\.\d+)?)\s*%?`;
const COMPARED = new RegExp(String.raw`^(<=|>=|!=|<>|<|>|=)\s*${NUMBER}$`);
const BETWEEN = new RegExp(String.raw`^(not\s+)?between\s*([[(]?)\s*${NUMBER}\s+and\s+${NUMBER}\s*([\])]?)$`, 'i');

/** The limits within which a condition such as `> 0`, `between 10 and 20` or `between (0 and 5]` holds; null for others. */
function holdsWithin(condition: string): Limits | null {
  const text = condition.trim().slice(0, 200);
  const between = BETWEEN.exec(text);
  if (between !== null) {
    const [, negated, opening, low, high, closing] = between;
    if (negated !== undefined) return null;
    return { low: Number(low), high: Number(high), above: opening === '(', below: closing === ')' };
  }
  const [, operator, number] = COMPARED.exec(text) ?? [];
  return operator === undefined ? null : compared(operator, Number(number));
}

/** The limits within which a condition does not hold: what `fail: when < 5` leaves. */
function failsOutside(condition: string): Limits | null {
  const text = condition.trim().slice(0, 200);
  const between = BETWEEN.exec(text);
  if (between !== null) {
    const [, negated, opening, low, high, closing] = between;
    if (negated === undefined) return null;
    return { low: Number(low), high: Number(high), above: opening === '(', below: closing === ')' };
  }
  const [, operator, number] = COMPARED.exec(text) ?? [];
  const opposite: Record<string, string> = {
    '<': '>=',
    '<=': '>',
    '>': '<=',
    '>=': '<',
    '!=': '=',
    '<>': '=',
    '=': '!=',
  };
  return operator === undefined ? null : compared(opposite[operator] ?? '', Number(number));
}

/** The ladder of a check of SodaCL: a condition in its line, or `warn` and `fail` below it. Null: not one of ours. */
export function ladderOfLine(condition: string, config: Field): Ladder | null {
  if (condition.trim() !== '') {
    const fail = holdsWithin(condition);
    return fail === null ? null : { fail };
  }
  const ladder: Ladder = {};
  for (const level of ['warn', 'fail'] as const) {
    const { value } = get(config, level);
    if (value === undefined || value === null) continue;
    const limits = typeof value === 'string' ? failsOutside(value.replace(/^\s*when\s+/i, '')) : null;
    if (limits === null) return null;
    ladder[level] = limits;
  }
  return ladder.fail === undefined && ladder.warn === undefined ? null : ladder;
}

/** The ladder of a `threshold` of a contract; `standard` where there is none. Null: not one of ours. */
export function ladderOfThreshold(threshold: Field, standard: Limits): Ladder | null {
  const additional = get(threshold, 'additional');
  const first = limitsOf(threshold);
  if (first === null) return null;
  const main = first ?? standard;
  const isWarn = get(threshold, 'level').value === 'warn';
  const ladder: Ladder = isWarn ? { warn: main } : { fail: main };
  if (additional.value === undefined) return ladder;
  const second = limitsOf(additional);
  if (second === null || second === undefined) return null;
  return get(additional, 'level').value === 'warn' ? { ...ladder, warn: second } : { ...ladder, fail: second };
}

/** The limits that the keys `must_be…` set; undefined where there is none of them, null where they are none of ours. */
function limitsOf(field: Field): Limits | null | undefined {
  const limits: Limits = {};
  let found = false;
  for (const [key, value] of entries(field)) {
    if (!key.startsWith('must_')) continue;
    found = true;
    const part = key === 'must_be_between' ? rangeOf(value) : partOf(key, numberOf(value));
    if (part === null) return null;
    Object.assign(limits, part);
  }
  return found ? limits : undefined;
}

function rangeOf(range: Field): Limits | null {
  const parts = entries(range).map(([key, value]) => partOf(`must_be_${key}`, numberOf(value)));
  return parts.length === 0 || parts.includes(null) ? null : (Object.assign({}, ...parts) as Limits);
}

function partOf(key: string, number: number | undefined): Limits | null {
  if (number === undefined) return null;
  if (key === 'must_be') return { low: number, high: number };
  if (key === 'must_be_greater_than') return { low: number, above: true };
  if (key === 'must_be_greater_than_or_equal') return { low: number };
  if (key === 'must_be_less_than') return { high: number, below: true };
  return key === 'must_be_less_than_or_equal' ? { high: number } : null;
}

function compared(operator: string, number: number): Limits | null {
  if (operator === '<') return { high: number, below: true };
  if (operator === '<=') return { high: number };
  if (operator === '>') return { low: number, above: true };
  if (operator === '>=') return { low: number };
  return operator === '=' ? { low: number, high: number } : null;
}
