import type { Sql } from './connect.ts';

/** How long queries of a pool that lost a connection may still take on its other ones. */
const graceSeconds = 5;

/**
 * A pool that is replaced as a whole when one of its connections is lost. postgres.js 3.4 cannot use a connection object
 * again whose socket closed while a write was waiting: it hangs, or throws where nobody can catch it. A new pool has new
 * ones. What runs on the other connections of the old pool may finish.
 */
export function renewedPool(open: (onLost: () => void) => Sql): Sql {
  let ended = false;
  const start = (): Sql => {
    const pool = open(() => {
      if (ended || pool !== current) return;
      current = start();
      void pool.end({ timeout: graceSeconds });
    });
    return pool;
  };
  let current = start();
  const end: Sql['end'] = (options) => {
    ended = true;
    return current.end(options);
  };
  return new Proxy(current, {
    apply: (_, __, input) => Reflect.apply(current, undefined, input),
    get: (_, key) => (key === 'end' ? end : (Reflect.get(current, key) as unknown)),
  });
}
