import type { ReceiverChannel } from './types.ts';

/**
 * What makes two channels of a receiver the same one: the address, the URL or the Slack channel in its workspace, never a
 * secret, which may rotate.
 */
export function channelKey(channel: ReceiverChannel): string {
  if (channel.kind === 'email') return `email:${channel.to.toLowerCase()}`;
  if (channel.kind === 'webhook') return `webhook:${channel.url}`;
  return channel.token === undefined ? `slack:${channel.channel}` : `slack:${channel.channel} by ${channel.token}`;
}

/** Where a channel leads, as anybody may see it: the path and query of a webhook may hold a secret, its host says enough. */
export function placeOf(channel: ReceiverChannel): string {
  if (channel.kind === 'email') return channel.to;
  if (channel.kind === 'slack') return channel.channel;
  return /^https?:\/\/([^/?#]+)/i.exec(channel.url)?.[1]?.toLowerCase() ?? '';
}
