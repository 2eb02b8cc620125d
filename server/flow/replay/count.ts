import type { Coverage, Tally } from './answer.ts';

const dayMs = 86_400_000;

/** The calendar days (UTC) that a period touches, counted from its first. */
export function daysOf({ since, until }: { since: Date; until: Date }) {
  const first = Math.floor(since.getTime() / dayMs);
  const asked = Math.max(0, Math.ceil(until.getTime() / dayMs) - first);
  return { asked, dayOf: (at: Date) => Math.floor(at.getTime() / dayMs) - first };
}

export type Days = ReturnType<typeof daysOf>;

/** Counts what was evaluated of what was available. */
export interface Counted {
  tally: Tally;
  coverage(): Coverage;
  /** A profile that it speaks about; `decided`: it had an answer. */
  see(effectiveAt: Date, decided: boolean): void;
  /** One that it spoke about without an answer has one now. */
  decide(effectiveAt: Date): void;
}

export function createCounted({ asked, dayOf }: Days): Counted {
  const seen = new Uint8Array(asked);
  let available = 0;
  let evaluated = 0;
  const decide = (effectiveAt: Date) => {
    evaluated++;
    const day = dayOf(effectiveAt);
    if (day >= 0 && day < asked) seen[day] = 1;
  };
  return {
    tally: { firings: 0, shadow: 0, incidents: 0, messages: 0, nights: 0 },
    coverage: () => ({ available, evaluated, days: seen.reduce((sum, one) => sum + one, 0) }),
    see(effectiveAt, decided) {
      available++;
      if (decided) decide(effectiveAt);
    },
    decide,
  };
}

/** Why nothing was evaluated, where that is so: no answer is not the same as nothing found. */
export function nothingWords(
  { available, evaluated }: Coverage,
  { matches, openReason }: { matches: string | null; openReason: string | null },
): string | null {
  if (evaluated > 0) return null;
  if (matches !== null) return `nothing was evaluated, because no dataset here matches ${matches}`;
  if (available === 0)
    return 'nothing was evaluated, because no profile that it speaks about was received in this period';
  const why = openReason === null ? 'it is not judged' : openReason;
  return `nothing was evaluated, because none of ${available} profiles could be decided: ${why}`;
}
