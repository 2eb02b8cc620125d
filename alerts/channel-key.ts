import type { ReceiverChannel } from './types.ts';

/** What makes two channels of a receiver the same one: the address or the URL, never the secret, which may rotate. */
export function channelKey(channel: ReceiverChannel): string {
  return channel.kind === 'email' ? `email:${channel.to.toLowerCase()}` : `webhook:${channel.url}`;
}
