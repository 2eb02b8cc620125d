import type { Acceptance } from '../expectation.ts';
import type { Finding } from '../expectations/kind.ts';
import { instantMs } from '../instant.ts';
import type { CheckResult } from '../result.ts';

const DAY_MS = 86_400_000;
/** Forgiven to binary fractions. */
const ROUNDING = 1e-9;

/** How an acceptance stands, and what the reason says of it besides; null where nothing was found out. */
export interface Accepted {
  accepted: NonNullable<CheckResult['accepted']>;
  words: string;
}

/**
 * Is the failing level still lived with? Its measure is the number of failing rows where they were counted, else how far the
 * observed number lies beyond the bound, each at most: an estimate whose worst case is over the level does not hold. It
 * holds through the whole day `until` in UTC, for warnings too. A pass says that it healed.
 */
export function acceptanceOf(accept: Acceptance, found: Finding, now: Date): Accepted | null {
  const stand = (state: Accepted['accepted']['state'], words: string): Accepted => ({
    accepted: { ...accept, state },
    words,
  });
  if (found.outcome === 'pass') return stand('healed', '');
  if (found.outcome !== 'fail' && found.outcome !== 'warn') return null;
  const { level, until } = accept;
  const end = (instantMs(until) ?? -Infinity) + DAY_MS;
  if (now.getTime() >= end) return stand('expired', `; it was accepted only through ${until}`);
  const breach = breachOf(found);
  if (breach === null) return stand('worse', `; how much is not known, so that the accepted ${level} says nothing`);
  if (breach <= level * (1 + ROUNDING)) return stand('held', `; accepted up to ${level} through ${until}`);
  return stand('worse', `; more than the accepted ${level}`);
}

function breachOf({ breach, failed, observed, expected }: Finding): number | null {
  if (breach !== undefined) return finite(breach);
  if (failed !== null) return finite(failed);
  if (typeof observed !== 'number' || expected === null || !('low' in expected)) return null;
  const { low, high } = expected;
  if (typeof high === 'number' && observed > high) return finite(observed - high);
  return typeof low === 'number' && observed < low ? finite(low - observed) : null;
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
