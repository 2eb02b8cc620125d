import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { OperatorError } from './operator-error.ts';
import { cutSlowClients, usualPatience, type Patience } from './slow-clients.ts';

type Fetch = Parameters<typeof getRequestListener>[0];
/** Answers a request itself, and says that it did. */
type Gate = (request: IncomingMessage, response: ServerResponse) => boolean;

/** The HTTP server: answers 503 until `serve` gives it the app, so that a port in use is known before anything else starts. */
export interface Listener {
  /** The real one, also when 0 was asked for. */
  port: number;
  /** `gate` is asked first. */
  serve(fetch: Fetch, gate?: Gate): void;
  /** How many are open now. */
  connections(): Promise<number>;
  /** Answers on, and closes each connection with its next answer, so that clients go elsewhere. */
  drain(): void;
  close(): Promise<void>;
}

const starting = () =>
  new Response('{"title":"Starting","status":503}\n', {
    status: 503,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
  });

const drainMs = 20_000;

interface Place {
  host: string;
  port: number;
  patience?: Patience;
}

/** @throws OperatorError when the port is in use or the address is not this machine's. */
export async function listenOn({ host, port, patience = usualPatience }: Place): Promise<Listener> {
  let current: Fetch = starting;
  let first: Gate = () => false;
  const answer = getRequestListener((...input) => current(...input));
  const server = createServer({ connectionsCheckingInterval: patience.lookEveryMs }, (request, response) => {
    if (!first(request, response)) void answer(request, response);
  });
  cutSlowClients(server, patience);
  const answering = new Set<ServerResponse>();
  server.prependListener('request', (_request, response) => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
  });
  await bound(server, { host, port });
  return {
    port: (server.address() as AddressInfo).port,
    serve: (fetch, gate = first) => {
      current = fetch;
      first = gate;
    },
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    drain: () => lastAnswers(server, answering),
    close: () => closed(server, answering),
  };
}

function bound(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, { host, port })));
    server.listen(port, host, resolve);
  });
}

function explained(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): Error {
  if (error.code === 'EADDRINUSE') {
    return new OperatorError(
      `Port ${port} on ${host} is in use. Stop what uses it, or choose another with PLUMBLINE_PORT.`,
    );
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new OperatorError(`${host} is not an address of this machine. Set PLUMBLINE_HOST to one, or leave it out.`);
  }
  if (error.code === 'EACCES') return new OperatorError(`Port ${port} needs more rights. Choose one above 1023.`);
  return error;
}

/** Whatever is answered from now on closes its connection. */
function lastAnswers(server: Server, answering: ReadonlySet<ServerResponse>): void {
  const last = (response: ServerResponse) => response.headersSent || response.setHeader('connection', 'close');
  answering.forEach(last);
  // A client that has its next request under way on an open connection is answered this once more.
  server.prependListener('request', (_request, response) => last(response));
}

/** No new connections; those that wait for an answer get it and are closed with it, idle ones are closed now. */
function closed(server: Server, answering: ReadonlySet<ServerResponse>): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
    lastAnswers(server, answering);
    server.closeIdleConnections();
  });
}
