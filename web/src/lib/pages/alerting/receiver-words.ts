import type { ReceiverChannelShape } from '../../api/types.ts';
import type { Words } from '../../format/words.ts';

const STATE: Record<ReceiverChannelShape['state'], Words> = {
  ok: { tone: 'ok', word: 'OK' },
  paused: { tone: 'info', word: 'Paused' },
  trying: { tone: 'info', word: 'Trying' },
  open: { tone: 'critical', word: 'Not answering' },
};

/** Did the last message that went there fail? Both instants are RFC 3339 in UTC. */
const failedLast = ({ lastFailureAt, lastSuccessAt }: ReceiverChannelShape): boolean =>
  lastFailureAt !== null && (lastSuccessAt === null || lastFailureAt > lastSuccessAt);

/** The state of a channel as shape and word; one that nothing went to yet is not OK. */
export function channelWords(channel: ReceiverChannelShape): Words {
  if (channel.state !== 'ok') return STATE[channel.state];
  if (failedLast(channel)) return { tone: 'warn', word: 'Failing' };
  return channel.lastSuccessAt === null ? { tone: 'unknown', word: 'Not tried' } : STATE.ok;
}

/** Is there something to do about it? A pause that was asked for is no trouble. */
export const isInTrouble = (channel: ReceiverChannelShape): boolean =>
  channel.state === 'open' || channel.state === 'trying' || (channel.state === 'ok' && failedLast(channel));
