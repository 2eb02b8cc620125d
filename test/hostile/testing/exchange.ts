import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

export interface Exchange {
  port: number;
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Send no Content-Length and the body in pieces of this many bytes. */
  chunkBytes?: number;
}

export interface Exchanged {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  json: unknown;
}

const patienceMs = 20_000;

/** One request on a connection of its own. A server may answer and close before it has read the whole body. */
export function exchange({ port, method, path, headers = {}, body, chunkBytes }: Exchange): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const bytes = body === undefined ? null : Buffer.from(body as string);
    const length = bytes && chunkBytes === undefined ? { 'content-length': String(bytes.length) } : {};
    const sent = request({ port, host: '127.0.0.1', method, path, headers: { ...length, ...headers }, agent: false });
    sent.setTimeout(patienceMs, () => sent.destroy(new Error(`no answer to ${method} ${path} in ${patienceMs} ms`)));
    let answered = false;
    sent.on('response', (response) => {
      answered = true;
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: jsonOf(text) });
        sent.destroy();
      });
    });
    sent.on('error', (error) => (answered ? undefined : reject(error)));
    if (bytes && chunkBytes !== undefined) writePieces(sent, bytes, chunkBytes);
    else sent.end(bytes ?? undefined);
  });
}

function writePieces(sent: NodeJS.WritableStream, bytes: Buffer, size: number): void {
  let at = 0;
  const next = () => {
    while (at < bytes.length) {
      const piece = bytes.subarray(at, at + size);
      at += size;
      if (!sent.write(piece)) return void sent.once('drain', next);
    }
    sent.end();
  };
  next();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What comes back on a raw connection until the other side closes it, or `quietMs` after the last byte. */
export function rawExchange(port: number, text: string | Buffer, quietMs = 300): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const done = () => (socket.destroy(), resolve(Buffer.concat(parts).toString('latin1')));
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      socket.setTimeout(quietMs);
    });
    socket.setTimeout(patienceMs, done);
    socket.on('timeout', done);
    socket.on('end', done);
    socket.on('error', done);
  });
}

/** The status codes of the answers in what rawExchange read. */
export const statusesOf = (text: string) =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => Number(match[1]));
