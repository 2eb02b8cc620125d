import type { Message } from '../types.ts';

/** The message as plain text, for the text part of a mail: heading, facts, failures, why it came. Lines end in \n. */
export function renderText(message: Message): string {
  const width = Math.max(...message.facts.map((fact) => fact.name.length));
  const facts = message.facts.map((fact) => `${`${fact.name}:`.padEnd(width + 2)}${fact.value}`);
  const fallback = message.insteadOf === null ? [] : [upperFirst(whyHere(message.insteadOf)), ''];
  return [message.heading, '', ...fallback, ...facts, ...failureLines(message), '', '-- ', whyItCame(message), ''].join(
    '\n',
  );
}

/** The last line of a mail: which incident and notification this is, and why it came. */
export function whyItCame(message: Message): string {
  if (message.isTest) return 'Plumbline, a test that somebody asked for: nothing is wrong.';
  if (message.insteadOf !== null)
    return `Plumbline ${message.incidentId}, notification ${message.notificationId}: ${whyHere(message.insteadOf)}`;
  return `Plumbline ${message.incidentId}, notification ${message.notificationId}: routing led this incident to you.`;
}

/** With its first letter in upper case. */
export const upperFirst = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Why a message came to a receiver that it was not meant for first. */
export function whyHere(insteadOf: string): string {
  return `sent here because ${insteadOf} does not answer.`;
}

function failureLines(message: Message): string[] {
  if (message.failures.length + message.more < 2) return [];
  const lines = message.failures.map((failure) => {
    const expected = failure.expected === '' ? '' : `, expected ${failure.expected}`;
    const healed = failure.healed ? ' (passes again)' : '';
    return `- ${failure.title}: ${failure.observed}${expected}; since ${failure.since}${healed}`;
  });
  const more = message.more > 0 ? [`- and ${message.more} more`] : [];
  return ['', `${message.failures.length + message.more} failures:`, ...lines, ...more];
}
