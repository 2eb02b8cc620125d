import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';

/** A mail as the local server took it: its envelope, parsed, and as it came over the wire. */
export interface ReceivedMail {
  from: string;
  to: string[];
  mail: ParsedMail;
  raw: string;
}

/** The error with which a handler makes the server answer this code. */
export function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** A real SMTP server on loopback that keeps what it accepts; `options` say where it refuses, `atPort` 0 is any. */
export async function startLocalSmtp(
  options: SMTPServerOptions = {},
  atPort = 0,
): Promise<{ port: number; mails: ReceivedMail[]; connections: () => number; close: () => Promise<void> }> {
  const mails: ReceivedMail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    closeTimeout: 50,
    onConnect: (_session, callback) => {
      connections += 1;
      callback();
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        void simpleParser(raw).then((mail) => {
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          mails.push({ from, to: rcptTo.map((one) => one.address), mail, raw: raw.toString('utf8') });
          callback(null, 'queued as local-1');
        }, callback);
      });
    },
    ...options,
  });
  // What a client does to a connection (resets, time-outs) is what is tested, not an error of the server.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(atPort, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(resolve));
  return { port, mails, connections: () => connections, close };
}
