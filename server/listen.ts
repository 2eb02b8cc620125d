import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { OperatorError } from './operator-error.ts';

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

/** The HTTP server: answers 503 until `serve` gives it the app, so that a port in use is known before anything else starts. */
export interface Listener {
  /** The real one, also when 0 was asked for. */
  port: number;
  serve(fetch: Fetch): void;
  close(): Promise<void>;
}

const starting = () =>
  new Response('{"title":"Starting","status":503}\n', {
    status: 503,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
  });

// A client that sends no more than a byte now and then must not hold a connection for ever.
const headersTimeoutMs = 15_000;
const requestTimeoutMs = 60_000;
const drainMs = 20_000;

/** @throws OperatorError when the port is in use or the address is not this machine's. */
export async function listenOn({ host, port }: { host: string; port: number }): Promise<Listener> {
  let current: Fetch = starting;
  const server = createAdaptorServer({
    fetch: (...input) => current(...input),
    serverOptions: { connectionsCheckingInterval: 5_000 },
  }) as Server;
  server.headersTimeout = headersTimeoutMs;
  server.requestTimeout = requestTimeoutMs;
  const answering = new Set<ServerResponse>();
  server.prependListener('request', (_request, response) => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
  });
  await bound(server, { host, port });
  return {
    port: (server.address() as AddressInfo).port,
    serve: (fetch) => {
      current = fetch;
    },
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

/** No new connections; those that wait for an answer get it and are closed with it, idle ones are closed now. */
function closed(server: Server, answering: ReadonlySet<ServerResponse>): Promise<void> {
  const last = (response: ServerResponse) => response.headersSent || response.setHeader('connection', 'close');
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
    answering.forEach(last);
    // A client that has its next request under way on an open connection is answered this once more.
    server.prependListener('request', (_request, response) => last(response));
    server.closeIdleConnections();
  });
}
