import { startTicking, type Ticking } from './ticking.ts';
import { doJobs, tick, type ClockContext } from './watch-clock.ts';

/** The running clock of a process. */
export interface Clock extends Ticking {
  /** When its last tick and the work that was due ended; null before the first. */
  readonly lastTickAt: Date | null;
}

/** Ticks at once, so that what fell due while nobody ran is caught up with, and then every 15 seconds until stopped. */
export function startClock(context: ClockContext): Clock {
  let lastTickAt: Date | null = null;
  let stopped = false;
  const ticking = startTicking(async () => {
    try {
      await tick(context);
      await doJobs(context, () => stopped);
      lastTickAt = context.receive.clock();
    } catch (error) {
      // The database is away or restarting: what is due stays due.
      context.log.warn({ error }, 'the clock could not tick; it tries again');
    }
  });
  return {
    get lastTickAt() {
      return lastTickAt;
    },
    stop: () => ((stopped = true), ticking.stop()),
  };
}
