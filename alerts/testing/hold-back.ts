import type { PreviousNotification } from '../schedule-types.ts';

/**
 * The order that the outbox keeps, as a model for tests. Why a due row must not be sent now: an earlier message to the same place is still on its way (`wait`), so that a
 * resolve never overtakes its opening, or a resolve's opening never arrived (`cancel`). Null: send it.
 * `previous` holds the incident's rows that are older than this one.
 */
export function holdBack(
  row: Pick<PreviousNotification, 'receiver' | 'channelKey' | 'kind'>,
  previous: readonly PreviousNotification[],
): { action: 'wait' | 'cancel'; reason: string } | null {
  const earlier = previous.filter((one) => one.receiver === row.receiver && one.channelKey === row.channelKey);
  if (earlier.some((one) => one.state === 'pending' || one.state === 'sending')) {
    return { action: 'wait', reason: 'an earlier message about this incident is still on its way there' };
  }
  if (row.kind === 'resolved' && !earlier.some((one) => one.state === 'delivered')) {
    return { action: 'cancel', reason: 'the opening of this incident never reached this receiver' };
  }
  return null;
}
