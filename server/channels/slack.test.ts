import { afterEach, describe, expect, it } from 'vitest';
import type { SendOptions } from '../../alerts/index.ts';
import { createPacer } from './pacer.ts';
import { createSlackChannel, type SlackConfig } from './slack.ts';
import { closedPort } from './testing/local-http.ts';
import { startLocalSlack, type SlackTrouble } from './testing/local-slack.ts';
import { sampleMessage } from './testing/sample-message.ts';

const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0)) await close();
});

const hurried = { post: { everyMs: 1, burst: 100 }, update: { everyMs: 1, burst: 100 } };
const resolvedFacts = { state: 'resolved', resolvedAt: '2026-11-22T07:00:12.000Z' } as const;

async function start(trouble: SlackTrouble | null = null, config: SlackConfig = {}) {
  const slack = await startLocalSlack({ '#data': 'C0000001', '#other': 'C0000002' });
  slack.trouble = trouble;
  toClose.push(slack.close);
  const channel = createSlackChannel({
    apiUrl: slack.apiUrl,
    token: slack.token,
    timeoutMs: 400,
    paces: hurried,
    ...config,
  });
  const send = (message = sampleMessage(), options: SendOptions = {}, to = '#data') =>
    channel.send(message, { kind: 'slack', channel: to }, options);
  return { slack, channel, send };
}

const answering =
  (status: number, headers: Record<string, string>, body: string): SlackTrouble =>
  (_call, response) => (response.writeHead(status, headers).end(body), 'handled');
const json = (body: object, headers: Record<string, string> = {}) =>
  answering(200, { 'content-type': 'application/json', ...headers }, JSON.stringify(body));
const refusing = (error: string, more: object = {}) => json({ ok: false, error, ...more });

describe('what Slack answers decides what becomes of the message', () => {
  it.each<[string, SlackTrouble | null, object]>([
    ['ok', null, { status: 'delivered', reference: { channel: 'C0000001', ts: expect.stringMatching(/^\d+\.\d+$/) } }],
    [
      '429 with Retry-After',
      answering(429, { 'retry-after': '7' }, ''),
      { status: 'retry', rateLimited: true, retryAfterSeconds: 7 },
    ],
    [
      '429 with Retry-After: 0',
      answering(429, { 'retry-after': '0' }, ''),
      { rateLimited: true, retryAfterSeconds: 1 },
    ],
    ['429 without Retry-After', answering(429, {}, ''), { status: 'retry', rateLimited: true }],
    ['429 with nonsense', answering(429, { 'retry-after': 'soon' }, ''), { status: 'retry', rateLimited: true }],
    ['a rate limit in the body', refusing('ratelimited'), { status: 'retry', rateLimited: true }],
    [
      'a rate limit in the body with Retry-After',
      json({ ok: false, error: 'ratelimited' }, { 'retry-after': '3' }),
      { status: 'retry', rateLimited: true, retryAfterSeconds: 3 },
    ],
    ['500', answering(500, {}, 'oops'), { status: 'retry', reason: 'Slack answered 500' }],
    ['503 with Retry-After', answering(503, { 'retry-after': '9' }, ''), { status: 'retry', retryAfterSeconds: 9 }],
    ['404 of something else', answering(404, {}, 'nginx'), { status: 'retry', retryAfterSeconds: 300 }],
    ['silence', () => 'handled', { status: 'retry', reason: 'Slack did not answer within 0.4 s' }],
    [
      'silence after the headers',
      (_call, response) => (response.writeHead(200).write('{'), 'handled'),
      { status: 'retry', reason: 'Slack did not answer within 0.4 s' },
    ],
    [
      'a reset before anything',
      (_call, response) => (response.socket?.resetAndDestroy(), 'handled'),
      { status: 'retry', reason: expect.stringContaining('could not be reached') },
    ],
    [
      'HTML',
      answering(200, { 'content-type': 'text/html' }, '<html>maintenance</html>'),
      { status: 'retry', reason: 'what answered in place of Slack was no JSON' },
    ],
    ['302', answering(302, { location: 'http://127.0.0.1:9/' }, ''), { status: 'retry' }],
    ['internal_error', refusing('internal_error'), { status: 'retry', reason: 'Slack answered internal_error' }],
    ['service_unavailable', refusing('service_unavailable'), { status: 'retry' }],
    ['fatal_error', refusing('fatal_error'), { status: 'retry' }],
    ['a code nobody knows yet', refusing('brand_new_trouble'), { status: 'retry' }],
    [
      'channel_not_found',
      refusing('channel_not_found'),
      { status: 'gave-up', reason: expect.stringContaining('invite') },
    ],
    ['not_in_channel', refusing('not_in_channel'), { status: 'gave-up', reason: expect.stringContaining('/invite') }],
    ['is_archived', refusing('is_archived'), { status: 'gave-up', reason: expect.stringContaining('archived') }],
    ['invalid_auth', refusing('invalid_auth'), { status: 'gave-up', reason: expect.stringContaining('slack.token') }],
    ['token_revoked', refusing('token_revoked'), { status: 'gave-up', reason: expect.stringContaining('revoked') }],
    ['account_inactive', refusing('account_inactive'), { status: 'gave-up' }],
    [
      'missing_scope',
      refusing('missing_scope', { needed: 'chat:write' }),
      { status: 'gave-up', reason: expect.stringContaining('missing_scope chat:write') },
    ],
    ['msg_blocks_too_long', refusing('msg_blocks_too_long'), { status: 'gave-up' }],
  ])('%s', async (_claim, trouble, expected) => {
    const { slack, send } = await start(trouble);
    const delivery = await send();
    expect(delivery).toMatchObject(expected);
    expect('retryAfterSeconds' in delivery).toBe('retryAfterSeconds' in expected);
    expect('rateLimited' in delivery).toBe('rateLimited' in expected);
    expect(JSON.stringify(delivery)).not.toContain(slack.token);
    expect(slack.calls).toHaveLength(1);
  });

  it('nobody listening is retried', async () => {
    const apiUrl = `http://127.0.0.1:${await closedPort()}/api/`;
    const { send } = await start(null, { apiUrl });
    expect(await send()).toMatchObject({ status: 'retry', reason: expect.stringContaining('could not be reached') });
  });

  it('no token waits for the operator and calls nobody', async () => {
    const { slack, send } = await start(null, { token: undefined });
    expect(await send()).toMatchObject({
      status: 'retry',
      retryAfterSeconds: 300,
      reason: expect.stringContaining('slack.token'),
    });
    expect(slack.calls).toEqual([]);
  });

  it('a reference that leads to something else than a token is not sent anywhere', async () => {
    const { slack, channel } = await start(null, { tokenOf: () => 'root:x:0:0:root:/root:/bin/bash' });
    const to = { kind: 'slack', channel: '#data', token: 'file:/etc/passwd' } as const;
    const delivery = await channel.send(sampleMessage(), to);
    expect(delivery).toMatchObject({ status: 'retry', reason: expect.stringContaining('starts xoxb-') });
    expect(JSON.stringify(delivery)).not.toContain('root:x');
    expect(slack.calls).toEqual([]);
  });

  it('a token of the receiver’s own is used for it, another one for the others', async () => {
    const { slack, channel, send } = await start(null, { tokenOf: () => 'xoxb-of-another-workspace' });
    await channel.send(sampleMessage(), { kind: 'slack', channel: '#data', token: '${SLACK_B}' });
    await send();
    expect(slack.calls.map(({ token }) => token)).toEqual(['xoxb-of-another-workspace', slack.token]);
  });
});

describe('an incident', () => {
  const opened = () => sampleMessage({}, { id: 'ntf_1', kind: 'opened' });
  const updated = () => sampleMessage({}, { id: 'ntf_2', kind: 'updated' });
  const resolved = (severity: 'warn' | 'error' = 'error') =>
    sampleMessage({ ...resolvedFacts, severity }, { id: 'ntf_3', kind: 'resolved' });
  const referenceOf = (delivery: object) => (delivery as { reference?: Record<string, string> }).reference ?? null;

  it('is one message, brought up to date, with what changed in its thread', async () => {
    const { slack, send } = await start();
    const reference = referenceOf(await send(opened()));
    expect(referenceOf(await send(updated(), { reference }))).toEqual(reference);
    expect(await send(resolved(), { reference })).toMatchObject({ status: 'delivered', reference });
    const [parent, ...others] = slack.parents();
    expect(others).toEqual([]);
    expect(parent).toMatchObject({ channel: 'C0000001', updates: 2, text: expect.stringContaining('[Resolved]') });
    expect(JSON.stringify(parent?.blocks)).toContain('Resolved: shop.orders');
    const replies = slack.posts.filter(({ threadTs }) => threadTs === parent?.ts);
    expect(replies.map(({ text, broadcast }) => [/\[(.*?)\]/.exec(text)?.[1], broadcast])).toEqual([
      ['Error, updated', false],
      ['Resolved', true],
    ]);
  });

  it('that was no error resolves in its thread, without a word to the channel', async () => {
    const { slack, send } = await start();
    const reference = referenceOf(await send(opened()));
    await send(resolved('warn'), { reference });
    expect(slack.posts.map(({ broadcast }) => broadcast)).toEqual([false, false]);
  });

  it.each(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
    'whose message cannot be changed (%s) gets a new one, and the next change goes there',
    async (error) => {
      const { slack, send } = await start();
      const reference = referenceOf(await send(opened()));
      slack.trouble = (call, response) => (call.method === 'chat.update' ? refusing(error)(call, response) : undefined);
      const renewed = referenceOf(await send(updated(), { reference }));
      expect(renewed).not.toEqual(reference);
      slack.trouble = null;
      await send(resolved(), { reference: renewed });
      expect(slack.parents()).toHaveLength(2);
      expect(slack.parents()[1]).toMatchObject({ updates: 1 });
    },
  );

  it('that was posted although the answer was lost is not posted twice', async () => {
    const { slack, send } = await start();
    // Its id must be known to look it up: some other message went there before.
    await send(sampleMessage({ id: 'INC-1' }, { id: 'ntf_0' }));
    slack.trouble = () => 'accept-then-reset';
    expect(await send(opened(), { attempt: 1 })).toMatchObject({ status: 'retry' });
    slack.trouble = null;
    const again = await send(opened(), { attempt: 2 });
    expect(again).toMatchObject({ status: 'delivered', reference: { ts: slack.parents()[1]?.ts } });
    expect(slack.parents()).toHaveLength(2);
  });

  it('whose thread got its line although the answer was lost does not get it twice', async () => {
    const { slack, send } = await start();
    const reference = referenceOf(await send(opened()));
    slack.trouble = (call) => (call.form['thread_ts'] === undefined ? undefined : 'accept-then-reset');
    expect(await send(resolved(), { reference, attempt: 1 })).toMatchObject({ status: 'retry' });
    slack.trouble = null;
    expect(await send(resolved(), { reference, attempt: 2 })).toMatchObject({ status: 'delivered', reference });
    expect(slack.posts).toHaveLength(2);
  });

  it('is sent again where we may not look whether it arrived', async () => {
    const { slack, send } = await start((call, response) =>
      call.method === 'conversations.history' ? refusing('missing_scope')(call, response) : undefined,
    );
    expect(await send(opened(), { attempt: 2 }, 'C0000001')).toMatchObject({ status: 'delivered' });
    expect(slack.calls.map(({ method }) => method)).toEqual(['conversations.history', 'chat.postMessage']);
  });

  it('that Slack asked to wait with is not looked up: it certainly did not arrive', async () => {
    const { slack, send } = await start(answering(429, {}, ''));
    await send(opened(), { attempt: 1 }, 'C0000001');
    slack.trouble = null;
    await send(opened(), { attempt: 2 }, 'C0000001');
    expect(slack.calls.map(({ method }) => method)).toEqual(['chat.postMessage', 'chat.postMessage']);
  });

  it('that may have arrived is looked up again when Slack would not say', async () => {
    const { slack, send } = await start(() => 'accept-then-reset');
    await send(opened(), { attempt: 1 }, 'C0000001');
    slack.trouble = answering(429, {}, '');
    expect(await send(opened(), { attempt: 2 }, 'C0000001')).toMatchObject({ status: 'retry', rateLimited: true });
    slack.trouble = null;
    expect(await send(opened(), { attempt: 3 }, 'C0000001')).toMatchObject({ status: 'delivered' });
    expect(slack.parents()).toHaveLength(1);
  });

  it('carries its notification’s id, previews no links, and always has a text', async () => {
    const { slack, send } = await start();
    await send(opened());
    expect(slack.calls[0]?.form).toMatchObject({
      ...{ unfurl_links: 'false', unfurl_media: 'false', text: expect.stringContaining('shop.orders') },
      metadata: {
        event_type: 'plumbline_notification',
        event_payload: { notification_id: 'ntf_1', incident_id: 'INC-7' },
      },
    });
  });
});

it('a pause that Slack asked for is kept by all messages to that channel, and by no other channel', async () => {
  const { slack, send } = await start(answering(429, { 'retry-after': '60' }, ''));
  await send();
  slack.trouble = null;
  expect(await send(sampleMessage({}, { id: 'ntf_2' }))).toMatchObject({
    status: 'later',
    afterSeconds: expect.closeTo(60, 0),
  });
  expect(await send(sampleMessage({}, { id: 'ntf_3' }), {}, '#other')).toMatchObject({ status: 'delivered' });
  expect(slack.calls).toHaveLength(2);
});

describe('the pace', () => {
  const pace = { everyMs: 1000, burst: 3 };
  const turns = (pacer: ReturnType<typeof createPacer>, ids: string[], key = 'a') =>
    ids.map((id) => pacer.turn(id, [{ key, pace }]));

  it('lets three go at once and gives each other one a turn of its own, a second apart', () => {
    const pacer = createPacer(() => 0);
    expect(turns(pacer, ['1', '2', '3', '4', '5'])).toEqual([0, 0, 0, 1000, 2000]);
    expect(turns(pacer, ['5', '4', '6'])).toEqual([2000, 1000, 3000]);
    expect(turns(pacer, ['7'], 'another channel')).toEqual([0]);
  });
  it('keeps a turn until it is taken, and takes it once', () => {
    let now = 0;
    const pacer = createPacer(() => now);
    turns(pacer, ['1', '2', '3', '4']);
    now = 990;
    expect(turns(pacer, ['4', '4'])).toEqual([0, 1010]);
  });
  it('never lets more go in any stretch of time than it says', () => {
    let now = 0;
    const pacer = createPacer(() => now);
    const went: number[] = [];
    const waiting = new Map(Array.from({ length: 60 }, (_, id) => [String(id), 0]));
    for (; waiting.size > 0; now += 100) {
      for (const [id, due] of waiting) {
        if (due > now) continue;
        const wait = pacer.turn(id, [{ key: 'a', pace }]);
        if (wait === 0) went.push(now);
        if (wait === 0) waiting.delete(id);
        else waiting.set(id, now + wait);
      }
    }
    for (const [index, at] of went.entries()) {
      const within = went.slice(index).filter((other) => other < at + 10_000).length;
      expect(within).toBeLessThanOrEqual(13);
    }
    expect(went.at(-1)).toBeLessThanOrEqual(58_000);
  });
  it('is kept by the channel with an answer, not by sleeping', async () => {
    const { slack, send } = await start(null, { paces: { ...hurried, post: { everyMs: 60_000, burst: 2 } } });
    const deliveries = await Promise.all([1, 2, 3].map((id) => send(sampleMessage({}, { id: `ntf_${id}` }))));
    expect(deliveries.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'later']);
    expect(deliveries[2]).toMatchObject({ afterSeconds: expect.closeTo(60, 0) });
    expect(slack.calls).toHaveLength(2);
    expect(await send(sampleMessage({}, { id: 'ntf_4' }), {}, '#other')).toMatchObject({ status: 'delivered' });
  });
});
