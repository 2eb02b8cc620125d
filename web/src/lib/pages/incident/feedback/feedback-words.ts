import type { IncidentDetail } from '../../../api/types.ts';
import { isLearned } from '../../../format/learned-words.ts';

/** What may be said of an alarm, as the server names it. */
export const FEEDBACK_VERBS = ['once', 'new_normal', 'repeats', 'false_alarm', 'real'] as const;
export type FeedbackVerb = (typeof FEEDBACK_VERBS)[number];

export interface VerbWords {
  label: string;
  /** What it does, in one line. */
  does: string;
}

/** The five answers: what the button says, and what pressing it does. */
export const VERBS: Record<FeedbackVerb, VerbWords> = {
  once: {
    label: 'Just this value',
    does: 'It is fine, but not usual: nothing is learned from it, and the usual range stays as it was.',
  },
  new_normal: {
    label: 'New normal from here',
    does: 'From this run on this is the usual level: later runs are compared with it.',
  },
  repeats: {
    label: 'It repeats',
    does: 'Days like this one bring it, such as an end of month or a holiday: it is expected there from now on.',
  },
  false_alarm: {
    label: 'False alarm',
    does: 'There was nothing to tell: the value is learned, and the alarm counts as false.',
  },
  real: {
    label: 'Real',
    does: 'The data was wrong: nothing is ever learned from it, and the alarm counts as right.',
  },
};

/** What steers learning makes sense of what was learned only. */
const STEERING: readonly FeedbackVerb[] = ['once', 'new_normal', 'repeats'];

interface Markable {
  expectation: string;
  suite?: string | undefined;
}

/** Of which of the chosen failures this can be said. */
export const markableBy = (verb: FeedbackVerb, chosen: readonly Markable[]): string[] =>
  chosen.filter((one) => isLearned(one) || !STEERING.includes(verb)).map(({ expectation }) => expectation);

type Said = Pick<IncidentDetail['feedback'][number], 'verb' | 'expectations' | 'undoneAt'>;

/** The word that counts of a failure: the newest that stands, of a list that begins with the oldest. */
export function standingVerb(said: readonly Said[], expectation: string): FeedbackVerb | null {
  const newest = said.findLast(
    ({ undoneAt, expectations }) => undoneAt === null && (expectations === null || expectations.includes(expectation)),
  );
  return newest?.verb ?? null;
}

/** Of what was declared there is nothing to learn: it was right to tell, or it was not. */
const JUDGING: readonly FeedbackVerb[] = ['false_alarm', 'real'];

/** What may be said of these failures. */
export const verbsFor = (isAnyLearned: boolean): readonly FeedbackVerb[] => (isAnyLearned ? FEEDBACK_VERBS : JUDGING);

/** Of what it was said: `everything`, `amount.anomaly`, `amount.anomaly and 2 more`. */
export function saidOf(expectations: readonly string[] | null): string {
  const [first, ...rest] = expectations ?? [];
  if (first === undefined) return 'everything that failed';
  return rest.length === 0 ? first : `${first} and ${rest.length} more`;
}
