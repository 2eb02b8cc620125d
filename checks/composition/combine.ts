import { finding, undecided } from '../expectations/finding.ts';
import type { Finding } from '../expectations/kind.ts';
import type { CompositionName } from './name.ts';

/** A part of a composition and what it came to. */
export interface JudgedPart {
  key: string;
  finding: Finding;
}

/**
 * Joins parts by Kleene's three-valued logic: pass and warn hold, fail does not, undecided and error are unknown. What is
 * known decides where it can (one fail ends `all`, one that holds `any`); else an error makes the whole an error, and then an
 * undecided part leaves it undecided. A whole that holds only thanks to a warning part is `warn`, never `pass`.
 */
export function combine(name: CompositionName, parts: readonly JudgedPart[]): Finding {
  const whole = COMBINE[name](parts);
  const listed = parts.map(({ key, finding: { outcome, reason } }) => ({ expectation: key, outcome, reason }));
  const joined: Finding = { ...whole, expected: { text: wordsOf(name, parts) }, parts: listed };
  const isSevere = whole.outcome === 'fail' && name !== 'not' && parts.some(isSevereFailure);
  return isSevere ? { ...joined, severe: true } : joined;
}

const COMBINE: Record<CompositionName, (parts: readonly JudgedPart[]) => Finding> = {
  all: combineAll,
  any: combineAny,
  not: ([part]) => (part === undefined ? unfinished([]) : negate(part)),
  implies: ([premise, conclusion]) =>
    premise === undefined || conclusion === undefined ? unfinished([]) : combineImplies(premise, conclusion),
};

function combineAll(parts: readonly JudgedPart[]): Finding {
  const failing = parts.find(({ finding: { outcome } }) => outcome === 'fail');
  if (failing !== undefined) return finding('fail', reasonOf(failing));
  if (parts.some(isUnknown)) return unfinished(parts);
  const warning = parts.find(({ finding: { outcome } }) => outcome === 'warn');
  const vacuous = parts.every((part) => part.finding.vacuous);
  if (warning !== undefined) return finding('warn', reasonOf(warning), { vacuous });
  return finding('pass', 'every part holds', { vacuous });
}

function combineAny(parts: readonly JudgedPart[]): Finding {
  const holding =
    parts.find(({ finding: { outcome } }) => outcome === 'pass') ??
    parts.find(({ finding: { outcome } }) => outcome === 'warn');
  if (holding !== undefined) {
    const { outcome, vacuous } = holding.finding;
    return finding(outcome, reasonOf(holding), { vacuous });
  }
  if (parts.some(isUnknown)) return unfinished(parts);
  return finding('fail', `no part holds: ${parts.map(reasonOf).slice(0, 3).join('; ')}`);
}

/** What fails over nothing (`on_empty: fail`) denies nothing: the pass of its opposite is vacuous. */
function negate(part: JudgedPart): Finding {
  if (isUnknown(part)) return unfinished([part]);
  if (part.finding.outcome !== 'fail') return finding('fail', `holds, and should not: ${reasonOf(part)}`);
  return finding('pass', `does not hold, as expected: ${reasonOf(part)}`, { vacuous: part.finding.tested === 0 });
}

function combineImplies(premise: JudgedPart, conclusion: JudgedPart): Finding {
  if (premise.finding.outcome === 'fail') {
    return finding('pass', `the premise does not hold: ${reasonOf(premise)}`, { vacuous: true });
  }
  const { outcome, vacuous } = conclusion.finding;
  if (outcome === 'pass' || outcome === 'warn') return finding(outcome, reasonOf(conclusion), { vacuous });
  if (isUnknown(premise) || isUnknown(conclusion)) return unfinished([premise, conclusion]);
  return finding('fail', `the premise holds, and then: ${reasonOf(conclusion)}`);
}

/** Not decided: the first error, else the first undecided part, with all that would decide them. */
function unfinished(parts: readonly JudgedPart[]): Finding {
  const erring = parts.find(({ finding: { outcome } }) => outcome === 'error');
  if (erring !== undefined) return finding('error', reasonOf(erring));
  const open = parts.filter(isUnknown);
  const needs = [...new Set(open.flatMap((part) => part.finding.needs ?? []))].join('; ');
  const [first] = open;
  return undecided(first === undefined ? 'it has no parts' : reasonOf(first), needs === '' ? 'its parts' : needs);
}

function isUnknown({ finding: { outcome } }: JudgedPart): boolean {
  return outcome === 'undecided' || outcome === 'error';
}

function isSevereFailure({ finding: { outcome, severe } }: JudgedPart): boolean {
  return outcome === 'fail' && severe === true;
}

function reasonOf({ key, finding: { reason } }: JudgedPart): string {
  return `${key}: ${reason}`;
}

function wordsOf(name: CompositionName, parts: readonly JudgedPart[]): string {
  const keys = parts.map(({ key }) => key);
  if (name === 'implies') return `when ${keys[0] ?? ''} holds, ${keys[1] ?? ''}`;
  return name === 'not' ? `not ${keys[0] ?? ''}` : `${name} of ${keys.slice(0, 5).join(', ')}`;
}
