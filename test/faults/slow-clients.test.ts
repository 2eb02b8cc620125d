import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listenOn, type Listener } from '../../server/listen.ts';
import { usualPatience } from '../../server/slow-clients.ts';

// The same rules as in earnest, with less patience.
const patience = {
  ...usualPatience,
  headersMs: 1_500,
  requestMs: 8_000,
  idleMs: 1_000,
  bodyGraceMs: 1_500,
  stalledMs: 1_500,
  answerMs: 6_000,
  lookEveryMs: 200,
};
// More than both sides' socket buffers take.
const large = new Uint8Array(24 * 2 ** 20);

let listener: Listener;
const sockets: Socket[] = [];
const timers: NodeJS.Timeout[] = [];

beforeAll(async () => {
  listener = await listenOn({ host: '127.0.0.1', port: 0, patience });
  listener.serve(async (request: Request) => {
    const path = new URL(request.url).pathname;
    if (path === '/large') return new Response(large);
    if (path === '/slow-work') await delay(4_000);
    return new Response(`read ${(await request.text()).length}`);
  });
});
afterEach(() => {
  for (const timer of timers.splice(0)) clearInterval(timer);
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(() => listener.close());

interface Client {
  socket: Socket;
  heard: () => string;
  isClosed: () => boolean;
}

/** A connection that says `first` and then, every `everyMs`, `more`. */
function client({ first, more = '', everyMs = 100 }: { first: string; more?: string; everyMs?: number }): Client {
  const socket = connect(listener.port, '127.0.0.1', () => socket.write(first));
  let heard = '';
  let closed = false;
  socket.on('data', (part: Buffer) => (heard = (heard + part.toString('latin1')).slice(0, 1000)));
  socket.on('error', () => undefined);
  socket.on('close', () => (closed = true));
  sockets.push(socket);
  if (more) timers.push(setInterval(() => socket.writable && socket.write(more), everyMs));
  return { socket, heard: () => heard, isClosed: () => closed };
}

async function allClosed(clients: readonly Client[]): Promise<void> {
  for (const deadline = Date.now() + 30_000; !clients.every(({ isClosed }) => isClosed()); await delay(50)) {
    const open = clients.filter(({ isClosed }) => !isClosed()).length;
    if (Date.now() > deadline) throw new Error(`${open} of ${clients.length} connections are still open`);
  }
}

const of = (count: number, make: () => Client) => Array.from({ length: count }, make);
const post = (more: string) => `POST / HTTP/1.1\r\nhost: x\r\n${more}\r\n\r\n`;

const kinds: Record<string, () => Client> = {
  'say nothing at all': () => client({ first: '' }),
  'send headers a byte at a time': () => client({ first: 'GET / HTTP/1.1\r\nhost: x\r\nx-slow: ', more: 'a' }),
  'never end their headers': () => client({ first: 'GET / HTTP/1.1\r\n', more: 'a: b\r\n' }),
  'send a body a byte at a time': () => client({ first: post('content-length: 5000'), more: 'a' }),
  'send chunks of a byte': () => client({ first: post('transfer-encoding: chunked'), more: '1\r\na\r\n' }),
  'send half a body and no more': () => client({ first: `${post('content-length: 5000')}${'a'.repeat(1000)}` }),
  'were answered and ask nothing more': () => client({ first: 'GET / HTTP/1.1\r\nhost: x\r\n\r\n' }),
};

describe('clients that', () => {
  it.each(Object.entries(kinds))('%s are cut', async (_, make) => {
    await allClosed(of(10, make));
  });

  it('take no more of a large answer are cut', async () => {
    const readers = of(10, () => {
      const reader = client({ first: 'GET /large HTTP/1.1\r\nhost: x\r\n\r\n' });
      reader.socket.pause();
      return reader;
    });
    await delay(patience.stalledMs);
    // A paused socket hears of its end only when it reads on.
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; await delay(100)) {
      if ((await listener.connections()) === 0) break;
    }
    expect(await listener.connections()).toBe(0);
    for (const reader of readers) expect(reader.socket.bytesRead).toBeLessThan(large.length);
  });
});

describe('500 of them together', () => {
  it('are all cut, and honest clients are answered all along', async () => {
    const makers = Object.values(kinds);
    const slow = Array.from({ length: 500 }, (_, index) => makers[index % makers.length]?.() as Client);
    let answered = 0;
    let over = false;
    const honest = async () => {
      while (!over) {
        const answer = await fetch(`http://127.0.0.1:${listener.port}/`, { method: 'POST', body: 'a'.repeat(20_000) });
        expect(await answer.text()).toBe('read 20000');
        answered += 1;
        await delay(20);
      }
    };
    const asking = Promise.all([honest(), honest()]);
    await allClosed(slow);
    over = true;
    await asking;
    expect(answered).toBeGreaterThan(20);
  });
});

describe('honest clients', () => {
  it('that send slowly but steadily are heard to the end', async () => {
    const pieces = 30;
    const slow = client({ first: post(`content-length: ${pieces * 500}`), more: 'a'.repeat(500), everyMs: 100 });
    for (const deadline = Date.now() + 20_000; !slow.heard().includes('read ') && Date.now() < deadline;)
      await delay(50);
    expect(slow.heard()).toContain(`read ${pieces * 500}`);
  });

  it('that wait for us longer than they may be slow are not cut', async () => {
    const answer = await fetch(`http://127.0.0.1:${listener.port}/slow-work`, { method: 'POST', body: 'a' });
    expect(await answer.text()).toBe('read 1');
  });

  it('that take a large answer piece by piece get all of it', async () => {
    const reader = client({ first: 'GET /large HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n' });
    let flowing = true;
    timers.push(
      setInterval(() => ((flowing = !flowing), flowing ? reader.socket.resume() : reader.socket.pause()), 50),
    );
    await allClosed([reader]);
    expect(reader.socket.bytesRead).toBeGreaterThan(large.length);
  });
});
