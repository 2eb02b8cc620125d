import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy on loopback in front of a server, as an operator would have one; counts who follows the events. */
export interface CountingProxy {
  url: string;
  /** Streams of events that are open now. */
  readonly open: number;
  /** Streams that were opened so far. */
  readonly total: number;
  stop(): Promise<void>;
}

export async function startProxy(target: string): Promise<CountingProxy> {
  const { port: targetPort } = new URL(target);
  let [open, total] = [0, 0];
  const server = createServer((asked, answer) => {
    const { method, headers } = asked;
    const forwarded = request({ host: 'localhost', port: targetPort, method, path: asked.url, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      const isStream = asked.url?.startsWith('/api/v1/events') === true && got.statusCode === 200;
      if (isStream) [open, total] = [open + 1, total + 1];
      got.once('close', () => (open -= isStream ? 1 : 0));
      got.on('error', () => answer.destroy());
      got.pipe(answer);
    });
    forwarded.on('error', () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
    answer.once('close', () => forwarded.destroy());
    asked.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    get open() {
      return open;
    },
    get total() {
      return total;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
