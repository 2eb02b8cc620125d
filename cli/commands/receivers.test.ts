import { describe, expect, it } from 'vitest';
import type { ReceiverChannelShape, ReceiverList, ReceiverTest } from '../../server/api/shapes/receivers.ts';
import { closedAddress, localServer } from '../testing/local-server.ts';
import { runCommand } from '../testing/run-command.ts';

const channel: ReceiverChannelShape = {
  ...{ kind: 'slack', place: '#payments', state: 'open', consecutiveFailures: 6, openSince: '2026-11-23T08:00:00Z' },
  ...{ retryAt: '2026-11-23T08:05:00Z', lastSuccessAt: null, lastFailureAt: '2026-11-23T08:04:00Z' },
  ...{ lastError: 'Slack answered 500', pending: 3, dead: 1 },
};
const list: ReceiverList = {
  ...{ routingVersion: 2, mayTest: true, mayReplay: true },
  items: [
    { name: 'slack-payments', fallback: 'duty', sendResolved: true, channels: [{ ...channel }] },
    {
      name: 'duty',
      fallback: null,
      sendResolved: true,
      channels: [{ ...channel, kind: 'email', place: 'a@example.org', state: 'ok', dead: 0, pending: 0 }],
    },
    { name: 'nobody', fallback: null, sendResolved: true, channels: [] },
  ],
};
const tried = (status: 'delivered' | 'failed', reason: string | null = null): ReceiverTest => ({
  receiver: 'slack-payments',
  channels: [{ kind: 'slack', place: '#payments', status, reason }],
});
const env = (url: string) => ({ PLUMBLINE_URL: url, PLUMBLINE_API_KEY: 'plk_x' });

describe('plumbline receivers', () => {
  it('lists each channel with its state, what waits, what is dead and why', async () => {
    const { url } = await localServer({ status: 200, body: list });
    const { exitCode, out } = await runCommand(['receivers', 'list'], env(url));
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /slack-payments +slack +#payments +left alone until 08:05:00 UTC +3 +1 +Slack answered 500 +duty/,
    );
    expect(out).toMatch(/duty +email +a@example\.org +ok +0 +0/);
    expect(out).toMatch(/nobody .*nobody is told/);
  });

  it('test ends with 0 when the message was delivered', async () => {
    const { url, requests } = await localServer({ status: 200, body: list }, { status: 200, body: tried('delivered') });
    const done = await runCommand(['receivers', 'test', 'slack-payments'], env(url));
    expect(done).toEqual({ exitCode: 0, out: 'delivered  slack #payments\n', err: '' });
    expect(requests[1]).toMatchObject({ method: 'POST', path: '/api/v1/receivers/slack-payments/test' });
  });

  it('test ends with 1 when a channel failed, and says why', async () => {
    const { url } = await localServer(
      { status: 200, body: list },
      { status: 200, body: tried('failed', 'not_in_channel: invite') },
    );
    const done = await runCommand(['receivers', 'test', 'slack-payments'], env(url));
    expect(done).toMatchObject({ exitCode: 1, out: 'failed     slack #payments: not_in_channel: invite\n' });
  });

  it('test ends with 1 when there is no channel that could be reached', async () => {
    const { url } = await localServer(
      { status: 200, body: list },
      { status: 200, body: { receiver: 'nobody', channels: [] } },
    );
    const done = await runCommand(['receivers', 'test', 'nobody'], env(url));
    expect(done).toMatchObject({ exitCode: 1, out: expect.stringContaining('has no channel') });
  });

  it('test ends with 2 for a name that nobody has, with the one that was meant, and sends nothing', async () => {
    const { url, requests } = await localServer({ status: 200, body: list });
    const done = await runCommand(['receivers', 'test', 'slack-paymets'], env(url));
    expect(done).toMatchObject({ exitCode: 2, err: expect.stringContaining('Did you mean slack-payments?') });
    expect(requests).toHaveLength(1);
  });

  it('test ends with 3 when the server is away', async () => {
    const done = await runCommand(['receivers', 'test', 'slack-payments'], env(await closedAddress()));
    expect(done.exitCode).toBe(3);
  });
});

describe('plumbline notifications', () => {
  it('dead lists what could not be delivered and why', async () => {
    const row = {
      id: 'ntf_4',
      incident: 'INC-2',
      kind: 'opened',
      receiver: 'hook',
      recipient: 'hooks.example.org',
      lastError: 'answered 404',
    };
    const { url, requests } = await localServer({ status: 200, body: { items: [row], nextCursor: null, total: 3 } });
    const done = await runCommand(['notifications', 'dead', '--receiver', 'hook'], env(url));
    expect(done.out).toMatch(/ntf_4 +INC-2 +opened +hook +hooks\.example\.org +answered 404/);
    expect(done.err).toContain('2 older');
    expect(requests[0]?.path).toContain('state=dead&limit=200&receiver=hook');
  });
  it('replay sends one again, or all of a receiver, and says which were refused', async () => {
    const one = await localServer({ status: 201, body: { id: 'ntf_9' } });
    expect(await runCommand(['notifications', 'replay', 'ntf_4'], env(one.url))).toMatchObject({
      exitCode: 0,
      out: 'ntf_4 goes again as ntf_9\n',
    });
    const all = await localServer({
      status: 200,
      body: { replayed: ['ntf_9'], refused: [{ id: 'ntf_5', reason: 'on its way' }] },
    });
    const done = await runCommand(['notifications', 'replay', '--receiver', 'hook'], env(all.url));
    expect(done).toEqual({ exitCode: 1, out: '1 replayed, 1 not\n', err: 'ntf_5: on its way\n' });
    expect(await runCommand(['notifications', 'replay'], env(all.url))).toMatchObject({ exitCode: 2 });
  });
});
