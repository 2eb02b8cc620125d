/** How often something may happen: one every `everyMs`, `burst` of them at once after a rest. */
export interface Pace {
  everyMs: number;
  burst: number;
}

export interface Pacer {
  /**
   * 0 when `id` may go now, else the milliseconds until its turn, which is kept for it. Several paces: the slowest counts.
   * A turn that was taken is gone: going again needs another one.
   */
  turn(id: string, paces: readonly { key: string; pace: Pace }[]): number;
}

/** Clocks of the database and of this process may differ by so much. */
const TOLERANCE_MS = 50;
const FORGET_AFTER_MS = 600_000;

/**
 * Token buckets that hand out turns (generic cell rate algorithm), so that many messages which come at once each wait for
 * a time of their own, in the order in which they asked. It never sleeps.
 */
export function createPacer(clock: () => number = Date.now): Pacer {
  /** When a bucket would be full again. */
  const fullAt = new Map<string, number>();
  const turns = new Map<string, number>();

  function turn(id: string, paces: readonly { key: string; pace: Pace }[]): number {
    const now = clock();
    const kept = turns.get(id);
    const at = kept ?? take(now, paces);
    if (at <= now + TOLERANCE_MS) {
      turns.delete(id);
      return 0;
    }
    if (kept === undefined) forget(now);
    turns.set(id, at);
    return at - now;
  }

  function take(now: number, paces: readonly { key: string; pace: Pace }[]): number {
    const free = paces.map(({ key, pace }) => (fullAt.get(key) ?? now) - (pace.burst - 1) * pace.everyMs);
    const at = Math.max(now, ...free);
    for (const { key, pace } of paces) fullAt.set(key, Math.max(fullAt.get(key) ?? now, at) + pace.everyMs);
    return at;
  }

  /** Turns that nobody took (their message was cancelled or sent by another process), and buckets long full. */
  function forget(now: number): void {
    for (const [id, at] of turns) if (at < now - FORGET_AFTER_MS) turns.delete(id);
    for (const [key, at] of fullAt) if (at < now) fullAt.delete(key);
  }
  return { turn };
}
