import type { CheckResult, GateAnswer, Severity, Verdict } from '../checks/index.ts';
import { exitCodes } from './failure.ts';

/** The server's answer to one profile, as far as it is told. */
export interface ProfileAnswer {
  profileId: string;
  dataset: { id: string; url?: string };
  verdict: Verdict;
  gate: GateAnswer;
  results: Pick<CheckResult, 'expectation' | 'outcome' | 'severity' | 'reason' | 'needs' | 'standing'>[];
  incidents?: { id: string; state?: string; relation?: string; url?: string }[];
  warnings?: { pointer: string; message: string }[];
}

/** The answer with its results as they count: shadow ones left out, what is lived with passes, what is not confirmed warns. */
export async function countedAnswer(answer: ProfileAnswer): Promise<ProfileAnswer> {
  const { countedOutcome } = await import('../checks/index.ts');
  const results = answer.results.flatMap((result) => {
    const outcome = countedOutcome(result);
    return outcome === null ? [] : [{ ...result, outcome }];
  });
  return { ...answer, results };
}

export type FailOn = Severity | 'never';

const severityOrder: readonly Severity[] = ['info', 'warn', 'error', 'critical'];

/** Does this look like the answer to a profile? */
export function isAnswer(body: unknown): body is ProfileAnswer {
  const answer = body as Partial<ProfileAnswer> | null;
  return typeof answer?.verdict === 'string' && typeof answer.gate === 'string' && Array.isArray(answer.results);
}

/**
 * 3 when an expectation could not be evaluated, else 1 on findings, else 0. A finding is a result that warned (as severity `warn`)
 * or failed, at `failOn` or above; without `failOn` it is severity error or above, or a gate that blocks.
 */
export function answerExitCode(answer: ProfileAnswer, failOn?: FailOn): number {
  if (answer.results.some(({ outcome }) => outcome === 'error')) return exitCodes.unable;
  if (failOn === 'never') return exitCodes.done;
  if (failOn === undefined && answer.gate === 'block') return exitCodes.findings;
  const least = severityOrder.indexOf(failOn ?? 'error');
  const found = answer.results.some((result) => {
    if (result.outcome === 'warn') return severityOrder.indexOf('warn') >= least;
    return result.outcome === 'fail' && severityOrder.indexOf(result.severity) >= least;
  });
  return found ? exitCodes.findings : exitCodes.done;
}

/** The verdict in words: a sentence, one line for each result that did not pass, one for each incident, where to look. */
export function answerLines(answer: ProfileAnswer): string[] {
  const told = answer.results
    .filter(({ outcome }) => outcome !== 'pass')
    .sort((a, b) => rank(a.outcome) - rank(b.outcome));
  const results = told.map((result) => {
    const severity = result.outcome === 'fail' ? ` (${result.severity})` : '';
    const needs = result.needs ? `; needs ${result.needs}` : '';
    return `  ${result.outcome.padEnd(9)} ${result.expectation}: ${result.reason}${severity}${needs}`;
  });
  const incidents = (answer.incidents ?? []).map(({ id, relation, state, url }) => {
    return `  ${id} ${relation ?? state ?? ''}`.trimEnd() + (url ? `  ${url}` : '');
  });
  const place = answer.dataset.url ? [`  ${answer.dataset.url}`] : [];
  return [headline(answer), ...results, ...incidents, ...place];
}

function rank(outcome: string): number {
  return ['error', 'fail', 'undecided', 'warn', 'pass'].indexOf(outcome);
}

function headline({ verdict, gate, results }: ProfileAnswer): string {
  if (verdict === 'none') return `accepted, nothing is expected of this dataset yet; gate: ${gate}`;
  const counts = ['pass', 'warn', 'fail', 'undecided', 'error'].flatMap((outcome) => {
    const count = results.filter((result) => result.outcome === outcome).length;
    return count > 0 ? [`${count} ${outcome}`] : [];
  });
  return `verdict: ${verdict} (${counts.join(', ') || 'no results'}); gate: ${gate}`;
}
