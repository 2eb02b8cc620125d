import { nextPlaceHealth, type PlaceEvent, type PlaceHealth, type ReceiverChannel } from '../../alerts/index.ts';
import { bringForward, lockPlace, postpone, savePlace, type Place } from '../store/receiver-health.ts';
import type { Sql } from '../store/sql.ts';

export interface PlaceAttempt extends Place {
  kind: ReceiverChannel['kind'];
  event: PlaceEvent;
  /** Why it did not arrive. */
  error: string;
}

/** Writes what an attempt says about its place, in the transaction of its outcome; what waits there waits while it is open. */
export async function recordPlaceEvent(sql: Sql, attempt: PlaceAttempt): Promise<PlaceHealth> {
  const { event } = attempt;
  const { now, ...before } = await lockPlace(sql, attempt, attempt.kind);
  const after = nextPlaceHealth(before, event, now);
  await savePlace(sql, attempt, { ...after, error: event.kind === 'delivered' ? null : attempt.error });
  if (after.state === 'open' && after.probeAt !== null) await postpone(sql, attempt, after.probeAt);
  // A person's test arrived before the probe was due.
  const wasPostponed = before.state === 'open' && before.probeAt !== null && before.probeAt > now;
  if (after.state === 'closed' && wasPostponed && before.probeAt) await bringForward(sql, attempt, before.probeAt);
  return after;
}

/** What a person's test says about a place: that it is well again, or why not; it counts as no failure. */
export async function recordPlaceTest(
  sql: Sql,
  place: Place & Pick<PlaceAttempt, 'kind'>,
  error: string | null,
): Promise<void> {
  if (error === null) {
    await recordPlaceEvent(sql, { ...place, event: { kind: 'delivered', isProbe: true }, error: '' });
    return;
  }
  const { now: _, ...before } = await lockPlace(sql, place, place.kind);
  await savePlace(sql, place, { ...before, error });
}
