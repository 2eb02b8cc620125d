/**
 * What somebody says of an alarm: the value is to be forgotten (`once`); what is now is the new normal from here on; it comes again on days like this one;
 * there was nothing to be told of; it is a real fault.
 */
export const FEEDBACK_VERBS = ['once', 'new_normal', 'repeats', 'false_alarm', 'real'] as const;
export type FeedbackVerb = (typeof FEEDBACK_VERBS)[number];

/** Feedback on one run, as learning from that run takes it. */
export interface Feedback {
  verb: FeedbackVerb;
  /** Whose alarms it is about: names of columns, null for the table's own; `all` for everything that was in alarm. */
  columns: readonly (string | null)[] | 'all';
}

/** What was said of the measures of a column in one run: of those in alarm, and for `once` of all that the column was named for. */
export function verbOf(
  feedback: readonly Feedback[],
  { column, isAlarm }: { column: string | null; isAlarm: boolean },
): FeedbackVerb | null {
  let found: FeedbackVerb | null = null;
  for (const { verb, columns } of feedback) {
    const isMeant = columns === 'all' ? isAlarm : columns.includes(column) && (isAlarm || verb === 'once');
    if (isMeant) found = verb;
  }
  return found;
}

/** What was said of a column's type, or (null) of which columns there are: who speaks of the table speaks of these too. */
export function schemaVerb(feedback: readonly Feedback[], column: string | null): FeedbackVerb | null {
  return (
    feedback.findLast(({ columns }) => columns === 'all' || columns.includes(null) || columns.includes(column))?.verb ??
    null
  );
}

/** May a run be learnt from as if nothing had been in alarm? */
export const isTaken = (verb: FeedbackVerb | null): boolean => verb === 'new_normal' || verb === 'false_alarm';
