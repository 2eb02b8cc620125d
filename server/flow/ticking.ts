import { schedule, type ScheduledTask } from 'node-cron';

const everyFifteenSeconds = '*/15 * * * * *';
const lookEveryMs = 20_000;
const patienceMs = 35_000;
const silent = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/** Something that goes on by itself until it is stopped. */
export interface Ticking {
  /** No turn begins after it; waits for the one that goes on. */
  stop(): Promise<void>;
}

/**
 * Calls `turn` at once and then at every quarter of a minute, never two at a time; one that takes longer leaves out the
 * next. `turn` must not throw.
 */
export function startTicking(turn: () => Promise<void>): Ticking {
  let stopped = false;
  let turning: Promise<void> | null = null;
  let calledAt = performance.now();
  const next = () => {
    calledAt = performance.now();
    if (!stopped) turning ??= turn().finally(() => (turning = null));
    return turning ?? Promise.resolve();
  };
  const begin = (): ScheduledTask =>
    schedule(everyFifteenSeconds, next, { name: 'clock', noOverlap: true, logger: silent });
  let task = begin();
  // When the machine's clock is set back, node-cron waits until it has caught up: hours, in which nothing would be noticed.
  const watchdog = setInterval(() => {
    if (performance.now() - calledAt < patienceMs) return;
    void task.destroy();
    task = begin();
    void next();
  }, lookEveryMs);
  void next();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(watchdog);
      await task.destroy();
      await turning;
    },
  };
}
