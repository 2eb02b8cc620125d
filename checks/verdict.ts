import type { CheckResult, GateAnswer, Outcome, Verdict } from './result.ts';

/** The outcome as it counts: shadow results not at all (null), accepted failures as a pass, unconfirmed ones as a warning. */
export function countedOutcome({ outcome, standing }: Pick<CheckResult, 'outcome' | 'standing'>): Outcome | null {
  if (standing === 'shadow') return null;
  if (standing === 'accepted') return 'pass';
  return standing === 'unconfirmed' && outcome === 'fail' ? 'warn' : outcome;
}

const WORST_FIRST: readonly Outcome[] = ['error', 'fail', 'undecided', 'warn', 'pass'];

/** The worst outcome of all: error, then fail, undecided, warn, pass; `none` when nothing was expected. */
export function verdictOf(results: readonly Pick<CheckResult, 'outcome' | 'standing'>[]): Verdict {
  let worst = WORST_FIRST.length;
  for (const result of results) {
    const outcome = countedOutcome(result);
    if (outcome !== null) worst = Math.min(worst, WORST_FIRST.indexOf(outcome));
  }
  return WORST_FIRST[worst] ?? 'none';
}

/**
 * May the pipeline go on? A fail at severity error or critical blocks, a lesser fail or a warn warns. What could not be
 * decided or evaluated blocks unless the suite fails open.
 */
export function gateOf(
  results: readonly Pick<CheckResult, 'outcome' | 'severity' | 'standing'>[],
  policy: { failOpen: boolean },
): GateAnswer {
  let answer: GateAnswer = 'allow';
  for (const result of results) {
    const outcome = countedOutcome(result);
    const { severity } = result;
    if (outcome === 'pass' || outcome === null) continue;
    const isSevere = outcome === 'fail' && (severity === 'error' || severity === 'critical');
    const isOpenQuestion = outcome === 'undecided' || outcome === 'error';
    if (isSevere || (isOpenQuestion && !policy.failOpen)) return 'block';
    answer = 'warn';
  }
  return answer;
}
