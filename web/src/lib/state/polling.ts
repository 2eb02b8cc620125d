import { invalidate } from '$app/navigation';
import { page } from '$app/state';
import { connection } from './connection.svelte.ts';
import { concerns } from './live-topics.ts';
import { live } from './live.svelte.ts';
import { shareEvents } from './shared-events.ts';

/** Loads that should follow the server `depends` on this. */
export const LIVE = 'plumbline:live';
const PERIOD_MS = 15_000;
/** While events come, only for what changes without one, such as the age of a thing. */
const PERIOD_WITH_EVENTS_MS = 60_000;
const SHORTEST_MS = 1000;

/**
 * Refreshes what is on screen when the server says that it changed, at most once a second; every 15 seconds while the events
 * cannot be had; and at once when a page becomes visible again. Not while it is hidden or paused.
 */
export function startPolling(): () => void {
  const refresher = createRefresher();
  const stopEvents = shareEvents({
    state: (open) => live.became(open),
    event: (event) => {
      // Who hears from the server knows that what is on screen is as it is there.
      if (event.topic === 'heartbeat' && !live.paused && !connection.away) connection.answered();
      if (concerns(page.url.pathname, event)) refresher.soon();
    },
  });
  const timer = setInterval(() => {
    if (refresher.ageMs() >= (live.open ? PERIOD_WITH_EVENTS_MS : PERIOD_MS)) refresher.soon();
  }, PERIOD_MS);
  document.addEventListener('visibilitychange', refresher.soon);
  addEventListener('online', refresher.soon);
  return () => {
    stopEvents();
    clearInterval(timer);
    refresher.stop();
    document.removeEventListener('visibilitychange', refresher.soon);
    removeEventListener('online', refresher.soon);
  };
}

function createRefresher() {
  let running = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let startedAt = Date.now();
  const refresh = async (): Promise<void> => {
    waiting = undefined;
    if (live.paused || document.visibilityState !== 'visible') return;
    if (running) return soon();
    running = true;
    startedAt = Date.now();
    try {
      await invalidate(LIVE);
    } catch {
      connection.failed();
    } finally {
      running = false;
    }
  };
  const soon = (): void => {
    waiting ??= setTimeout(() => void refresh(), Math.max(0, startedAt + SHORTEST_MS - Date.now()));
  };
  return { soon, ageMs: () => Date.now() - startedAt + 500, stop: () => clearTimeout(waiting) };
}
