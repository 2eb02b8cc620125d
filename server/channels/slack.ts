import { WebClient } from '@slack/web-api';
import type { WebClientOptions } from '@slack/web-api';
import { oneLine, renderSlack, renderSlackReply } from '../../alerts/index.ts';
import type { Channel, ChannelReference, Delivery, Message, ReceiverChannel, SendOptions } from '../../alerts/index.ts';
import { createPacer } from './pacer.ts';
import type { Pace } from './pacer.ts';
import { arrivedEarlier } from './slack-history.ts';
import { classifySlackError, slackErrorCode } from './slack-answer.ts';

type SlackReceiver = Extract<ReceiverChannel, { kind: 'slack' }>;

/** What the operator decides for Slack. */
export interface SlackConfig {
  /** The bot token of receivers that name none of their own. */
  token?: string | undefined;
  /** Ends in a slash; that of Slack itself when not given. */
  apiUrl?: string | undefined;
  /** The token behind a reference of the routing; throws a sentence when there is none. */
  tokenOf?: (reference: string) => string;
  /** Each call; 10 s when not given. */
  timeoutMs?: number;
  paces?: { post: Pace; update: Pace };
}

/** Slack takes one message a second in a channel, and 50 updates a minute in a workspace. */
const PACES = { post: { everyMs: 1000, burst: 3 }, update: { everyMs: 1334, burst: 10 } };
const UNSET_SECONDS = 300;
const GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);
const TOKEN_FORM = /^xox[a-z][-.a-zA-Z0-9]{5,500}$/;

/**
 * Posts an incident's first message in a Slack channel, brings that one up to date afterwards, and says in its thread
 * what changed. It keeps Slack's pace by answering `later`, and repeats nothing by itself.
 */
export function createSlackChannel(config: SlackConfig = {}): Channel<SlackReceiver> {
  const timeoutMs = config.timeoutMs ?? 10_000;
  const paces = config.paces ?? PACES;
  const pacer = createPacer();
  const clients = new Map<string, WebClient>();
  const sender: Sender = { idOfName: new Map(), refused: new Set(), pausedUntil: new Map() };

  function clientOf(token: string): WebClient {
    const client = clients.get(token) ?? new WebClient(token, clientOptions(config, timeoutMs));
    clients.set(token, client);
    return client;
  }

  async function send(message: Message, to: SlackReceiver, options: SendOptions = {}): Promise<Delivery> {
    const found = tokenFor(to, config);
    if ('reason' in found) return { status: 'retry', reason: found.reason, retryAfterSeconds: UNSET_SECONDS };
    const { reference = null, attempt = 1 } = options;
    const place = { key: `${found.token} ${reference?.['channel'] ?? to.channel}`, pace: paces.post };
    const updates = reference === null ? [] : [{ key: found.token, pace: paces.update }];
    const pausedMs = (sender.pausedUntil.get(place.key) ?? 0) - Date.now();
    if (pausedMs > 0) return { status: 'later', afterSeconds: pausedMs / 1000 };
    const waitMs = pacer.turn(message.notificationId, [place, ...updates]);
    if (waitMs > 0) return { status: 'later', afterSeconds: waitMs / 1000 };
    const isSure = sender.refused.delete(message.notificationId) || attempt === 1;
    const sending = { client: clientOf(found.token), message, to, reference, isSure };
    try {
      return await deliver(sender, sending);
    } catch (error) {
      const delivery = classifySlackError(error, timeoutMs);
      remember(sender, { key: place.key, sending }, delivery);
      return delivery;
    }
  }
  return { kind: 'slack', send };
}

interface Sender {
  idOfName: Map<string, string>;
  /** Messages whose last attempt certainly did not arrive: whether they did need not be asked. */
  refused: Set<string>;
  /** Places that Slack asked to leave alone, until when: known here before it is written for all processes. */
  pausedUntil: Map<string, number>;
}

interface Sending {
  client: WebClient;
  message: Message;
  to: SlackReceiver;
  reference: ChannelReference | null;
  /** It certainly is not there from an earlier attempt. */
  isSure: boolean;
}

function remember(
  { refused, pausedUntil }: Sender,
  { key, sending }: { key: string; sending: Sending },
  delivery: Delivery,
): void {
  if (delivery.status !== 'retry' || delivery.rateLimited !== true) return;
  if (refused.size > 10_000) refused.clear();
  if (sending.isSure) refused.add(sending.message.notificationId);
  pausedUntil.set(key, Date.now() + (delivery.retryAfterSeconds ?? 0) * 1000);
}

async function deliver(sender: Sender, sending: Sending): Promise<Delivery> {
  const { client, message, to, reference } = sending;
  if (!sending.isSure) {
    const channel = reference?.['channel'] ?? sender.idOfName.get(to.channel) ?? to.channel;
    const earlier = await arrivedEarlier(client, { channel, notificationId: message.notificationId, reference });
    if (earlier !== null) return { status: 'delivered', reference: reference ?? earlier };
    sending.isSure = true;
  }
  if (reference === null) return post(sender, sending);
  const isThere = await update(sending, reference);
  if (!isThere) return post(sender, sending);
  await reply(sending, reference);
  return { status: 'delivered', reference };
}

async function post({ idOfName }: Sender, { client, message, to }: Sending): Promise<Delivery> {
  const rendered = renderSlack(message);
  const answer = await client.chat.postMessage({ channel: to.channel, ...rendered, ...asOurs(message) });
  if (typeof answer.ts !== 'string' || typeof answer.channel !== 'string') return { status: 'delivered' };
  idOfName.set(to.channel, answer.channel);
  return { status: 'delivered', reference: { channel: answer.channel, ts: answer.ts } };
}

/** False when the message is gone or may not be changed any more. Without blocks Slack would remove those there are. */
async function update({ client, message }: Sending, { channel = '', ts = '' }: ChannelReference): Promise<boolean> {
  const rendered = renderSlack(message);
  try {
    await client.chat.update({ channel, ts, ...rendered, metadata: metadataOf(message) });
    return true;
  } catch (error) {
    if (GONE.has(slackErrorCode(error) ?? '')) return false;
    throw error;
  }
}

async function reply({ client, message }: Sending, { channel = '', ts = '' }: ChannelReference): Promise<void> {
  const isBad = message.severity === 'error' || message.severity === 'critical';
  const broadcast = message.kind.endsWith('resolved') && isBad;
  const common = { channel, thread_ts: ts, ...renderSlackReply(message), ...asOurs(message) };
  await client.chat.postMessage(broadcast ? { ...common, reply_broadcast: true } : common);
}

const metadataOf = ({ notificationId, incidentId }: Message) => ({
  event_type: 'plumbline_notification',
  event_payload: { notification_id: notificationId, incident_id: incidentId },
});

const asOurs = (message: Message) => ({ metadata: metadataOf(message), unfurl_links: false, unfurl_media: false });

/** Only what looks like a token of Slack is sent to it: a reference to another file must not leave the machine. */
function tokenFor(to: SlackReceiver, config: SlackConfig): { token: string } | { reason: string } {
  const { token, tokenOf } = config;
  try {
    const found = to.token === undefined ? token : tokenOf?.(to.token);
    if (found === undefined) return { reason: 'no Slack token is set: set slack.token (PLUMBLINE_SLACK__TOKEN)' };
    const trimmed = found.trim();
    return TOKEN_FORM.test(trimmed)
      ? { token: trimmed }
      : { reason: 'what is set as Slack token is none: it starts xoxb-' };
  } catch (error) {
    return { reason: oneLine(`the Slack token of ${to.channel} is not there: ${(error as Error).message}`, 300) };
  }
}

const nothing = () => undefined;
const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => 'error',
  setName: nothing,
} as unknown as NonNullable<WebClientOptions['logger']>;

/** Nothing inside retries or sleeps: that is the outbox's. Its log would hold messages, and ours says what became of them. */
function clientOptions({ apiUrl }: SlackConfig, timeout: number): WebClientOptions {
  return {
    timeout,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: silent,
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  };
}
