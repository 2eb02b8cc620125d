import type { Message } from '../types.ts';

/** The message as plain text, for the text part of a mail: heading, facts, failures, why it came. Lines end in \n. */
export function renderText(message: Message): string {
  const width = Math.max(...message.facts.map((fact) => fact.name.length));
  const facts = message.facts.map((fact) => `${`${fact.name}:`.padEnd(width + 2)}${fact.value}`);
  return [message.heading, '', ...facts, ...failureLines(message), '', '-- ', whyItCame(message), ''].join('\n');
}

/** The last line of a mail: which incident and notification this is. */
export function whyItCame(message: Message): string {
  return `Plumbline ${message.incidentId}, notification ${message.notificationId}: routing led this incident to you.`;
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
