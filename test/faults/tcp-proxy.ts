import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Passes bytes between clients and one address of loopback, until it is told to do worse. */
export interface TcpProxy {
  port: number;
  /** Neither side hears anything more of the other, and nobody is told; what was sent meanwhile comes after `pass`. */
  swallow(): void;
  pass(): void;
  /** Resets every connection there is. */
  reset(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let swallowing = false;
  const keep = (socket: Socket, other: Socket) => {
    sockets.add(socket);
    socket.on('error', () => other.destroy());
    socket.once('close', () => (sockets.delete(socket), other.destroy()));
    socket.on('data', (bytes: Buffer) => void other.write(bytes));
    if (swallowing) socket.pause();
  };
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    keep(client, upstream);
    keep(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    swallow: () => {
      swallowing = true;
      for (const socket of sockets) socket.pause();
    },
    pass: () => {
      swallowing = false;
      for (const socket of sockets) socket.resume();
    },
    reset: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
