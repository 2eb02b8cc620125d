import { Agent, request } from 'undici';
import type { Dispatcher } from 'undici';
import { oneLine, renderWebhook } from '../../alerts/index.ts';
import type { Channel, Delivery, FailureCause, Message, ReceiverChannel, SendOptions } from '../../alerts/index.ts';
import { guardedLookup, RefusedAddressError } from './guarded-lookup.ts';
import { hostOf, isPlain, refusedUrl } from './network-guard.ts';
import type { NetworkPolicy } from './network-guard.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { signatureHeaders } from './webhook-signature.ts';

type WebhookReceiver = Extract<ReceiverChannel, { kind: 'webhook' }>;

/** What the operator decides for all webhooks. */
export interface WebhookConfig {
  /** Host names, addresses or CIDR ranges in private networks that any receiver may reach. */
  allowedHosts?: readonly string[];
  /** The whole attempt, from connecting to the end of the answer; 15 s when not given. */
  timeoutMs?: number;
  userAgent?: string;
}

const ANSWER_BYTES = 64 * 1024;

/** Posts signed JSON to a URL; redirects are not followed, private networks only where somebody allowed them. */
export function createWebhookChannel(
  config: WebhookConfig = {},
): Channel<WebhookReceiver> & { close(): Promise<void> } {
  const allowed = config.allowedHosts ?? [];
  const timeoutMs = config.timeoutMs ?? 15_000;
  const agent = (policy: NetworkPolicy) =>
    new Agent({ connect: { lookup: guardedLookup({ allowed, ...policy }), timeout: timeoutMs }, connections: 4 });
  const agents = {
    guarded: agent({}),
    plain: agent({ onlyAllowed: true }),
    trusting: agent({ allowPrivateNetwork: true }),
  };
  const agentFor = (to: WebhookReceiver) => {
    if (to.allowPrivateNetwork === true) return agents.trusting;
    return isPlain(new URL(to.url)) ? agents.plain : agents.guarded;
  };

  async function send(message: Message, to: WebhookReceiver, { signal }: SendOptions = {}): Promise<Delivery> {
    const refused = refusedUrl(to.url, { allowed, allowPrivateNetwork: to.allowPrivateNetwork === true });
    if (refused !== null) return { status: 'gave-up', reason: `not called: the URL ${refused}`, cause: 'refused' };
    const deadline = AbortSignal.timeout(timeoutMs);
    const ends = signal instanceof AbortSignal ? AbortSignal.any([deadline, signal]) : deadline;
    try {
      const answer = await post(message, to, {
        dispatcher: agentFor(to),
        signal: ends,
        userAgent: config.userAgent ?? 'Plumbline',
      });
      return await classify(answer, new URL(to.url));
    } catch (error) {
      const late = deadline.aborted ? `no answer from ${hostOf(new URL(to.url))} within ${timeoutMs / 1000} s` : null;
      return failed(error, late, new URL(to.url));
    }
  }
  const close = async () => {
    await Promise.all(Object.values(agents).map((one) => one.destroy()));
  };
  return { kind: 'webhook', send, close };
}

type Answer = Dispatcher.ResponseData;

function post(
  message: Message,
  to: WebhookReceiver,
  how: { dispatcher: Dispatcher; signal: AbortSignal; userAgent: string },
): Promise<Answer> {
  const body = renderWebhook(message);
  const signature = signatureHeaders({ id: message.notificationId, body, secret: to.secret }, new Date());
  const headers = { 'content-type': 'application/json', 'user-agent': how.userAgent, ...signature };
  return request(to.url, { method: 'POST', headers, body, dispatcher: how.dispatcher, signal: how.signal });
}

/** A redirect is a failure by Standard Webhooks, yet a retry: a proxy in maintenance answers 302 for an hour. */
async function classify(answer: Answer, url: URL): Promise<Delivery> {
  const { statusCode } = answer;
  const excerpt = await readExcerpt(answer);
  if (statusCode >= 200 && statusCode < 300) return { status: 'delivered' };
  const says = excerpt === '' ? '' : `: ${excerpt}`;
  const reason = `${hostOf(url)} answered ${statusCode}${statusCode < 400 ? ', and redirects are not followed' : says}`;
  const cause = causeOfStatus(statusCode);
  if (statusCode >= 400 && statusCode < 500 && ![408, 425, 429].includes(statusCode))
    return { status: 'gave-up', reason, cause };
  const header = answer.headers['retry-after'];
  const wait = retryAfterSeconds(Array.isArray(header) ? header[0] : header, new Date());
  const limited = statusCode === 429 ? { rateLimited: true as const } : {};
  return { status: 'retry', reason, cause, ...limited, ...(wait === undefined ? {} : { retryAfterSeconds: wait }) };
}

function causeOfStatus(statusCode: number): FailureCause {
  if (statusCode === 429) return 'rate_limited';
  if (statusCode === 401 || statusCode === 403) return 'authentication';
  return statusCode >= 500 ? 'server_error' : 'client_error';
}

/** The answer's beginning on one line. What it does while it is read cannot change the status that has arrived. */
async function readExcerpt(answer: Answer): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size >= ANSWER_BYTES) break;
    }
  } catch {
    // The status line was the answer.
  }
  answer.body.destroy();
  return oneLine(Buffer.concat(chunks).subarray(0, 1000).toString('utf8'), 200);
}

function failed(error: unknown, late: string | null, url: URL): Delivery {
  if (late !== null) return { status: 'retry', reason: late, cause: 'timeout' };
  const refusal = refusalIn(error);
  if (refusal !== null) return { status: 'gave-up', reason: `not called: ${refusal.message}`, cause: 'refused' };
  const why = error instanceof Error ? error.message || error.name : 'unknown trouble';
  return { status: 'retry', reason: oneLine(`${hostOf(url)} could not be reached: ${why}`, 300), cause: 'unreachable' };
}

/** Several attempts to connect (one per address) come wrapped in one error. */
function refusalIn(error: unknown): RefusedAddressError | null {
  if (error instanceof RefusedAddressError) return error;
  const within = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  if (error instanceof Error && error.cause !== undefined) within.push(error.cause);
  return within.map(refusalIn).find((found) => found !== null) ?? null;
}
