import type { Sql as Pool } from 'postgres';

/** How long queries of a pool that lost a connection may still take on its other ones. */
const graceSeconds = 5;

/**
 * A pool that is replaced as a whole when one of its connections is lost. postgres.js 3.4 cannot use a connection object
 * again whose socket closed while a write was waiting: it hangs, or throws where nobody can catch it. A new pool has new
 * ones. What runs on the other connections of the old pool may finish.
 */
export function renewedPool(open: (onLost: () => void) => Pool): Pool & { renew: () => void } {
  let ended = false;
  const renew = () => {
    const old = current;
    current = start();
    void old.end({ timeout: graceSeconds });
  };
  const start = (): Pool => {
    const pool = open(() => {
      if (!ended && pool === current) renew();
    });
    return pool;
  };
  let current = start();
  const own: Record<string | symbol, unknown> = {
    renew,
    end: (options?: { timeout?: number }) => {
      ended = true;
      return current.end(options);
    },
  };
  return new Proxy(current, {
    apply: (_, __, input) => Reflect.apply(current, undefined, input),
    get: (_, key) => own[key] ?? (Reflect.get(current, key) as unknown),
  }) as Pool & { renew: () => void };
}
