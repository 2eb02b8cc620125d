import type { AcceptanceShape, CheckResultShape } from '../../api/types.ts';
import { formatNumber } from '../../format/number.ts';
import { formatDate } from '../../format/time.ts';

/** Why a result does not count as it stands: `Shadow: shown, never counted.`; empty when it does. */
export function standingWords({ standing, confirmation, accepted }: CheckResultShape): string {
  if (standing === 'shadow') return 'Shadow: shown, never counted.';
  if (standing === 'accepted' && accepted !== undefined) return `Accepted for now, never told: ${accepted.reason}.`;
  if (standing === 'unconfirmed' && confirmation !== undefined)
    return `Not confirmed: ${confirmation.failed} of ${confirmation.seen}, counts at ${confirmation.n} of ${confirmation.of}.`;
  return '';
}

/** Whose clause it is, where it is a consumer's: his gate stops by it, and he is told. */
export function clauseOf(consumer: string): string {
  return `Clause of ${consumer}: it stops and tells ${consumer} alone.`;
}

/** One sentence that answers whether an accepted failure shrinks, from the numbers that its chart draws. */
export function burnDownSummary({ level, until, reason, state, points }: AcceptanceShape): string {
  const promise = `up to ${formatNumber(level)} accepted through ${formatDate(until)}: ${reason}`;
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const [first, last] = [values[0], values.at(-1)];
  if (state === null || first === undefined || last === undefined)
    return `No profile was judged by it yet; ${promise}.`;
  if (state === 'healed') return `It healed: the acceptance can go; ${promise}.`;
  if (state === 'expired') return `It ended: ${formatNumber(last)} at the newest; ${promise}.`;
  if (state === 'worse') return `No. ${formatNumber(last)} at the newest; ${promise}.`;
  return `${movedWords(first, last)}; ${promise}.`;
}

function movedWords(first: number, last: number): string {
  const moved = formatNumber(Math.abs(first - last));
  if (last < first) return `Yes. ${formatNumber(last)} at the newest, ${moved} fewer than at first`;
  if (last === first) return `Not yet. ${formatNumber(last)} as at first`;
  return `No. ${formatNumber(last)} at the newest, ${moved} more than at first`;
}
