import { invalidate } from '$app/navigation';
import { connection } from './connection.svelte.ts';

/** Loads that should follow the server `depends` on this. */
export const LIVE = 'plumbline:live';
const PERIOD_MS = 15_000;

/** Refreshes what is on screen every 15 seconds while the page is visible, and at once when it becomes visible again. */
export function startPolling(): () => void {
  let running = false;
  const refresh = async (): Promise<void> => {
    if (running || document.visibilityState !== 'visible') return;
    running = true;
    try {
      await invalidate(LIVE);
    } catch {
      connection.failed();
    } finally {
      running = false;
    }
  };
  const timer = setInterval(() => void refresh(), PERIOD_MS);
  const wake = (): void => void refresh();
  document.addEventListener('visibilitychange', wake);
  addEventListener('online', wake);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', wake);
    removeEventListener('online', wake);
  };
}
