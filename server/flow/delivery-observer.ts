import type { Delivery, FailureCause } from '../../alerts/index.ts';

/** `held`: its place is being tried by another message; `never-told`: it would end what was never begun. */
export type Attempted = Delivery | { status: 'held' } | { status: 'never-told' };

/** What became of one attempt: what stood in the way, or how long the message was under way. */
export type Attempt = { failure: FailureCause } | { failure: null; seconds: number };

/** Told of each attempt to send; must not throw. */
export interface DeliveryObserver {
  attempted(integration: string, attempt: Attempt): void;
}

/**
 * Seconds count from the planning of the message: the group wait and every retry are in them. Null when nothing was sent
 * at all.
 */
export function attemptOf(n: { createdAt: Date }, attempted: Attempted, now: Date): Attempt | null {
  if (attempted.status === 'delivered') {
    return { failure: null, seconds: (now.getTime() - n.createdAt.getTime()) / 1000 };
  }
  if (attempted.status !== 'retry' && attempted.status !== 'gave-up') return null;
  const isLimited = attempted.status === 'retry' && attempted.rateLimited === true;
  return { failure: attempted.cause ?? (isLimited ? 'rate_limited' : 'other') };
}
