import { LEARNED_SUITE, type FeedbackVerb } from '../../../checks/index.ts';
import { Problem } from '../../problem.ts';
import type { MarkableFailure } from '../../store/feedback.ts';

/** A failure that a profile showed. */
export type Markable = MarkableFailure & { profile: NonNullable<MarkableFailure['profile']> };

export const isLearned = ({ suite }: Pick<MarkableFailure, 'suite'>): boolean => suite === LEARNED_SUITE;

/** These say what is to be learnt, so they make sense of what was learnt only. */
const OF_LEARNED: readonly FeedbackVerb[] = ['once', 'new_normal', 'repeats'];

interface Asked {
  id: string;
  verb: FeedbackVerb;
  /** Null: of all that the verb makes sense of, of an open incident only what still fails. */
  expectations: readonly string[] | null;
}

/**
 * The failures that feedback is about.
 * @throws Problem naming each expectation that it cannot be about, or that there is none.
 */
export function chooseFailures(failures: readonly MarkableFailure[], asked: Asked): Markable[] {
  return asked.expectations === null ? everyOne(failures, asked) : namedOnes(failures, asked, asked.expectations);
}

function everyOne(failures: readonly MarkableFailure[], { id, verb }: Asked): Markable[] {
  const open = failures.filter(({ healed }) => !healed);
  const candidates = (open.length > 0 ? open : failures).filter((one): one is Markable => one.profile !== null);
  const chosen = candidates.filter((one) => isLearned(one) || !OF_LEARNED.includes(verb));
  if (chosen.length > 0) return chosen;
  throw new Problem(
    'conflict',
    candidates.length > 0
      ? `${id} fails by rules that people declared: say real or false_alarm of them, or change the rule. ${verb} is for what learned monitors tell.`
      : `Nothing in ${id} was shown by a profile: of runs and deadlines nothing can be said here.`,
  );
}

function namedOnes(failures: readonly MarkableFailure[], { id, verb }: Asked, names: readonly string[]): Markable[] {
  const errors: { pointer: string; message: string }[] = [];
  const chosen: Markable[] = [];
  for (const [index, name] of names.entries()) {
    const failure = failures.find(({ expectation }) => expectation === name);
    const message = faultOf(failure, verb, id);
    if (message !== null) errors.push({ pointer: `/expectations/${index}`, message });
    else chosen.push(failure as Markable);
  }
  if (errors.length > 0) throw new Problem('invalid-request', 'This cannot be said of these expectations.', { errors });
  return chosen;
}

function faultOf(failure: MarkableFailure | undefined, verb: FeedbackVerb, id: string): string | null {
  if (failure === undefined) return `does not fail in ${id}`;
  if (failure.profile === null) return 'is about a run or a deadline, of which nothing can be said here';
  if (isLearned(failure) || !OF_LEARNED.includes(verb)) return null;
  return `is a rule that people declared: say real or false_alarm of it; ${verb} is for what learned monitors tell`;
}
