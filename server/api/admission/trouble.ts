import type { Trouble } from './admission.ts';

/** What was measured around the server. */
export interface Surrounding {
  /** How long the post that waits longest for a connection has waited. */
  poolWaitMs: number;
  /** The 99th percentile of each of the last seconds by which the process was late, newest last. */
  loopDelaysMs: readonly number[];
  /** On the disk of the managed database; null when there is none or nobody looks. */
  freeDiskBytes: number | null;
}

export interface TroubleLimits {
  poolWaitMs: number;
  eventLoopDelayMs: number;
  freeDiskBytes: number;
}

/** So many seconds in a row must be bad: a single large body may hold the process up for a moment. */
export const badSecondsInARow = 3;

/** What is wrong enough to refuse posts, the worst first; null when nothing is. */
export function troubleOf(now: Surrounding, limits: TroubleLimits): Trouble | null {
  if (now.freeDiskBytes !== null && now.freeDiskBytes < limits.freeDiskBytes) {
    const detail = `The disk of the database is nearly full: ${Math.floor(now.freeDiskBytes / 2 ** 20)} MiB are free.`;
    return { reason: 'disk', detail: `${detail} Nothing was kept; make room and try again.`, retryAfterSeconds: 30 };
  }
  if (now.poolWaitMs > limits.poolWaitMs) {
    const detail = 'The database is behind: posts wait for it too long already. Nothing was kept; try again.';
    return { reason: 'pool', detail, retryAfterSeconds: 2 };
  }
  const recent = now.loopDelaysMs.slice(-badSecondsInARow);
  if (recent.length === badSecondsInARow && recent.every((delay) => delay > limits.eventLoopDelayMs)) {
    const detail = 'The server is too busy to take more just now. Nothing was kept; try again.';
    return { reason: 'event-loop', detail, retryAfterSeconds: 2 };
  }
  return null;
}
