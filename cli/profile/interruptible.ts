import { interruptedFailure } from '../failure.ts';

/**
 * Runs `work` so that Ctrl-C and SIGTERM stop it with a sentence: the signal is aborted, `onInterrupt` called, and what `work` cleans up
 * is cleaned up.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  onInterrupt: () => void = () => undefined,
): Promise<T> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
    onInterrupt();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await work(interruption.signal);
  } catch (error) {
    throw interruption.signal.aborted ? interruptedFailure('interrupted; nothing was sent') : error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
