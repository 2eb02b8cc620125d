import type { ServerResponse } from 'node:http';
import { randomBytes } from 'node:crypto';
import { startLocalHttp } from './local-http.ts';

/** A message as it stands in a channel of the local Slack. */
export interface SlackPost {
  channel: string;
  ts: string;
  text: string;
  blocks: unknown[];
  threadTs: string | null;
  broadcast: boolean;
  metadata: { event_type: string; event_payload: Record<string, string> } | null;
  updates: number;
}

/** A call as it was made, its form decoded and its JSON fields parsed, as Slack does. */
export interface SlackCall {
  method: string;
  token: string;
  form: Record<string, unknown>;
  at: number;
}

/** What to do in place of the ordinary answer; undefined: answer as Slack does. */
export type SlackTrouble = (call: SlackCall, response: ServerResponse) => 'handled' | 'accept-then-reset' | undefined;

export interface LocalSlack {
  /** For `slackApiUrl`. */
  apiUrl: string;
  token: string;
  calls: SlackCall[];
  posts: SlackPost[];
  /** Parents: messages that stand in no thread. */
  parents(channel?: string): SlackPost[];
  trouble: SlackTrouble | null;
  close(): Promise<void>;
}

const JSON_FIELDS = new Set(['blocks', 'metadata', 'attachments']);

/**
 * Slack's Web API on loopback, as far as we use it: form-urlencoded bodies whose structured fields are JSON, bearer
 * tokens, `ok: false` with a code, and channels that hold what was posted. `channels` maps names to ids.
 */
export async function startLocalSlack(channels: Readonly<Record<string, string>>): Promise<LocalSlack> {
  // Made anew each time, so that no text which looks like a token stands in a file.
  const token = `xoxb-${randomBytes(12).toString('hex')}`;
  const calls: SlackCall[] = [];
  const posts: SlackPost[] = [];
  const idOf = new Map(Object.entries(channels).flatMap(([name, id]) => [[name, id] as const, [id, id] as const]));
  let serial = 0;
  const http = await startLocalHttp((response) => {
    const request = http.requests.at(-1)!;
    const call: SlackCall = {
      method: request.path.replace(/^\/api\//, ''),
      token: (request.headers.authorization ?? '').replace(/^Bearer /, ''),
      form: decoded(request.body, String(request.headers['content-type'])),
      at: Date.now(),
    };
    calls.push(call);
    const trouble = local.trouble?.(call, response);
    if (trouble === 'handled') return;
    const answer = respond(call);
    if (trouble === 'accept-then-reset') return void response.socket?.resetAndDestroy();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });

  function respond(call: SlackCall): object {
    if (call.token !== token) return { ok: false, error: 'invalid_auth' };
    const channel = idOf.get(String(call.form['channel']));
    if (channel === undefined) return { ok: false, error: 'channel_not_found' };
    const own = { ...call, form: { ...call.form, channel } };
    if (call.method === 'chat.postMessage') return post(own, channel);
    if (call.method === 'chat.update') return update(own, channel);
    if (call.method === 'conversations.history')
      return found(call, (one) => one.channel === channel && one.threadTs === null);
    if (call.method === 'conversations.replies') {
      const { ts } = call.form;
      return found(call, (one) => one.channel === channel && (one.ts === ts || one.threadTs === ts));
    }
    return { ok: false, error: 'unknown_method' };
  }

  function post({ form }: SlackCall, channel: string): object {
    const said = faultOf(form);
    if (said !== null) return { ok: false, error: said };
    const ts = `1700000000.${String(++serial).padStart(6, '0')}`;
    const threadTs = typeof form['thread_ts'] === 'string' ? form['thread_ts'] : null;
    const broadcast = form['reply_broadcast'] === 'true';
    posts.push({ channel, ts, threadTs, broadcast, updates: 0, ...contentOf(form) });
    return { ok: true, channel, ts, message: { text: form['text'] } };
  }

  function update({ form }: SlackCall, channel: string): object {
    const known = posts.find((one) => one.channel === channel && one.ts === form['ts']);
    if (!known) return { ok: false, error: 'message_not_found' };
    const said = faultOf(form);
    if (said !== null) return { ok: false, error: said };
    Object.assign(known, contentOf(form), { updates: known.updates + 1 });
    return { ok: true, channel, ts: known.ts };
  }

  function found({ form }: SlackCall, matches: (one: SlackPost) => boolean): object {
    const withMetadata = form['include_all_metadata'] === 'true';
    const messages = posts.filter(matches).map(({ ts, text, metadata }) => ({
      ...{ type: 'message', ts, text },
      ...(withMetadata && metadata ? { metadata } : {}),
    }));
    return { ok: true, messages: messages.reverse().slice(0, Number(form['limit'] ?? 100)) };
  }

  const local: LocalSlack = {
    ...{ apiUrl: `${http.url}/api/`, token, calls, posts, trouble: null, close: http.close },
    parents: (channel) =>
      posts.filter((one) => one.threadTs === null && (channel === undefined || one.channel === channel)),
  };
  return local;
}

function decoded(body: string, type: string): Record<string, unknown> {
  if (!type.startsWith('application/x-www-form-urlencoded')) return {};
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [name, JSON_FIELDS.has(name) ? JSON.parse(value) : value]),
  );
}

const contentOf = (form: Record<string, unknown>) => ({
  text: String(form['text'] ?? ''),
  blocks: (form['blocks'] as unknown[] | undefined) ?? [],
  metadata: (form['metadata'] as SlackPost['metadata'] | undefined) ?? null,
});

/** The limits that Slack refuses messages for. */
function faultOf(form: Record<string, unknown>): string | null {
  const blocks = (form['blocks'] as unknown[] | undefined) ?? [];
  if (String(form['text'] ?? '') === '' && blocks.length === 0) return 'no_text';
  if (blocks.length > 50) return 'invalid_blocks';
  return JSON.stringify(blocks).length > 13_200 ? 'msg_blocks_too_long' : null;
}
