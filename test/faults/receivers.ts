import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A message as a receiver got it: by its id, of one incident. */
export interface Arrival {
  channel: 'webhook' | 'email';
  /** `webhook-id` or the notification in the Message-ID. */
  id: string;
  incident: string;
  /** Which run of the server sent it: 0, 1, 2, … */
  life: number;
}

/** A webhook receiver and a mail server on loopback that take everything and remember it. */
export interface Receivers {
  arrivals: Arrival[];
  webhookUrl: string;
  smtpPort: number;
  /** Connections from now on belong to the next run of the server. */
  nextLife(): void;
  close(): Promise<void>;
}

export async function startReceivers(): Promise<Receivers> {
  const arrivals: Arrival[] = [];
  let life = 0;
  const webhook = webhookServer(arrivals, () => life);
  const mail = mailServer(arrivals, () => life);
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => mail.listen(0, '127.0.0.1', resolve));
  return {
    arrivals,
    webhookUrl: `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/hook`,
    smtpPort: (mail.server.address() as AddressInfo).port,
    nextLife: () => void (life += 1),
    async close() {
      webhook.closeAllConnections();
      await new Promise((resolve) => webhook.close(resolve));
      await new Promise<void>((resolve) => mail.close(resolve));
    },
  };
}

interface WebhookBody {
  data: { incidentId: string };
}

function webhookServer(arrivals: Arrival[], lifeNow: () => number) {
  const lives = new WeakMap<Socket, number>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { data } = JSON.parse(Buffer.concat(parts).toString('utf8')) as WebhookBody;
      const { incidentId: incident } = data;
      const id = String(request.headers['webhook-id']);
      arrivals.push({ channel: 'webhook', id, incident, life: lives.get(request.socket) ?? -1 });
      response.end('ok');
    });
  });
  server.on('connection', (socket) => lives.set(socket, lifeNow()));
  return server;
}

const header = (mail: string, pattern: RegExp) => pattern.exec(mail.slice(0, mail.indexOf('\r\n\r\n')))?.[1] ?? '';

function mailServer(arrivals: Arrival[], lifeNow: () => number): SMTPServer {
  const lives = new Map<string, number>();
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    closeTimeout: 50,
    onConnect: (session, callback) => (lives.set(session.id, lifeNow()), callback()),
    onData: (stream, session, callback) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const mail = Buffer.concat(parts).toString('utf8');
        const messageId = header(mail, /^Message-ID:\s*<([^>]+)>/im);
        const incident = header(mail, /^X-Plumbline-Incident:\s*(\S+)/im);
        arrivals.push({ channel: 'email', id: messageId, incident, life: lives.get(session.id) ?? -1 });
        callback(null, 'queued');
      });
    },
  });
  // What a killed client does to a connection is what is tested, not an error of the server.
  server.on('error', () => undefined);
  return server;
}

/** The number of the outbox row in either id: `ntf_12`, `inc-3.ntf-12@localhost`. */
export const rowOf = (id: string) => Number(/ntf[_-](\d+)/.exec(id)?.[1] ?? -1);
