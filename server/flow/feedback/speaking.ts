import { LEARNED_SUITE, type CheckResult, type Feedback, type FeedbackVerb } from '../../../checks/index.ts';
import type { StoredFeedback } from '../../store/feedback.ts';
import type { SaidRow } from '../../store/learned.ts';

/** What a verb says of an alarm, in the past tense of whoever reads the timeline. */
export const VERB_WORDS: Readonly<Record<FeedbackVerb, string>> = {
  once: 'only this once',
  new_normal: 'the new normal from here on',
  repeats: 'it comes again on days like this',
  false_alarm: 'a false alarm',
  real: 'a real fault',
};

/** The newest word on each expectation: what was said before it counts again only when it is taken back. */
export function speakingFor(rows: readonly StoredFeedback[]): Map<string, StoredFeedback> {
  const speaking = new Map<string, StoredFeedback>();
  for (const row of rows) {
    if (row.undoneAt !== null) continue;
    for (const expectation of row.expectations ?? []) speaking.set(expectation, row);
  }
  return speaking;
}

/** Why an alarm counts as passed that somebody called anything but real: `expected: a false alarm, says ana`. */
export const expectedWords = ({ verb, by }: Pick<StoredFeedback, 'verb' | 'by'>): string =>
  `expected: ${VERB_WORDS[verb]}, says ${by}`;

/** Results of learned monitors as they are once somebody has answered them; other rules say what they say. */
export function withFeedback(
  results: readonly CheckResult[],
  speaking: ReadonlyMap<string, StoredFeedback>,
): CheckResult[] {
  if (speaking.size === 0) return [...results];
  return results.map((result) => {
    const said = result.suite === LEARNED_SUITE ? speaking.get(result.expectation) : undefined;
    if (said === undefined || said.verb === 'real' || result.outcome === 'pass') return result;
    return { ...result, outcome: 'pass', reason: `${expectedWords(said)}; ${result.reason}` };
  });
}

/** Words on the alarms of one profile, oldest first, as learning reads them: each column once, by the newest word on it. */
export function feedbackToLearn(said: readonly SaidRow[]): Feedback[] {
  const verbs = new Map<string | null, FeedbackVerb>();
  for (const { verb, column } of said) verbs.set(column, verb);
  const columns = new Map<FeedbackVerb, (string | null)[]>();
  for (const [column, verb] of verbs) columns.set(verb, [...(columns.get(verb) ?? []), column]);
  return [...columns].map(([verb, of]) => ({ verb, columns: of }));
}
