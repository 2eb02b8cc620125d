import { BlockList, isIP } from 'node:net';
import type { Context } from 'hono';

/** What the server knows of the addresses it is reached under. */
export interface Origins {
  publicUrl: string;
  /** Is this address a proxy whose X-Forwarded headers are believed? */
  isTrustedProxy: (address: string) => boolean;
  /** Is this Origin header ours for this request? */
  isOwn: (c: Context, origin: string) => boolean;
}

export function createOrigins(config: { publicUrl: string; trustedProxies: readonly string[] }): Origins {
  const proxies = new BlockList();
  for (const entry of config.trustedProxies) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(prefix), family);
  }
  const publicOrigin = new URL(config.publicUrl).origin;
  return {
    publicUrl: config.publicUrl,
    isTrustedProxy: (address) => isIP(address) !== 0 && proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'),
    isOwn: (c, origin) =>
      origin === publicOrigin || origin === `${new URL(c.req.url).protocol}//${c.req.header('host')}`,
  };
}

/** The address at the other end of the connection; empty when there is none, as in tests. */
export const peerOf = (c: Context): string => {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  return (env?.incoming?.socket?.remoteAddress ?? '').replace(/^::ffff:/, '');
};

/** The address of whoever asks: the peer, or what a trusted proxy says of it. */
export function clientAddress(c: Context, origins: Origins): string {
  const peer = peerOf(c);
  const forwarded = c.req.header('x-forwarded-for');
  if (forwarded === undefined || !origins.isTrustedProxy(peer)) return peer;
  return forwarded.split(',').at(-1)?.trim() ?? peer;
}

/** Did the request come over HTTPS, as far as we can know? */
export function isSecure(c: Context, origins: Origins): boolean {
  if (origins.isTrustedProxy(peerOf(c)) && c.req.header('x-forwarded-proto') === 'https') return true;
  const host = c.req.header('host');
  return origins.publicUrl.startsWith('https://') && host === new URL(origins.publicUrl).host;
}

/** Is the address in the browser's bar this very machine? There a cookie may go over plain HTTP. */
export function isLoopbackHost(c: Context): boolean {
  const host = (c.req.header('host') ?? '').replace(/:\d+$/, '');
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host) || host.endsWith('.localhost');
}

/** `__Host-` binds the cookie to this host and to HTTPS. */
export const cookieName = (secure: boolean) => (secure ? '__Host-plumbline_session' : 'plumbline_session');
