import type { Message } from '../types.ts';
import { escapeSlack, mrkdwn, plain } from './slack-blocks.ts';
import type { LinkButton, SlackBlock } from './slack-blocks.ts';
import { upperFirst, whyHere } from './text.ts';

/** What Slack is sent: `text` is what notifications and screen readers say in place of the blocks. */
export interface SlackMessage {
  text: string;
  blocks: SlackBlock[];
}

const MARKS = { critical: '🚨', error: '🔴', warn: '🟡', info: '🔵' } as const;
/** Told by the blocks in their own way: the header, the sentence and the buttons. */
const ELSEWHERE = new Set(['What', 'Severity', 'Runbook', 'Open']);
const HEADER = 150;
const FIELDS = 10;
/** Slack refuses blocks of about 13,200 characters in all, and says so nowhere. */
const WHOLE = 12_000;

/**
 * The message as Block Kit: header, sentence, facts, further failures, links, and which incident it is. Within Slack's
 * limits whatever its data; the longest texts give way first. The buttons only open pages.
 */
export function renderSlack(message: Message): SlackMessage {
  const text = fallbackText(message);
  for (const longest of [3000, 1200, 500]) {
    const blocks = blocksOf(message, longest);
    if (JSON.stringify(blocks).length <= WHOLE) return { text, blocks };
  }
  return { text, blocks: blocksOf(message, 150) };
}

/** The line in the thread under the incident's message that says what changed; the message above has the rest. */
export function renderSlackReply(message: Message): { text: string } {
  return { text: fallbackText(message) };
}

function fallbackText(message: Message): string {
  const why = message.insteadOf === null ? '' : ` (${whyHere(message.insteadOf).replace(/\.$/, '')})`;
  return `${markOf(message)} ${escapeSlack(`${message.heading}${why}`, 2900)}`;
}

function markOf(message: Message): string {
  if (message.isTest) return '🧪';
  return message.kind.endsWith('resolved') ? '✅' : MARKS[message.severity];
}

function blocksOf(message: Message, longest: number): SlackBlock[] {
  const title = message.isTest ? message.stateWord : `${message.stateWord}: ${message.incident.subject.name}`;
  const why = message.insteadOf;
  return [
    { type: 'header', text: plain(`${markOf(message)} ${escapeSlack(oneLineTitle(title), HEADER - 4)}`) },
    ...(why === null ? [] : [context(`⚠️ ${escapeSlack(upperFirst(whyHere(why)), 300)}`)]),
    { type: 'section', text: mrkdwn(`*${escapeSlack(message.sentence, Math.min(longest, 2900))}*`) },
    ...factBlocks(message, longest),
    ...failureBlocks(message, longest),
    ...buttonBlocks(message),
    context(escapeSlack(lastLine(message), 300)),
  ];
}

const context = (text: string): SlackBlock => ({ type: 'context', elements: [mrkdwn(text)] });

/** A header is one line: names come as they were posted. */
const oneLineTitle = (title: string) => title.replace(/\s+/g, ' ').trim();

function factBlocks(message: Message, longest: number): SlackBlock[] {
  const facts = message.facts.filter(({ name }) => !ELSEWHERE.has(name)).slice(0, FIELDS);
  const most = Math.min(longest, 600);
  const fields = facts.map(({ name, value }) => mrkdwn(`*${escapeSlack(name, 60)}*\n${escapeSlack(value, most)}`));
  return fields.length === 0 ? [] : [{ type: 'section', fields }];
}

/** At most ten lines and "and N more", in 2,900 characters together. */
function failureBlocks(message: Message, longest: number): SlackBlock[] {
  if (message.failures.length + message.more < 2) return [];
  const most = Math.min(longest, 270);
  const lines = message.failures.map(({ title, observed, expected, healed }) => {
    const says = `${observed}${expected === '' ? '' : `, expected ${expected}`}`;
    return `${healed ? '✓ passes again: ' : '• '}${escapeSlack(`${title}: ${says}`, most)}`;
  });
  const more = message.more > 0 ? [`and ${message.more} more`] : [];
  return [{ type: 'section', text: mrkdwn([...lines, ...more].join('\n')) }];
}

function buttonBlocks({ url, runbook, incident, isTest }: Message): SlackBlock[] {
  const mayAcknowledge = !isTest && incident.state === 'open';
  const ask = `${url}${url.includes('?') ? '&' : '?'}ask=acknowledge`;
  const buttons = [
    button({ id: 'open', label: isTest ? 'Open Plumbline' : 'Open', url, style: 'primary' }),
    mayAcknowledge ? button({ id: 'acknowledge', label: 'Acknowledge…', url: ask }) : null,
    runbook === null ? null : button({ id: 'runbook', label: 'Runbook', url: runbook }),
  ].filter((one) => one !== null);
  return buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons }];
}

/** Null when the address is none that Slack would open: one bad link would refuse the whole message. */
function button(given: { id: string; label: string; url: string; style?: 'primary' }): LinkButton | null {
  const { id, label, url, style } = given;
  if (url.length > 1500 || !/^https?:\/\/[^\s<>"|]+$/i.test(url)) return null;
  return { type: 'button', action_id: id, text: plain(label), url, ...(style ? { style } : {}) };
}

function lastLine({ incidentId, notificationId, incident, isTest }: Message): string {
  if (isTest) return 'A test that somebody asked for. Nothing is wrong.';
  const labels = Object.entries(incident.labels).map(([name, value]) => `${name}=${value}`);
  return [incidentId, ...labels.slice(0, 5), notificationId].join(' · ').replace(/\s+/g, ' ');
}
