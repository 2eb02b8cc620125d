import { get, numberOf, textOf, type Field } from '../field.ts';
import { tolerance, type Limits } from '../limits.ts';
import type { Entry } from '../types.ts';

/** When a dbt test fails or warns, by how many rows it returned. */
export interface FailureLadder {
  /** The tolerance that our kinds take; null where the conditions are none that a tolerance can say. */
  tolerance: Entry | null;
  /** `{ severity: warn }` where a failure is only a warning. */
  modifiers: Entry;
  /** Any row fails, and there is nothing else to it. */
  isPlain: boolean;
}

/** Reads `severity`, `error_if` and `warn_if` of a test's configuration. */
export function failureLadder(config: Field): FailureLadder {
  const isWarning = textOf(get(config, 'severity'))?.toLowerCase() === 'warn';
  const warn = limitsOf(textOf(get(config, 'warn_if')) ?? '!= 0');
  const fail = isWarning ? warn : limitsOf(textOf(get(config, 'error_if')) ?? '!= 0');
  const modifiers: Entry = isWarning ? { severity: 'warn' } : {};
  if (fail === null || warn === null) return { tolerance: null, modifiers, isPlain: false };
  const isSame = fail.high === warn.high || Number(warn.high) > Number(fail.high);
  return {
    tolerance: tolerance({ fail, ...(!isSame && { warn }) }, 'rows'),
    modifiers,
    isPlain: fail.high === 0,
  };
}

/** How many rows may be returned before a condition such as `!= 0` or `> 10` holds; null for other conditions. */
function limitsOf(condition: string): Limits | null {
  const found = /^\s*(!=|<>|>=?)\s*(\d{1,15})\s*$/.exec(condition);
  if (found === null) return null;
  const count = numberOf({ value: found[2], pointer: '' }) ?? 0;
  if (found[1] === '>') return { high: count };
  if (found[1] === '>=') return count === 0 ? null : { high: count - 1 };
  return count === 0 ? { high: 0 } : null;
}
