import { readReceivers } from './read-receivers.ts';
import { readRecord } from './read-record.ts';
import type { RoutingProblem } from './read-record.ts';
import { readRoute } from './read-route.ts';
import type { ReceiverChannel, Routing } from './types.ts';

/**
 * Reads a routing document (`route` and `receivers`, keys in snake_case as Alertmanager writes them, or in camelCase).
 * Every problem is reported at once, with a JSON pointer; with any problem there is no routing.
 */
export function readRouting(value: unknown): { routing: Routing | null; problems: RoutingProblem[] } {
  const problems: RoutingProblem[] = [];
  const record = readRecord({ value, pointer: '', problems }, ['route', 'receivers']);
  if (record === null) return { routing: null, problems };
  const receivers = readReceivers({ value: record['receivers'], pointer: '/receivers', problems });
  const names = receivers.map((receiver) => receiver.name);
  const route = readRoute({ value: record['route'], pointer: '/route', problems, receivers: names, depth: 0 });
  return { routing: route === null || problems.length > 0 ? null : { route, receivers }, problems };
}

/**
 * The routing before anybody wrote one: everything goes to the receiver `nobody`, which has no channels. Incidents still
 * open, show and are recorded; nothing is sent to an address that nobody chose.
 */
export function defaultRouting(): Routing {
  return { route: { receiver: 'nobody' }, receivers: [{ name: 'nobody', channels: [] }] };
}

/** What stands in the place of a secret; it is refused as a secret when it is sent back. */
export const maskedSecret = '********';

/** The routing as anybody may see it: secrets and the values of query parameters in URLs are masked. */
export function maskSecrets(routing: Routing): Routing {
  const receivers = routing.receivers.map((receiver) => ({ ...receiver, channels: receiver.channels.map(masked) }));
  return { ...routing, receivers };
}

function masked(channel: ReceiverChannel): ReceiverChannel {
  if (channel.kind === 'email') return channel;
  if (channel.kind === 'slack') return channel.token === undefined ? channel : { ...channel, token: maskedSecret };
  const url = channel.url.replace(/([?&][^=&#]*=)[^&#]+/g, `$1${maskedSecret}`);
  return { ...channel, url, ...(channel.secret === undefined ? {} : { secret: maskedSecret }) };
}
