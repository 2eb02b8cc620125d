import { schedule } from 'node-cron';
import { doJobs, tick, type ClockContext } from './watch-clock.ts';

/** The running clock of a process. */
export interface Clock {
  /** When its last tick and the work that was due ended; null before the first. */
  readonly lastTickAt: Date | null;
  /** Takes nothing more and waits for what is being done. */
  stop(): Promise<void>;
}

const everyFifteenSeconds = '*/15 * * * * *';

/**
 * Ticks at once, so that what fell due while nobody ran is caught up with, and then every 15 seconds until stopped. A tick
 * that takes longer leaves out the next.
 */
export function startClock(context: ClockContext): Clock {
  let lastTickAt: Date | null = null;
  let stopped = false;
  let turning: Promise<void> = Promise.resolve();
  const turn = async () => {
    try {
      await tick(context);
      await doJobs(context, () => stopped);
      lastTickAt = context.receive.clock();
    } catch (error) {
      // The database is away or restarting: what is due stays due.
      context.log.warn({ error }, 'the clock could not tick; it tries again');
    }
  };
  const next = () => (stopped ? turning : (turning = turning.then(turn)));
  void next();
  const task = schedule(everyFifteenSeconds, next, { name: 'clock', noOverlap: true });
  return {
    get lastTickAt() {
      return lastTickAt;
    },
    stop: async () => {
      stopped = true;
      await task.destroy();
      await turning;
    },
  };
}
