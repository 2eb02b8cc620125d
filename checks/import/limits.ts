import type { Entry, Plain } from './types.ts';

type End = number | string;

/** Where a value is as it should be; ends are inclusive unless `above` or `below`. No end at all: always. */
export interface Limits {
  low?: End;
  high?: End;
  above?: boolean;
  below?: boolean;
}

/** Limits whose breach fails, and those whose breach only warns. */
export interface Ladder {
  fail?: Limits;
  warn?: Limits;
}

/** The bound of a suite that says the same: `between`, `equals`, `at_least`, `at_most`, `above`, `below`. */
export function boundOf({ low, high, above, below }: Limits): Entry {
  const bothClosed = above !== true && below !== true;
  if (low !== undefined && high !== undefined && bothClosed)
    return low === high ? { equals: low } : { between: [low, high] };
  return {
    ...(low !== undefined && { [above === true ? 'above' : 'at_least']: low }),
    ...(high !== undefined && { [below === true ? 'below' : 'at_most']: high }),
  };
}

/** A bound with its warning bound beside it. */
export function boundClause({ fail = {}, warn }: Ladder): Entry {
  const bound = boundOf(fail);
  return warn === undefined || Object.keys(boundOf(warn)).length === 0 ? bound : { ...bound, warn: boundOf(warn) };
}

/** Do the limits leave anything to say? */
export function isOpen(limits: Limits | undefined): boolean {
  return limits === undefined || (limits.low === undefined && limits.high === undefined);
}

/** Is a number within the limits? */
export function admits(limits: Limits, number: number): boolean {
  const { low, high, above, below } = limits;
  if (low !== undefined && (number < Number(low) || (above === true && number === Number(low)))) return false;
  return !(high !== undefined && (number > Number(high) || (below === true && number === Number(high))));
}

/**
 * Limits on a count (`rows`) or share (`percent`) of failing rows as a tolerance; null where they have a low end above
 * zero or admit no count at all. A share that must stay below p may come to p less a billionth of a per cent.
 */
export function tolerance({ fail, warn }: Ladder, unit: 'rows' | 'percent'): Entry | null {
  const failing = isOpen(fail) ? { max_failed_pct: 100 } : toleranceOf(fail ?? {}, unit);
  const warning = isOpen(warn) ? undefined : toleranceOf(warn ?? {}, unit);
  if (failing === null || warning === null) return null;
  if (warning === undefined) return failing;
  return { ...failing, warn: Object.keys(warning).length === 0 ? { max_failed: 0 } : warning };
}

function toleranceOf(limits: Limits, unit: 'rows' | 'percent'): Entry | null {
  const { low, high, below } = limits;
  const isOpenBelow = low === undefined || Number(low) < 0 || (Number(low) === 0 && limits.above !== true);
  if (!isOpenBelow || high === undefined || !admits(limits, 0)) return null;
  const most = Number(high);
  if (!Number.isFinite(most)) return null;
  if (unit === 'rows') return rowsAtMost(below === true ? Math.ceil(most) - 1 : Math.floor(most));
  if (most >= 100 && below !== true) return { max_failed_pct: 100 };
  if (most === 0) return {};
  const share = below === true ? Number((Math.min(most, 100 + 1e-9) - 1e-9).toPrecision(12)) : most;
  return { max_failed_pct: share };
}

function rowsAtMost(rows: number): Entry {
  return rows === 0 ? {} : { max_failed: Math.min(rows, Number.MAX_SAFE_INTEGER) };
}

/** The clause, or `true` where it says nothing more. */
export function orTrue(clause: Entry): Plain {
  return Object.keys(clause).length === 0 ? true : clause;
}
