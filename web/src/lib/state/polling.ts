import { invalidate } from '$app/navigation';
import { navigating, page } from '$app/state';
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
const BUSY_MS = 250;

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
    // To load anew would put an end to a navigation that is under way: SvelteKit goes on with the newest of the two.
    if (running || navigating.to !== null) return soon(BUSY_MS);
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
  const soon = (leastMs = 0): void => {
    waiting ??= setTimeout(() => void refresh(), Math.max(leastMs, startedAt + SHORTEST_MS - Date.now()));
  };
  return { soon: () => soon(), ageMs: () => Date.now() - startedAt + 500, stop: () => clearTimeout(waiting) };
}
