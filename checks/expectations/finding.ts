import type { Scalar } from '../profile.ts';
import type { Basis, Expected, Outcome } from '../result.ts';
import type { Finding, Subject } from './kind.ts';
import { isSample } from './sample.ts';

/** The basis of a bound that stands in the suite. */
export const DECLARED: Basis = Object.freeze({ kind: 'declared' });

/** What is known of a finding besides outcome and reason; what is left out is null. */
export interface Evidence {
  observed?: Scalar | null;
  expected?: Expected | null;
  unit?: string | null;
  tested?: number | null;
  failed?: number | null;
  vacuous?: boolean;
  basis?: Basis;
  needs?: string;
  breach?: number | null;
}

const NOTHING: Evidence = {};

/** A finding with every field present, in one order. What is not a number was not observed. */
export function finding(outcome: Outcome, reason: string, evidence: Evidence = NOTHING): Finding {
  const found: Finding = {
    outcome,
    observed: Number.isNaN(evidence.observed) ? null : (evidence.observed ?? null),
    expected: evidence.expected ?? null,
    unit: evidence.unit ?? null,
    tested: evidence.tested ?? null,
    failed: evidence.failed ?? null,
    vacuous: evidence.vacuous ?? false,
    basis: evidence.basis ?? DECLARED,
    reason,
    needs: evidence.needs,
  };
  if (evidence.breach !== undefined) found.breach = evidence.breach;
  return found;
}

/** Cannot be decided from this profile: why, and what would decide it. */
export function undecided(reason: string, needs: string, evidence: Evidence = NOTHING): Finding {
  const found = finding('undecided', reason, evidence);
  found.needs = needs;
  return found;
}

/**
 * Nothing to judge: the expectation's empty policy answers; a pass or warn over nothing is marked vacuous. Nothing in a
 * sample may be something in the whole, so that no policy answers.
 */
export function empty(subject: Subject, reason: string, evidence: Evidence = NOTHING): Finding {
  if (isSample(subject.profile)) return undecided(`${reason} in the sample`, 'a profile of all rows', evidence);
  const policy = subject.expectation.onEmpty;
  const all = { tested: 0, ...evidence, vacuous: policy === 'pass' || policy === 'warn' };
  return policy === 'undecided' ? undecided(reason, 'at least one value', all) : finding(policy, reason, all);
}

/** A measurement that the profile does not have, or that its privacy level withholds. */
export function missing(subject: Subject, what: string, pointer: string): Finding {
  const name = subject.expectation.column;
  if (name !== undefined && subject.column === null) {
    return undecided('the profile has no measurements of this column', `columnMetrics of ${name}`);
  }
  const level = subject.column?.privacy?.level ?? 'full';
  if (level !== 'full') {
    return undecided(`${what} is withheld at privacy level ${level}`, 'a declared counter, or another level');
  }
  const withheld = subject.column?.privacy?.suppressed ? ', or is withheld for privacy' : '';
  if (subject.column?.sketches?.length)
    return undecided(`${what} was not measured${withheld}: sketches are not read`, pointer);
  return undecided(`${what} was not measured${withheld}`, pointer);
}

/** A number for a sentence: six significant digits, whole numbers in full. */
export function words(value: Scalar | null): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}
