import type { Log } from './log.ts';

/** How the process was asked to stop: a service manager sends SIGTERM, a person types Ctrl-C. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function stopSignal(): Promise<StopSignal> {
  return new Promise((resolve) => {
    const onSignal = (signal: StopSignal) => {
      process.once('SIGINT', () => process.exit(130));
      process.once('SIGTERM', () => process.exit(143));
      resolve(signal);
    };
    process.once('SIGINT', onSignal);
    process.once('SIGTERM', onSignal);
  });
}

/** What nobody caught leaves the process in a state that nobody knows: it is logged, and the process ends with 1. */
export function endOnBugs(log: Log): void {
  const end = (error: unknown) => {
    log.error({ error }, 'something was not caught anywhere; the process ends, so that it is started afresh');
    process.exit(1);
  };
  process.on('unhandledRejection', end);
  process.on('uncaughtException', end);
}

const longestStopMs = 60_000;

/** Ends the process with 1 when stopping itself hangs, so that whoever waits for the end does not wait for ever. */
export function endWhenStuck(log: Log): void {
  setTimeout(() => {
    log.error(`stopping took longer than ${longestStopMs / 1000} s; the process ends as it is`);
    process.exit(1);
  }, longestStopMs).unref();
}
