/** How one place that messages go to is doing: the circuit breaker's memory. */
export interface PlaceHealth {
  /** `closed`: messages go; `open`: none before `probeAt`; `half-open`: one is being tried, the others wait. */
  state: 'closed' | 'open' | 'half-open';
  consecutiveFailures: number;
  /** Since when it is in trouble; null also while it only asked for a pause. */
  openedAt: Date | null;
  probeAt: Date | null;
}

/** What became of an attempt there. `isProbe`: it was the one that a half-open breaker lets through, or a person's test. */
export type PlaceEvent = { isProbe: boolean } & (
  | { kind: 'delivered' }
  | { kind: 'failed' }
  /** The other side answered and asked for a pause; without seconds it did not say how long. */
  | { kind: 'rate-limited'; seconds: number | null }
);

export const wellPlace: PlaceHealth = { state: 'closed', consecutiveFailures: 0, openedAt: null, probeAt: null };

const FAILURES_TO_OPEN = 5;
const FIRST_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 600;

/**
 * How the place is doing after that. The fifth failure in a row opens for 30 s; a probe that fails doubles it, up to
 * 10 min; one that arrives closes. What was already under way when it opened decides nothing. A pause that was asked for
 * counts as no failure and ends by itself.
 */
export function nextPlaceHealth(health: PlaceHealth, event: PlaceEvent, now: Date): PlaceHealth {
  const inTrouble = health.openedAt !== null;
  if (event.kind === 'rate-limited') return afterRateLimit(health, event, now);
  if (inTrouble && !event.isProbe) return health;
  if (event.kind === 'delivered') {
    // A pause holds for what is sent after it, and this was sent before.
    return health.state === 'open' && !event.isProbe ? { ...health, consecutiveFailures: 0 } : wellPlace;
  }
  const consecutiveFailures = health.consecutiveFailures + 1;
  if (consecutiveFailures < FAILURES_TO_OPEN && !inTrouble) return { ...health, consecutiveFailures };
  return opened({ ...health, consecutiveFailures }, now);
}

function opened(health: PlaceHealth, now: Date): PlaceHealth {
  const probes = Math.min(20, Math.max(0, health.consecutiveFailures - FAILURES_TO_OPEN));
  const seconds = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** probes);
  return { ...health, state: 'open', openedAt: health.openedAt ?? now, probeAt: later(now, seconds) };
}

function afterRateLimit(
  health: PlaceHealth,
  { isProbe, seconds }: { isProbe: boolean; seconds: number | null },
  now: Date,
): PlaceHealth {
  if (health.openedAt !== null && !isProbe) return health;
  if (seconds === null) return health.openedAt === null ? health : opened(health, now);
  const until = later(now, seconds);
  const probeAt = health.state === 'open' && health.probeAt !== null && health.probeAt > until ? health.probeAt : until;
  return { ...health, state: 'open', openedAt: null, probeAt };
}

const later = (start: Date, seconds: number) => new Date(start.getTime() + seconds * 1000);
