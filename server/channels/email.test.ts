import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../alerts/index.ts';
import { createEmailChannel } from './email.ts';
import { classifySmtpSuccess } from './smtp-answer.ts';
import type { EmailConfig } from './smtp-options.ts';
import { smtpOptions } from './smtp-options.ts';
import { closedPort } from './testing/local-http.ts';
import { smtpError, startLocalSmtp } from './testing/local-smtp.ts';
import { sampleMessage } from './testing/sample-message.ts';

const toClose: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close();
});

const ana = { kind: 'email', to: 'ana@example.org' } as const;

function channelTo(port: number, config: Partial<EmailConfig> = {}) {
  const channel = createEmailChannel({
    host: '127.0.0.1',
    port,
    from: 'Plumbline <plumbline@example.org>',
    publicUrl: 'https://plumbline.example.org/base',
    timeouts: { connectMs: 1500, greetingMs: 1500, socketMs: 1500, totalMs: 5000 },
    ...config,
  });
  toClose.push(() => channel.close());
  return channel;
}

async function smtp(options: SMTPServerOptions = {}) {
  const server = await startLocalSmtp(options);
  toClose.push(server.close);
  return server;
}

async function sent(message: Message) {
  const server = await smtp();
  expect(await channelTo(server.port).send(message, ana)).toMatchObject({ status: 'delivered' });
  const [mail] = server.mails;
  if (!mail) throw new Error('no mail was received');
  return mail;
}

const atRecipient = (code: number): SMTPServerOptions => ({
  onRcptTo: (_address, _session, callback) => callback(smtpError(code, 'no, thank you')),
});
const atData = (code: number): SMTPServerOptions => ({
  onData: (stream, _session, callback) => {
    stream.on('end', () => callback(smtpError(code, 'no, thank you'))).resume();
  },
});
const atSender = (code: number): SMTPServerOptions => ({
  onMailFrom: (_address, _session, callback) => callback(smtpError(code, 'not from you')),
});

describe('what a mail server answers decides what becomes of the message', () => {
  it.each<[string, SMTPServerOptions, object]>([
    ['250', {}, { status: 'delivered', providerId: expect.stringContaining('queued as local-1') }],
    ['421 at RCPT', atRecipient(421), { status: 'retry' }],
    ['450 at RCPT', atRecipient(450), { status: 'retry', reason: expect.stringContaining('450') }],
    ['452 at RCPT', atRecipient(452), { status: 'retry' }],
    ['550 at RCPT', atRecipient(550), { status: 'gave-up', reason: expect.stringContaining('no, thank you') }],
    ['553 at RCPT', atRecipient(553), { status: 'gave-up' }],
    ['451 at DATA', atData(451), { status: 'retry' }],
    ['552 at DATA', atData(552), { status: 'gave-up' }],
    ['554 at DATA', atData(554), { status: 'gave-up' }],
    ['451 at MAIL FROM', atSender(451), { status: 'retry' }],
    ['550 at MAIL FROM', atSender(550), { status: 'gave-up' }],
  ])('%s', async (_claim, options, expected) => {
    const server = await smtp(options);
    expect(await channelTo(server.port).send(sampleMessage(), ana)).toMatchObject(expected);
  });

  it('a wrong password loses no alert: it is retried slowly', async () => {
    const options: SMTPServerOptions = {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, callback) => callback(smtpError(535, 'wrong password')),
    };
    const server = await smtp(options);
    const delivery = await channelTo(server.port, { user: 'plumbline', password: 'old' }).send(sampleMessage(), ana);
    expect(delivery).toMatchObject({ status: 'retry', retryAfterSeconds: 300 });
    expect(JSON.stringify(delivery)).not.toContain('old');
  });

  it('the right password signs in', async () => {
    const server = await smtp({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, callback) =>
        username === 'p@x' && password === 's:e/c' ? callback(null, { user: 1 }) : callback(new Error('no')),
    });
    const smtpUrl = `smtp://${encodeURIComponent('p@x')}:${encodeURIComponent('s:e/c')}@127.0.0.1:${server.port}`;
    expect(await channelTo(1, { smtpUrl }).send(sampleMessage(), ana)).toMatchObject({ status: 'delivered' });
  });

  it('where TLS is required, no password goes to a server that has none', async () => {
    let asked = 0;
    const server = await smtp({
      allowInsecureAuth: true,
      onAuth: (_auth, _session, callback) => {
        asked += 1;
        callback(null, { user: 1 });
      },
    });
    const channel = channelTo(server.port, { user: 'plumbline', password: 'secret', startTls: 'required' });
    expect(await channel.send(sampleMessage(), ana)).toMatchObject({ status: 'retry', retryAfterSeconds: 300 });
    expect([asked, server.mails.length]).toEqual([0, 0]);
  });

  it('being turned away at the door is not the recipient’s fault', async () => {
    const server = await smtp({ onConnect: (_session, callback) => callback(smtpError(554, 'go away')) });
    expect(await channelTo(server.port).send(sampleMessage(), ana)).toMatchObject({ status: 'retry' });
  });

  it('nobody listening is retried', async () => {
    const delivery = await channelTo(await closedPort()).send(sampleMessage(), ana);
    expect(delivery).toMatchObject({ status: 'retry', reason: expect.stringContaining('ECONNREFUSED') });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['a server that says nothing', () => undefined],
    ['a server that hangs up', (socket) => void socket.end()],
    ['a server that resets', (socket) => void socket.resetAndDestroy()],
    ['a server that falls silent after its greeting', (socket) => void socket.write('220 hello ESMTP\r\n')],
    ['a server that is none', (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('%s is retried, after one connection', async (_claim, greet) => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined).resume());
      greet(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    toClose.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const { port } = server.address() as AddressInfo;
    expect(await channelTo(port).send(sampleMessage(), ana)).toMatchObject({ status: 'retry' });
    expect(sockets).toHaveLength(1);
  });

  it('a recipient refused in a send that resolved is not taken for delivered', () => {
    const refused = (responseCode: number) =>
      classifySmtpSuccess({
        rejected: ['ana@example.org'],
        rejectedErrors: [Object.assign(new Error('refused'), { responseCode, code: 'EENVELOPE' })],
      }).status;
    expect([refused(452), refused(550)]).toEqual(['retry', 'gave-up']);
    expect(classifySmtpSuccess({ rejected: ['ana@example.org'] }).status).toBe('retry');
  });

  it('one recipient refused leaves the other’s mail delivered: each is a transaction of its own', async () => {
    const server = await smtp({
      onRcptTo: ({ address }, _session, callback) =>
        callback(address.startsWith('ben') ? smtpError(550, 'no such user') : null),
    });
    const channel = channelTo(server.port);
    const deliveries = await Promise.all([
      channel.send(sampleMessage(), ana),
      channel.send(sampleMessage(), { kind: 'email', to: 'ben@example.org' }),
    ]);
    expect(deliveries.map((one) => one.status)).toEqual(['delivered', 'gave-up']);
    expect(server.mails.map((mail) => mail.to)).toEqual([['ana@example.org']]);
  });

  it('stopping the server ends a send that hangs, to be retried', async () => {
    const stop = new AbortController();
    const server = await smtp({ onMailFrom: () => stop.abort() });
    expect(await channelTo(server.port).send(sampleMessage(), ana, { signal: stop.signal })).toMatchObject({
      status: 'retry',
    });
  });

  it('many mails share few connections', async () => {
    const server = await smtp();
    const channel = channelTo(server.port);
    const sends = Array.from({ length: 20 }, (_, index) =>
      channel.send(sampleMessage({}, { id: `ntf-${index}` }), ana),
    );
    expect(new Set((await Promise.all(sends)).map((one) => one.status))).toEqual(new Set(['delivered']));
    expect(server.mails).toHaveLength(20);
    expect(server.connections()).toBeLessThanOrEqual(5);
  });
});

describe('a mail', () => {
  it('carries the message in text and in HTML', async () => {
    const { mail, from, to } = await sent(sampleMessage());
    expect([from, to]).toEqual(['plumbline@example.org', ['ana@example.org']]);
    expect(mail.subject).toBe('[Plumbline] INC-7 shop.orders');
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('mean of amount is 4,190, expected 10 to 90');
      expect(part).toContain('2026-11-22 05:58 UTC');
      expect(part).toContain('team-payments');
      expect(part).toContain('http://127.0.0.1:8080/incidents/INC-7');
    }
    expect(mail.attachments).toEqual([]);
  });

  it('is threaded by incident, one id per notification, and starts no reply loops', async () => {
    const server = await smtp();
    const channel = channelTo(server.port);
    const resolved = { state: 'resolved', resolvedAt: '2026-11-22T07:00:12.000Z' } as const;
    await channel.send(sampleMessage(), ana);
    await channel.send(sampleMessage(), ana);
    await channel.send(sampleMessage(resolved, { id: 'NTF-13', kind: 'resolved' }), ana);
    const mails = server.mails.map(({ mail }) => mail);
    expect(mails.map((mail) => mail.messageId)).toEqual([
      '<inc-7.ntf-12@plumbline.example.org>',
      '<inc-7.ntf-12@plumbline.example.org>',
      '<inc-7.ntf-13@plumbline.example.org>',
    ]);
    expect(new Set(mails.map((mail) => mail.subject)).size).toBe(1);
    for (const mail of mails) {
      expect(mail.inReplyTo).toBe('<inc-7@plumbline.example.org>');
      expect(mail.references).toBe('<inc-7@plumbline.example.org>');
      expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
      expect(mail.headers.get('x-auto-response-suppress')).toBe('All');
      expect(JSON.stringify(mail.headers.get('list'))).toContain('postgres-db-5432.plumbline.example.org');
    }
  });

  it('is one mail with our headers only, whatever the names of datasets and people hold', async () => {
    const evil = 'x\r\nBcc: eve@example.org\r\n\r\n.\r\nRCPT TO:<eve@example.org>\r\n<script>alert(1)</script>';
    const subject = { kind: 'dataset', namespace: evil, name: evil } as const;
    const message = sampleMessage({ subject, owner: evil, runbook: evil, acknowledgedBy: evil }, { id: evil });
    const { mail, raw, to } = await sent({ ...message, subject: `${message.subject}${evil}` });
    expect(to).toEqual(['ana@example.org']);
    expect(mail.headers.has('bcc')).toBe(false);
    expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^(?:bcc|rcpt)/im);
    expect(mail.html).not.toContain('<script');
    expect(mail.html).toContain('&lt;script&gt;');
    expect(mail.text).toContain('<script>alert(1)</script>');
  });

  it.each(['a@x\r\nRCPT TO:<e@x>', 'a@x, e@x', 'Ana <a@x>', ''])('to %j is not sent at all', async (to) => {
    const server = await smtp();
    expect(await channelTo(server.port).send(sampleMessage(), { kind: 'email', to })).toMatchObject({
      status: 'gave-up',
    });
    expect(server.connections()).toBe(0);
  });
});

describe('the way to the mail server', () => {
  const config = { from: 'a@example.org', publicUrl: 'https://plumbline.example.org' };

  it.each<[Partial<EmailConfig>, object]>([
    [{ smtpUrl: 'smtps://mail.example.org' }, { port: 465, secure: true }],
    [{ smtpUrl: 'smtp://mail.example.org' }, { port: 587, secure: false, requireTLS: false }],
    [{ smtpUrl: 'smtp://u:p@mail.example.org:25' }, { port: 25, requireTLS: true, auth: { user: 'u', pass: 'p' } }],
    [{ host: 'mail.example.org', port: 25, user: 'u', password: 'p', startTls: 'optional' }, { requireTLS: true }],
    [
      { smtpUrl: 'smtp://u:p@mail.example.org', startTls: 'off' },
      { requireTLS: false, ignoreTLS: true },
    ],
    [{ smtpUrl: 'smtp://u:p@127.0.0.1:25' }, { requireTLS: false }],
    [{ host: 'mail.example.org', port: 465 }, { secure: true }],
  ])('%j keeps passwords off open lines', (given, expected) => {
    expect(smtpOptions({ ...config, ...given })).toMatchObject({ maxRequeues: 0, ...expected });
  });

  it('has time-outs of seconds where nothing is given', () => {
    expect(smtpOptions(config)).toMatchObject({
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    });
  });
});
