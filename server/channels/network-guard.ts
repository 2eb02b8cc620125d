import { BlockList, isIP } from 'node:net';

/** Which networks a webhook may reach besides the public internet over https. */
export interface NetworkPolicy {
  /** The receiver says it lives in a private network: loopback and private addresses, plain http and any port. */
  allowPrivateNetwork?: boolean;
  /** The operator's list: host names, addresses or CIDR ranges that any receiver may reach in that way. */
  allowed?: readonly string[];
  /** When dialling: nothing but the operator's list, for what is plain http or at another port than https has. */
  onlyAllowed?: boolean;
}

/** Never dialled, whoever asks: link-local with the clouds' metadata services, and what no receiver can live on. */
const NEVER = blockList([
  '0.0.0.0/8',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:db8::/32',
  '2002::/16',
  'fd00:ec2::254/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]);

const PRIVATE = blockList([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '::1/128',
  'fc00::/7',
]);

const PUBLIC_PORTS = new Set(['', '443', '8443']);

/**
 * Why a webhook's URL may not be called, in a sentence; null when it may. Names are judged by form only: the addresses
 * they resolve to are judged by `refusedAddress` when they are dialled.
 */
export function refusedUrl(text: string, policy: NetworkPolicy): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return 'is not a URL';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be an https URL';
  if (url.username !== '' || url.password !== '') return 'must carry no user name or password';
  const host = hostOf(url);
  if (isIP(host) !== 0) {
    const refused = refusedAddress(host, policy);
    if (refused !== null) return refused;
  }
  if (isTrusted(host, policy)) return null;
  // A name may yet resolve into the operator's ranges; whether it does is seen when it is dialled.
  if (isIP(host) === 0 && (policy.allowed ?? []).some(isRange)) return null;
  if (/(?:^|\.)localhost$/.test(host)) return 'leads to this machine, which the receiver does not allow';
  if (!isPlain(url)) return null;
  return 'must be https at port 443 or 8443, unless the receiver allows its private network';
}

/** Is this plain http, or at a port that https does not have? Such URLs lead to trusted places only. */
export function isPlain(url: URL): boolean {
  return url.protocol !== 'https:' || !PUBLIC_PORTS.has(url.port);
}

/** Why an IP address may not be dialled, in a sentence; null when it may. IPv4 written as IPv6 is judged as IPv4. */
export function refusedAddress(address: string, policy: NetworkPolicy): string | null {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0) return `${address} is not an address`;
  if (NEVER.check(address, family)) return `${address} is a link-local, metadata or reserved address`;
  if (policy.onlyAllowed === true) {
    return isAllowed(address, policy) ? null : `${address} is not in the networks that plain http is allowed in`;
  }
  if (policy.allowPrivateNetwork === true || !PRIVATE.check(address, family)) return null;
  return isAllowed(address, policy) ? null : `${address} is a private address, which this receiver does not allow`;
}

/** The host as it is compared: no brackets, no trailing dot, lower case (the URL parser has made literals canonical). */
export function hostOf(url: URL): string {
  return url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** May this host be reached in a private network, in plain http and at any port? */
export function isTrusted(host: string, policy: NetworkPolicy): boolean {
  return policy.allowPrivateNetwork === true || isAllowed(host, policy);
}

function isAllowed(host: string, policy: NetworkPolicy): boolean {
  return (policy.allowed ?? []).some((entry) => {
    if (entry.toLowerCase() === host) return true;
    return isRange(entry) && isIP(host) !== 0 && blockList([entry]).check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
  });
}

const isRange = (entry: string) => isIP(entry.split('/')[0] ?? '') !== 0;

/** `::ffff:a.b.c.d` needs no entry: a BlockList checks it against the IPv4 ranges. */
function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  return list;
}
