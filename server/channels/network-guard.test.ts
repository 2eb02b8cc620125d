import { describe, expect, it } from 'vitest';
import { guardedLookup, RefusedAddressError } from './guarded-lookup.ts';
import { refusedAddress, refusedUrl } from './network-guard.ts';
import { retryAfterSeconds } from './retry-after.ts';

const PRIVATE = [
  '127.0.0.1',
  '127.255.0.9',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '[::1]',
  '[fd12::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:10.0.0.1]',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '127.1',
  '①②⑦.⓪.⓪.①',
  '127.0.0.1.',
  'localhost',
  'LOCALHOST.',
  'a.localhost',
];
const NEVER = [
  '169.254.169.254',
  '169.254.0.1',
  '[fe80::1]',
  '[fd00:ec2::254]',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '2852039166',
  '100.100.100.200',
  '168.63.129.16',
  '0.0.0.0',
  '0',
  '[::]',
  '224.0.0.1',
  '255.255.255.255',
  '[ff02::1]',
  '192.0.2.1',
  '198.51.100.1',
  '203.0.113.1',
  '[64:ff9b::7f00:1]',
  '[64:ff9b::a9fe:a9fe]',
  '[2002:7f00:1::]',
  '[2001:db8::1]',
];
const PUBLIC = [
  '93.184.216.34',
  '172.32.0.1',
  '172.15.255.255',
  '11.0.0.1',
  '100.63.0.1',
  '100.128.0.1',
  '[2606:2800:220:1::1]',
  'hooks.example.org',
  'localhost.example.org',
  '[::ffff:8.8.8.8]',
];

describe('a webhook’s URL', () => {
  it.each(PUBLIC)('may lead to %s over https', (host) => {
    expect(refusedUrl(`https://${host}/`, {})).toBeNull();
  });

  it.each(PRIVATE)('may lead to %s only when the receiver allows its private network', (host) => {
    expect(refusedUrl(`https://${host}/`, {})).not.toBeNull();
    expect(refusedUrl(`http://${host}:9000/`, { allowPrivateNetwork: true })).toBeNull();
  });

  it.each(NEVER)('never leads to %s, whoever allows it', (host) => {
    for (const policy of [{}, { allowPrivateNetwork: true }, { allowed: [host, '0.0.0.0/0', '::/0'] }]) {
      expect(refusedUrl(`https://${host}/`, policy)).not.toBeNull();
    }
  });

  it.each([
    'http://hooks.example.org/',
    'https://hooks.example.org:22/',
    'https://hooks.example.org:6379/',
    'https://user@hooks.example.org/',
    'https://:pw@hooks.example.org/',
    'ftp://hooks.example.org/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/',
    'javascript:alert(1)',
    'hooks.example.org',
    '',
  ])('%j is refused', (url) => {
    expect(refusedUrl(url, {})).not.toBeNull();
  });

  it('may use the ports of https', () => {
    expect(refusedUrl('https://hooks.example.org:8443/a?b=c', {})).toBeNull();
    expect(refusedUrl('https://hooks.example.org:443/', {})).toBeNull();
  });

  it('may lead where the operator’s list says, and no further', () => {
    const allowed = ['10.1.0.0/16', 'relay.internal', '192.168.1.7'];
    const verdicts = (urls: string[], list: string[]) => urls.map((url) => refusedUrl(url, { allowed: list }) === null);
    const literals = [
      'http://10.1.2.3:80/',
      'http://10.2.0.1/',
      'http://192.168.1.7/',
      'http://192.168.1.8/',
      'http://8.8.8.8/',
    ];
    expect(verdicts(literals, allowed)).toEqual([true, false, true, false, false]);
    const names = ['http://relay.internal:9000/', 'http://x.relay.internal/', 'https://localhost/'];
    expect(verdicts(names, ['relay.internal'])).toEqual([true, false, false]);
  });

  it('with a name and plain http waits for the dial where the operator allows ranges, and must lie in them', () => {
    const policy = { allowed: ['10.1.0.0/16'], onlyAllowed: true };
    expect(refusedUrl('http://relay.internal:9000/', policy)).toBeNull();
    expect(refusedAddress('10.1.2.3', policy)).toBeNull();
    expect(refusedAddress('93.184.216.34', policy)).not.toBeNull();
    expect(refusedAddress('127.0.0.1', policy)).not.toBeNull();
    expect(refusedAddress('169.254.169.254', { allowed: ['169.254.0.0/16'], onlyAllowed: true })).not.toBeNull();
  });
});

it('an address is judged once more when it is dialled, IPv4 in IPv6 too', () => {
  expect(refusedAddress('::ffff:7f00:1', {})).toContain('private');
  expect(refusedAddress('::ffff:a9fe:a9fe', { allowPrivateNetwork: true })).toContain('metadata');
  expect(refusedAddress('not an address', {})).toContain('not an address');
  expect(refusedAddress('93.184.216.34', {})).toBeNull();
});

it('a name is refused by what it resolves to', async () => {
  const resolve = (policy: Parameters<typeof guardedLookup>[0]) =>
    new Promise((done) => guardedLookup(policy)('localhost', { all: true }, (error, found) => done(error ?? found)));
  expect(await resolve({})).toBeInstanceOf(RefusedAddressError);
  expect(await resolve({ allowPrivateNetwork: true })).toContainEqual({ address: '127.0.0.1', family: 4 });
  expect(await resolve({ allowed: ['localhost'] })).toContainEqual({ address: '127.0.0.1', family: 4 });
});

it('Retry-After is read as seconds or as a date, and never waits longer than a day', () => {
  const now = new Date('2026-11-22T06:00:00Z');
  const read = (text: string | undefined) => retryAfterSeconds(text, now);
  expect(['0', '120', ' 5 ', '999999'].map(read)).toEqual([0, 120, 5, 86_400]);
  expect(read('Sun, 22 Nov 2026 06:02:00 GMT')).toBe(120);
  expect(read('Sun, 22 Nov 2026 05:00:00 GMT')).toBe(0);
  expect([undefined, '', 'soon', '-5', '1.5', '2026-11-22', 'Infinity'].map(read)).toEqual(Array(7).fill(undefined));
});
