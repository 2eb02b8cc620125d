import type { Bound } from '../expectation.ts';
import type { Finding, Subject } from './kind.ts';

/**
 * Judges by the bound, then what passes by the warning bound: whatever breaks that one alone is a warning. A pass over
 * nothing stays as it is.
 */
export function judgeLadder(subject: Subject, judge: (subject: Subject, bound: Bound) => Finding): Finding {
  const { bound = {}, warnBound } = subject.expectation;
  const judged = judge(subject, bound);
  if (judged.outcome !== 'pass' || warnBound === undefined || judged.vacuous) return judged;
  const warned = judge(subject, warnBound);
  return warned.outcome === 'fail' ? { ...warned, outcome: 'warn' } : warned;
}
