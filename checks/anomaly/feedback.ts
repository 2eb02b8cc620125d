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
