import { once } from 'node:events';
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawExchange, statusesOf } from './testing/exchange.ts';
import {
  expectAlive,
  expectCivil,
  expectKept,
  keepEverything,
  startHostileServer,
  type HostileServer,
} from './testing/hostile-server.ts';

const mib = 2 ** 20;
const path = '/api/v1/profiles';
let small: HostileServer;

beforeAll(async () => {
  small = await startHostileServer(1);
  await keepEverything(small);
});
afterAll(() => small.stop());

let serial = 0;
const profile = (more: object = {}) =>
  JSON.stringify({ dataset: { namespace: 'hostile', name: `bodies-${serial++}` }, rowCount: 7, ...more });

/** A profile whose text is exactly `bytes` long, none of its texts over its own limit. */
function profileOf(bytes: number): string {
  const dataset = { namespace: 'hostile', name: `bodies-${serial++}` };
  const counters: { id: string; failed: number; definitionHash: string }[] = [];
  const text = () => JSON.stringify({ dataset, counters });
  const add = (letters: number) =>
    counters.push({ id: String(100_000 + counters.length), failed: 0, definitionHash: 'x'.repeat(letters) });
  for (let size = text().length; bytes - size > 400; size += 200)
    add(200 - '{"id":"100000","failed":0,"definitionHash":""},'.length);
  add(0);
  add(0);
  const rest = bytes - text().length;
  for (const [index, part] of counters.slice(-2).entries()) part.definitionHash = 'x'.repeat((rest + index) >> 1);
  return text();
}

const spaced = (text: string, bytes: number) => text + ' '.repeat(bytes - Buffer.byteLength(text));

describe('a body', () => {
  it('exactly at the limit is stored and comes back whole', async () => {
    const text = profileOf(mib);
    expect(Buffer.byteLength(text)).toBe(mib);
    await expectKept(small, text);
  });

  it.each([
    ['declared', {}],
    ['chunked', { chunkBytes: 16_384 }],
  ])('one byte over the limit, %s, is refused with 413 and stores nothing', async (_how, more) => {
    const text = spaced(profile({ idempotencyKey: 'over' }), mib + 1);
    const headers = { authorization: `Bearer ${small.keys.ingest}` };
    const answer = await small.send({ method: 'POST', path, body: text, headers, ...more });
    expect(answer).toMatchObject({ status: 413, json: { type: '/problems#body-too-large' } });
    const rows = await small.database.sql`select 1 from idempotency where key = 'over'`;
    expect(rows).toHaveLength(0);
    await expectAlive(small);
  });

  it('without an end is cut off soon after the limit, not buffered', async () => {
    const socket = connect(small.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (part: Buffer) => (answer += part.toString('latin1')));
    const closed = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
    let open = true;
    void closed.then(() => (open = false));
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${small.keys.ingest}\r\n`);
    socket.write('transfer-encoding: chunked\r\n\r\n');
    const piece = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    let sent = 0;
    for (; open && sent < 64 * mib; sent += piece.length) {
      if (!socket.write(piece)) await Promise.race([once(socket, 'drain').catch(() => undefined), closed]);
    }
    socket.destroy();
    expect(sent).toBeLessThan(16 * mib);
    // A client that goes on sending into a closed connection may see only that it was closed.
    if (answer !== '') expect(statusesOf(answer)).toEqual([413]);
    await expectAlive(small);
  });

  it('is taken in every encoding we name, and is the same profile in each', async () => {
    const text = profile({ idempotencyKey: 'encodings' });
    const all = {
      identity: Buffer.from(text),
      gzip: gzipSync(text),
      'x-gzip': gzipSync(text),
      deflate: deflateSync(text),
      br: brotliCompressSync(text),
    };
    const answers = [];
    for (const [encoding, body] of Object.entries(all)) {
      answers.push(await small.post(path, body, { 'content-encoding': encoding }));
    }
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  });

  const bomb = Buffer.alloc(100 * mib);
  const good = '{"dataset":{"namespace":"hostile","name":"broken"},"rowCount":1}';
  const broken: [string, string | Buffer, Record<string, string>, number][] = [
    ['a gzip bomb of 100 MiB', gzipSync(bomb), { 'content-encoding': 'gzip' }, 413],
    ['a brotli bomb of 100 MiB', brotliCompressSync(bomb), { 'content-encoding': 'br' }, 413],
    ['a deflate bomb of 100 MiB', deflateSync(bomb), { 'content-encoding': 'deflate' }, 413],
    ['gzip cut in the middle', gzipSync(good).subarray(0, 40), { 'content-encoding': 'gzip' }, 400],
    ['gzip with a wrong checksum', flipped(gzipSync(good), -6), { 'content-encoding': 'gzip' }, 400],
    ['gzip in gzip', gzipSync(gzipSync(good)), { 'content-encoding': 'gzip' }, 400],
    ['gzip with rubbish behind it', Buffer.concat([gzipSync(good), Buffer.from('rubbish')]), gzip(), 400],
    ['gzip that says it is plain', gzipSync(good), {}, 400],
    ['plain that says it is gzip', good, { 'content-encoding': 'gzip' }, 400],
    ['plain that says it is brotli', good, { 'content-encoding': 'br' }, 400],
    ['an empty gzip', gzipSync(''), { 'content-encoding': 'gzip' }, 400],
    ['no bytes that say they are gzip', '', { 'content-encoding': 'gzip' }, 400],
    ['an encoding nobody knows', good, { 'content-encoding': 'zstd-9' }, 415],
    ['two encodings at once', gzipSync(gzipSync(good)), { 'content-encoding': 'gzip, gzip' }, 415],
    ['an encoding named like a property', good, { 'content-encoding': 'constructor' }, 415],
    ['an encoding named __proto__', good, { 'content-encoding': '__proto__' }, 415],
    ['nothing', '', {}, 400],
    ['spaces', '   \n\t ', {}, 400],
    ['UTF-16', Buffer.from(good, 'utf16le'), {}, 400],
    ['UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(good, 'utf16le')]), {}, 400],
    ['latin-1', Buffer.from('{"dataset":{"namespace":"h","name":"caf\u00e9"},"rowCount":1}', 'latin1'), {}, 400],
    ['an overlong UTF-8 slash', withBytes(good, [0xc0, 0xaf]), {}, 400],
    ['half a surrogate pair in UTF-8', withBytes(good, [0xed, 0xa0, 0x80]), {}, 400],
    ['a zero byte in a text', withBytes(good, [0x00]), {}, 400],
    ['half a text', good.slice(0, 30), {}, 400],
    ['two documents', `${good}\n${good}`, {}, 400],
    ['single quotes', good.replaceAll('"', "'"), {}, 400],
    ['a comment', `/* */${good}`, {}, 400],
    ['a trailing comma', '{"dataset":{"namespace":"h","name":"x"},"rowCount":1,}', {}, 400],
    ['null', 'null', {}, 422],
    ['a number', '17', {}, 422],
    ['a text', '"profile"', {}, 422],
    ['an empty array', '[]', {}, 422],
    ['an empty object', '{}', {}, 422],
    ['XML', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', {}, 400],
    ['a form', 'dataset=x&rowCount=1', { 'content-type': 'application/x-www-form-urlencoded' }, 400],
  ];

  it.each(broken)('of %s is refused as a fault of the sender', async (_name, body, headers, status) => {
    for (const route of [path, '/api/v1/runs']) {
      const answer = await small.post(route, body, headers);
      expectCivil(answer);
      expect(answer.status, answer.text).toBe(status);
    }
    await expectAlive(small);
  });

  it('with a byte order mark is read without it', async () => {
    const answer = await small.post(path, Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(profile())]));
    expect(answer.status).toBe(201);
  });
});

describe('a body under the standard limit', () => {
  it('of 32 MiB is taken, and of one byte more is not', async () => {
    const large = await startHostileServer();
    try {
      expect((await large.post(path, spaced(profile(), 32 * mib))).status).toBe(201);
      expect((await large.post(path, spaced(profile(), 32 * mib + 1))).status).toBe(413);
      await expectAlive(large);
    } finally {
      await large.stop();
    }
  });
});

describe('a raw connection', () => {
  const head = (more: string[]) =>
    [`POST ${path} HTTP/1.1`, 'host: x', `authorization: Bearer ${small.keys.ingest}`, ...more, '', ''].join('\r\n');

  it('that declares less than it sends gets the rest read as another request, and refused', async () => {
    const body = profile();
    const answer = await rawExchange(small.port, head([`content-length: ${body.length - 5}`]) + body);
    expect(new Set(statusesOf(answer))).toEqual(new Set([400]));
    await expectAlive(small);
  });

  it('that declares more than it sends and closes stores nothing', async () => {
    const body = profile({ idempotencyKey: 'short' });
    const socket = connect(small.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume().end(head([`content-length: ${body.length + 50}`]) + body);
    await once(socket, 'close');
    await expectAlive(small);
    expect(await small.database.sql`select 1 from idempotency where key = 'short'`).toHaveLength(0);
  });

  const smuggled = 'GET /livez HTTP/1.1\r\nhost: x\r\n\r\n';
  const chunked = 'transfer-encoding: chunked';
  it.each([
    ['Content-Length before Transfer-Encoding', [`content-length: 4`, chunked], `0\r\n\r\n${smuggled}`],
    ['Transfer-Encoding before Content-Length', [chunked, 'content-length: 4'], `0\r\n\r\n${smuggled}`],
    ['two Content-Lengths', ['content-length: 3', 'content-length: 40'], `abc${smuggled}`],
    ['a list of Content-Lengths', ['content-length: 3, 40'], `abc${smuggled}`],
    ['a Content-Length with a sign', ['content-length: +3'], `abc${smuggled}`],
    ['a negative Content-Length', ['content-length: -1'], `abc${smuggled}`],
    ['a Content-Length in hexadecimal', ['content-length: 0x3'], `abc${smuggled}`],
    ['an obscured Transfer-Encoding', ['transfer-encoding: xchunked'], `0\r\n\r\n${smuggled}`],
    ['chunked twice', ['transfer-encoding: chunked, chunked'], `0\r\n\r\n${smuggled}`],
    ['a space before the colon', ['transfer-encoding : chunked'], `0\r\n\r\n${smuggled}`],
    ['a chunk size that is no number', [chunked], `zz\r\nabc\r\n0\r\n\r\n${smuggled}`],
    ['a chunk size over 2^64', [chunked], `fffffffffffffffff\r\nabc\r\n0\r\n\r\n${smuggled}`],
    ['a folded header', ['x-long: a', ' content-length: 4'], `0\r\n\r\n${smuggled}`],
    ['a header without a name', [': nothing'], smuggled],
    ['a zero byte in a header', ['x-zero: a\0b'], smuggled],
    ['an enormous header', [`x-long: ${'a'.repeat(70_000)}`], smuggled],
  ])('with %s never has a second request read out of its body', async (_name, headers, body) => {
    const answer = await rawExchange(small.port, head(headers) + body);
    expect(answer).not.toContain('"status":"ok"');
    for (const status of statusesOf(answer)) expect(status).toBeGreaterThanOrEqual(400);
    for (const status of statusesOf(answer)) expect(status).toBeLessThan(500);
    await expectAlive(small);
  });

  it.each([
    ['nothing HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['an unknown method', 'PLUMB / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['no host', 'GET /livez HTTP/1.1\r\n\r\n'],
    ['two hosts', 'GET /livez HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n'],
    ['a host that is no host', 'GET /api/v1/datasets HTTP/1.1\r\nhost: a b<c>"\r\n\r\n'],
    ['an absolute target', 'GET http://[::g/x HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['an asterisk', 'OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['CONNECT', 'CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['an upgrade', 'GET /livez HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'],
    ['Expect: nonsense', 'GET /livez HTTP/1.1\r\nhost: x\r\nexpect: nonsense\r\n\r\n'],
    ['HTTP/9.9', 'GET /livez HTTP/9.9\r\nhost: x\r\n\r\n'],
    ['a path over two directories up', 'GET /../../etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a path encoded up', 'GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a path with a broken escape', 'GET /api/v1/datasets/%E0%A4%A HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a path with an encoded zero', 'GET /datasets/%00 HTTP/1.1\r\nhost: x\r\n\r\n'],
  ])('with %s leaves the server as it was', async (_name, text) => {
    const answer = await rawExchange(small.port, text);
    expect(answer).not.toContain('root:');
    for (const status of statusesOf(answer)) expect(status, answer).toBeLessThan(500);
    await expectAlive(small);
  });

  it('that sends one byte at a time does not keep others waiting', async () => {
    const sockets = Array.from({ length: 60 }, (_, index) => {
      const socket = connect(small.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(index % 2 ? 'POST /api/v1/profiles HTTP/1.1\r\nhost: x\r\nx-slow: ' : head(['content-length: 500']));
      return socket;
    });
    const drip = setInterval(() => sockets.forEach((socket) => socket.write('a')), 20);
    try {
      for (let round = 0; round < 10; round += 1) {
        expect((await small.post(path, profile())).status).toBe(201);
        await expectAlive(small);
      }
    } finally {
      clearInterval(drip);
      for (const socket of sockets) socket.destroy();
    }
  });
});

function gzip(): Record<string, string> {
  return { 'content-encoding': 'gzip' };
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = copy.length + at;
  copy[index] = (copy[index] ?? 0) ^ 0xff;
  return copy;
}

/** The text with these bytes inside its dataset name. */
function withBytes(text: string, bytes: number[]): Buffer {
  const at = text.indexOf('broken') + 3;
  return Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from(bytes), Buffer.from(text.slice(at))]);
}
