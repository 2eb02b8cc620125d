import type { Log } from '../log.ts';
import type { Postmaster } from './postmaster.ts';
import { isRunning } from './process-identity.ts';

const lookEveryMs = 500;

/**
 * Watches the server and starts it again on the same port when it is gone, so that pools find it where it was.
 * `end()` stops watching and answers the server as it is then.
 */
export function superviseServer(watch: {
  server: Postmaster;
  launch: (port: number) => Promise<Postmaster>;
  log: Log;
}): { end(): Promise<Postmaster> } {
  const { launch, log } = watch;
  let server = watch.server;
  let restart: Promise<void> | undefined;
  const revive = async () => {
    log.error(`Postgres (pid ${server.pid}) ended by itself; starting it again`);
    try {
      server = await launch(server.port);
      log.info(`Postgres started again (pid ${server.pid}, port ${server.port})`);
    } catch (error) {
      log.error({ error }, 'Postgres did not start again; the next attempt follows');
    }
    restart = undefined;
  };
  const timer = setInterval(() => {
    if (restart === undefined && !isRunning(server.pid)) restart = revive();
  }, lookEveryMs).unref();
  return {
    end: async () => {
      clearInterval(timer);
      await restart;
      return server;
    },
  };
}
