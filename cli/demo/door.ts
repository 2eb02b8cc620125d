import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a visitor of the demo comes in by, and where its messages end: a small server of this machine only. */
export interface Door {
  /** Where the receivers of the demo's routing post to. */
  receiverUrl: string;
  /** Signs the browser that opens it in, and leads it to `path`. Works as long as the demo runs. */
  linkTo(path: string): string;
  close(): Promise<void>;
}

interface DoorSettings {
  /** Of the demo's server, as the browser knows it. */
  serverUrl: string;
  /** A Set-Cookie header of a session of the demo's visitor. */
  openSession: () => Promise<string>;
  /** Told of each message that the demo's routing sent. */
  onMessage: (receiver: string, headline: string) => void;
}

const mostBytes = 1_000_000;

/**
 * A cookie belongs to a host whatever the port, so that a page of this little server can hand the browser the session of the
 * large one. Only who has the link, with its 128 random bits, gets it, and only on this machine.
 */
export async function openDoor(settings: DoorSettings): Promise<Door> {
  const token = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    const [, place = '', given = '', ...path] = (request.url ?? '').split('/');
    if (request.method === 'POST') void receive(request, response, (text) => settings.onMessage(place, headline(text)));
    else if (place === 'open' && isSame(given, token)) void enter(settings, path.join('/'), response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  // The demo ends with its server, not with this one.
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    receiverUrl: `http://127.0.0.1:${port}`,
    linkTo: (path) => `http://localhost:${port}/open/${token}${path}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const isSame = (given: string, wanted: string) =>
  given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));

async function enter({ serverUrl, openSession }: DoorSettings, path: string, response: ServerResponse): Promise<void> {
  const location = `${serverUrl}/${path}`;
  const cookie = await openSession().catch(() => null);
  // Without a session the page asks for e-mail and password, which the terminal has said.
  response.writeHead(302, { location, 'cache-control': 'no-store', ...(cookie ? { 'set-cookie': cookie } : {}) }).end();
}

async function receive(request: IncomingMessage, response: ServerResponse, tell: (text: string) => void) {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request) {
      size += (part as Buffer).length;
      if (size <= mostBytes) parts.push(part as Buffer);
    }
    response.writeHead(204).end();
    tell(Buffer.concat(parts).toString('utf8'));
  } catch {
    response.destroy();
  }
}

function headline(text: string): string {
  try {
    const { data } = JSON.parse(text) as { data?: { incidentId?: string; kind?: string; heading?: string } };
    return `${data?.incidentId ?? ''} ${data?.kind ?? ''}: ${data?.heading ?? ''}`.trim();
  } catch {
    return 'a message that could not be read';
  }
}
