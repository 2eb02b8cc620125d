import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** How long a client may take; each is honest at 1 KB/s, which is slower than any modem of this century. */
export interface Patience {
  /** For the headers of a request. */
  headersMs: number;
  /** For a whole request. */
  requestMs: number;
  /** On an open connection without a request. */
  idleMs: number;
  /** From here on a body must have come at `bytesPerSecond` on average. */
  bodyGraceMs: number;
  bytesPerSecond: number;
  /** How long nothing of an answer may be taken. */
  stalledMs: number;
  /** For the whole of an answer, from its first byte. */
  answerMs: number;
  /** How often it is looked. */
  lookEveryMs: number;
  /** Connections beyond so many are closed at once. */
  connections: number;
}

export const usualPatience: Patience = {
  headersMs: 10_000,
  requestMs: 60_000,
  idleMs: 5_000,
  bodyGraceMs: 10_000,
  bytesPerSecond: 1_000,
  stalledMs: 20_000,
  answerMs: 120_000,
  lookEveryMs: 1_000,
  connections: 5_000,
};

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  startedAt: number;
  /** What its connection had read before it. */
  bytesBefore: number;
  answeringSince: number | null;
}

/**
 * Closes connections of clients that keep them without using them: that send a request, or take its answer, a byte now and
 * then. One that waits for us is never closed.
 */
export function cutSlowClients(server: Server, patience: Patience): void {
  server.headersTimeout = patience.headersMs;
  server.requestTimeout = patience.requestMs;
  server.keepAliveTimeout = patience.idleMs;
  server.maxConnections = patience.connections;
  const exchanges = new Set<Exchange>();
  server.prependListener('request', (request, response) => {
    const startedAt = performance.now();
    const exchange = { request, response, startedAt, bytesBefore: request.socket.bytesRead, answeringSince: null };
    exchanges.add(exchange);
    response.once('close', () => exchanges.delete(exchange));
  });
  const look = setInterval(() => {
    const now = performance.now();
    for (const exchange of exchanges) {
      if (isBodyTooSlow(exchange, patience, now)) refuseSlow(exchange);
      else if (isAnswerTooSlow(exchange, patience, now)) exchange.request.socket.destroy();
    }
  }, patience.lookEveryMs);
  look.unref();
  server.once('close', () => clearInterval(look));
}

function isBodyTooSlow({ request, startedAt, bytesBefore }: Exchange, patience: Patience, now: number): boolean {
  const waitedMs = now - startedAt;
  // While there is something that we have not read yet, it is us who are slow.
  if (request.complete || request.readableLength > 0 || waitedMs < patience.bodyGraceMs) return false;
  if (request.readableFlowing !== true && request.listenerCount('readable') === 0) return false;
  return request.socket.bytesRead - bytesBefore < (patience.bytesPerSecond * waitedMs) / 1000;
}

/** As Node itself answers to a request that took too long. */
function refuseSlow({ request, response }: Exchange): void {
  const { socket } = request;
  if (!response.headersSent && socket.writable)
    socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
  socket.destroySoon();
  request.destroy();
}

function isAnswerTooSlow(exchange: Exchange, patience: Patience, now: number): boolean {
  const { response, request } = exchange;
  if (!response.headersSent || response.writableFinished) return false;
  if (exchange.answeringSince === null) {
    exchange.answeringSince = now;
    // Node puts the time off as long as the other side takes something, and forgets it once the answer is out.
    request.socket.setTimeout(patience.stalledMs);
  }
  return response.writableEnded && now - exchange.answeringSince > patience.answerMs;
}
