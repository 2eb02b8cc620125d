import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { closedPort, startLocalHttp } from './testing/local-http.ts';
import { sampleMessage } from './testing/sample-message.ts';
import { createWebhookChannel } from './webhook.ts';

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const channel = createWebhookChannel({ timeoutMs: 1500 });
const toClose: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of toClose.splice(0)) await close();
});
afterAll(() => channel.close());

async function start(answer: Parameters<typeof startLocalHttp>[0]) {
  const server = await startLocalHttp(answer);
  toClose.push(server.close);
  return server;
}

const sendTo = (url: string) =>
  channel.send(sampleMessage(), { kind: 'webhook', url, secret, allowPrivateNetwork: true });

const answering =
  (status: number, headers: Record<string, string> = {}, body = '') =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end(body);

function endlessly(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, 120);
  const write = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  response.writeHead(200);
  write();
}

describe('what a receiver answers decides what becomes of the message', () => {
  it.each<[string, (response: ServerResponse) => void, object]>([
    ['200', answering(200, {}, 'ok'), { status: 'delivered' }],
    ['202', answering(202), { status: 'delivered' }],
    ['204', answering(204), { status: 'delivered' }],
    [
      '301',
      answering(301, { location: 'http://127.0.0.1:1/' }),
      { status: 'retry', reason: expect.stringContaining('redirects are not followed') },
    ],
    ['302', answering(302, { location: '/elsewhere' }), { status: 'retry' }],
    ['400', answering(400, {}, 'bad\r\nbody'), { status: 'gave-up', reason: '127.0.0.1 answered 400: bad body' }],
    ['401', answering(401), { status: 'gave-up', reason: '127.0.0.1 answered 401' }],
    ['404', answering(404), { status: 'gave-up' }],
    ['408', answering(408), { status: 'retry' }],
    ['410', answering(410), { status: 'gave-up' }],
    ['425', answering(425), { status: 'retry' }],
    ['429 without a wait', answering(429), { status: 'retry', reason: '127.0.0.1 answered 429' }],
    ['429 with seconds', answering(429, { 'retry-after': '120' }), { status: 'retry', retryAfterSeconds: 120 }],
    ['429 with nonsense', answering(429, { 'retry-after': 'soon' }), { status: 'retry' }],
    ['500', answering(500), { status: 'retry' }],
    ['503 with seconds', answering(503, { 'retry-after': '7' }), { status: 'retry', retryAfterSeconds: 7 }],
    ['a huge answer', answering(200, {}, 'x'.repeat(5_000_000)), { status: 'delivered' }],
    ['a huge refusal', answering(400, {}, 'x'.repeat(5_000_000)), { status: 'gave-up' }],
    ['an answer without end', endlessly, { status: 'delivered' }],
    ['a reset', (response) => void response.socket?.resetAndDestroy(), { status: 'retry' }],
    ['silence', () => undefined, { status: 'retry', reason: 'no answer from 127.0.0.1 within 1.5 s' }],
    [
      'a body cut short after its 200',
      (response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half');
        setImmediate(() => response.destroy());
      },
      { status: 'delivered' },
    ],
  ])('%s', async (_claim, answer, expected) => {
    const server = await start(answer);
    const delivery = await sendTo(`${server.url}/hook`);
    expect(delivery).toMatchObject(expected);
    expect('retryAfterSeconds' in delivery).toBe('retryAfterSeconds' in expected);
    expect(JSON.stringify(delivery).length).toBeLessThan(600);
    expect(server.requests).toHaveLength(1);
  });

  it('429 with a date waits until then', async () => {
    const server = await start((response) =>
      answering(429, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() })(response),
    );
    const delivery = await sendTo(server.url);
    expect(delivery).toMatchObject({ status: 'retry', retryAfterSeconds: expect.any(Number) });
    const { retryAfterSeconds = 0 } = delivery as { retryAfterSeconds?: number };
    expect(retryAfterSeconds).toBeGreaterThan(3000);
    expect(retryAfterSeconds).toBeLessThanOrEqual(3600);
  });

  it('nobody listening is retried', async () => {
    expect(await sendTo(`http://127.0.0.1:${await closedPort()}/`)).toMatchObject({ status: 'retry' });
  });

  it('an answer that is not HTTP is retried', async () => {
    const server = createServer(
      (socket) =>
        void socket
          .on('error', () => undefined)
          .resume()
          .end('220 mail.example.org ESMTP\r\n'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    toClose.push(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    expect(await sendTo(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 'retry' });
  });

  it('stopping the server ends a delivery that hangs, to be retried', async () => {
    const server = await start(() => undefined);
    const stop = new AbortController();
    const to = { kind: 'webhook', url: server.url, allowPrivateNetwork: true } as const;
    const delivery = channel.send(sampleMessage(), to, { signal: stop.signal });
    stop.abort();
    expect(await delivery).toMatchObject({ status: 'retry' });
  });
});

describe('a webhook is signed after Standard Webhooks', () => {
  it('so that the standard’s own library verifies it, and refuses it once changed', async () => {
    const server = await start(answering(204));
    await sendTo(`${server.url}/hook?a=b`);
    const [request] = server.requests;
    if (!request) throw new Error('nothing was received');
    expect(request).toMatchObject({
      method: 'POST',
      path: '/hook?a=b',
      headers: { 'content-type': 'application/json' },
    });
    const headers = request.headers as Record<string, string>;
    expect(new Webhook(secret).verify(request.body, headers)).toMatchObject({ type: 'incident.opened' });
    expect(() => new Webhook(secret).verify(request.body.replace('4190', '41.9'), headers)).toThrow();
    const other = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;
    expect(() => new Webhook(other).verify(request.body, headers)).toThrow();
  });

  it('with one id for a message over all its retries', async () => {
    const server = await start(answering(500));
    await sendTo(server.url);
    await sendTo(server.url);
    expect(server.requests.map((request) => request.headers['webhook-id'])).toEqual(['ntf-12', 'ntf-12']);
  });

  it('unless its receiver has no secret', async () => {
    const server = await start(answering(200));
    await channel.send(sampleMessage(), { kind: 'webhook', url: server.url, allowPrivateNetwork: true });
    expect(server.requests[0]?.headers).not.toHaveProperty('webhook-signature');
    expect(server.requests[0]?.headers).toHaveProperty('webhook-id');
  });
});

describe('a private network is reached only where somebody allowed it', () => {
  const plain = (url: string) => ({ kind: 'webhook', url }) as const;

  it('an address of loopback is not dialled', async () => {
    const server = await start(answering(200));
    expect(await channel.send(sampleMessage(), plain(server.url))).toMatchObject({ status: 'gave-up' });
    expect(server.requests).toEqual([]);
  });

  it('a name that resolves to loopback is not dialled, though its form is allowed', async () => {
    const server = await start(answering(200));
    const { port } = new URL(server.url);
    const byRange = createWebhookChannel({ allowedHosts: ['10.0.0.0/8'] });
    toClose.push(() => byRange.close());
    for (const scheme of ['http', 'https']) {
      const delivery = await byRange.send(sampleMessage(), plain(`${scheme}://localhost:${port}/`));
      expect(delivery).toMatchObject({ status: 'gave-up', reason: expect.stringContaining('not called') });
    }
    expect(server.requests).toEqual([]);
  });

  it('the operator may allow a network for every receiver, by address and by name', async () => {
    const server = await start(answering(200));
    const { port } = new URL(server.url);
    const allowing = createWebhookChannel({ allowedHosts: ['127.0.0.0/8', '::1/128'] });
    toClose.push(() => allowing.close());
    expect(await allowing.send(sampleMessage(), plain(server.url))).toEqual({ status: 'delivered' });
    expect(await allowing.send(sampleMessage(), plain(`http://localhost:${port}/`))).toEqual({ status: 'delivered' });
  });

  it('a redirect leads nowhere', async () => {
    const target = await start(answering(200));
    const server = await start(answering(307, { location: target.url }));
    expect(await sendTo(server.url)).toMatchObject({ status: 'retry' });
    expect(target.requests).toEqual([]);
  });
});
