import type { Pool } from './sql.ts';

/** Asks on a pool of its own, so that nobody waits for a database that does not answer, nor behind those who work with it. */
export interface BoundedReader {
  /** What `read` answers within `limitMs`; null when it fails or takes longer. The same question is asked once at a time. */
  ask<T>(name: string, limitMs: number, read: (pool: Pool) => Promise<T>): Promise<T | null>;
}

/** `pool` is used for nothing else: a question that was not answered in time takes its connections with it. */
export function createBoundedReader(pool: Pool): BoundedReader {
  const asked = new Map<string, Promise<unknown>>();
  return {
    ask<T>(name: string, limitMs: number, read: (pool: Pool) => Promise<T>): Promise<T | null> {
      const known = asked.get(name) as Promise<T | null> | undefined;
      if (known) return known;
      const answer = inTime(pool, limitMs, read).finally(() => asked.delete(name));
      asked.set(name, answer);
      return answer;
    },
  };
}

async function inTime<T>(pool: Pool, limitMs: number, read: (pool: Pool) => Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      // A frozen server never answers what was sent: later questions need connections that are not stuck behind it.
      pool.renew?.();
      resolve(null);
    }, limitMs);
  });
  const answered = read(pool).catch(() => null);
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}
