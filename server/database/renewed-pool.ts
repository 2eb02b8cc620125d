import type { Sql as Pool } from 'postgres';
import { withDeadline } from './query-deadline.ts';

/** How long queries of a pool that lost a connection may still take on its other ones. */
const graceSeconds = 5;

/**
 * A pool that is replaced as a whole when one of its connections is lost. postgres.js 3.4 cannot use a connection object
 * again whose socket closed while a write was waiting: it hangs, or throws where nobody can catch it. A new pool has new
 * ones. What runs on the other connections of the old pool may finish. A plain query that is not answered within
 * `deadlineMs` fails, and renews the pool too, unless that happened since; 0 is no deadline.
 */
export function renewedPool(
  open: (onLost: () => void) => Pool,
  { deadlineMs = 0 }: { deadlineMs?: number } = {},
): Pool & { renew: () => void } {
  let ended = false;
  const renew = () => {
    const old = current;
    current = start();
    void old.end({ timeout: graceSeconds });
  };
  const renewOnce = (of: Pool) => {
    if (!ended && of === current) renew();
  };
  const start = (): Pool => {
    const pool = open(() => renewOnce(pool));
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
  const query = (input: unknown[]): unknown => {
    const pool = current;
    const made: unknown = Reflect.apply(pool, undefined, input);
    return deadlineMs > 0 ? withDeadline(made, { ms: deadlineMs, onLate: () => renewOnce(pool) }) : made;
  };
  return new Proxy(current, {
    apply: (_, __, input) => query(input),
    get: (_, key) => own[key] ?? (Reflect.get(current, key) as unknown),
  }) as Pool & { renew: () => void };
}
