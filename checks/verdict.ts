import type { CheckResult, GateAnswer, Outcome, Verdict } from './result.ts';

const WORST_FIRST: readonly Outcome[] = ['error', 'fail', 'undecided', 'warn', 'pass'];

/** The worst outcome of all: error, then fail, undecided, warn, pass; `none` when nothing was expected. */
export function verdictOf(results: readonly Pick<CheckResult, 'outcome'>[]): Verdict {
  let worst = WORST_FIRST.length;
  for (const { outcome } of results) worst = Math.min(worst, WORST_FIRST.indexOf(outcome));
  return WORST_FIRST[worst] ?? 'none';
}

/**
 * May the pipeline go on? A fail at severity error or critical blocks, a lesser fail or a warn warns. What could not be
 * decided or evaluated blocks unless the suite fails open.
 */
export function gateOf(
  results: readonly Pick<CheckResult, 'outcome' | 'severity'>[],
  policy: { failOpen: boolean },
): GateAnswer {
  let answer: GateAnswer = 'allow';
  for (const { outcome, severity } of results) {
    if (outcome === 'pass') continue;
    const isSevere = outcome === 'fail' && (severity === 'error' || severity === 'critical');
    const isOpenQuestion = outcome === 'undecided' || outcome === 'error';
    if (isSevere || (isOpenQuestion && !policy.failOpen)) return 'block';
    answer = 'warn';
  }
  return answer;
}
