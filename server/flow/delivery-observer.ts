import type { Delivery, FailureCause } from '../../alerts/index.ts';

/** What became of one attempt: what stood in the way, or how long the message was under way. */
export type Attempt = { failure: FailureCause } | { failure: null; seconds: number };

/** Told of each attempt to send; must not throw. */
export interface DeliveryObserver {
  attempted(integration: string, attempt: Attempt): void;
}

/** Seconds count from the planning of the message: the group wait and every retry are in them. */
export function attemptOf(n: { createdAt: Date }, delivery: Delivery, now: Date): Attempt {
  if (delivery.status !== 'delivered') return { failure: delivery.cause ?? 'other' };
  return { failure: null, seconds: (now.getTime() - n.createdAt.getTime()) / 1000 };
}
