import { describe, expect, it } from 'vitest';
import { isEmailAddress, isWebhookSecret } from './address.ts';
import { parseDuration } from './duration.ts';
import { routeLabels } from './route.ts';
import { defaultRouting, maskedSecret, maskSecrets, readRouting } from './routing.ts';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

const document = {
  route: {
    receiver: 'everyone',
    group_wait: '30s',
    routes: [{ receiver: 'payments', matchers: ['team="payments"'], groupInterval: '1m30s', repeat_interval: '1d' }],
  },
  receivers: [
    { name: 'everyone', email: [{ to: 'all@example.org' }] },
    {
      name: 'payments',
      send_resolved: false,
      email: [{ to: 'ana@example.org' }, { to: 'ben@example.org' }],
      webhook: [{ url: 'http://127.0.0.1:9000/hook?token=abc', secret, allow_private_network: true }],
    },
  ],
};

const problemsOf = (value: unknown) =>
  Object.fromEntries(readRouting(value).problems.map(({ pointer, message }) => [pointer, message]));

const withChannel = (channel: object) => ({ route: { receiver: 'a' }, receivers: [{ name: 'a', ...channel }] });

describe('a routing document', () => {
  it('is read in snake_case and camelCase', () => {
    expect(readRouting(document)).toEqual({
      problems: [],
      routing: {
        route: {
          receiver: 'everyone',
          groupWaitSeconds: 30,
          routes: [
            {
              receiver: 'payments',
              matchers: [{ name: 'team', op: '=', value: 'payments' }],
              groupIntervalSeconds: 90,
              repeatIntervalSeconds: 86_400,
            },
          ],
        },
        receivers: [
          { name: 'everyone', channels: [{ kind: 'email', to: 'all@example.org' }] },
          {
            name: 'payments',
            sendResolved: false,
            channels: [
              { kind: 'email', to: 'ana@example.org' },
              { kind: 'email', to: 'ben@example.org' },
              { kind: 'webhook', url: 'http://127.0.0.1:9000/hook?token=abc', secret, allowPrivateNetwork: true },
            ],
          },
        ],
      },
    });
  });

  it('has all its problems told at once, each with its place', () => {
    const problems = problemsOf({
      route: {
        matchers: ['a="b"'],
        continue: true,
        group_wait: 30,
        routes: [
          { recever: 'everyone' },
          { receiver: 'everyon', matchers: ['team=~"("', 7], repeat_interval: '0s' },
          'x',
        ],
      },
      receivers: [
        { name: 'everyone', email: [{ to: 'a@x, b@x' }] },
        { name: 'everyone', webhook: [{ url: 'ftp://x', secret: 'hunter2' }], send_resolved: 'no' },
        { name: '' },
        { name: 'twice', email: [{ to: 'a@example.org' }, { to: 'A@example.org' }] },
      ],
      recievers: [],
    });
    expect(problems).toEqual({
      '/recievers': 'unknown key "recievers"; did you mean "receivers"?',
      '/receivers/0/email/0/to': expect.stringContaining('exactly one e-mail address'),
      '/receivers/1/name': expect.stringContaining('another receiver named "everyone"'),
      '/receivers/1/send_resolved': 'must be true or false',
      '/receivers/1/webhook/0/url': expect.stringContaining('http or https URL'),
      '/receivers/1/webhook/0/secret': expect.stringContaining('whsec_'),
      '/receivers/2/name': expect.stringContaining('name'),
      '/receivers/3/email/1': expect.stringContaining('already'),
      '/route/receiver': expect.stringContaining('root route must name a receiver'),
      '/route/matchers': expect.stringContaining('matches everything'),
      '/route/continue': expect.stringContaining('no siblings'),
      '/route/group_wait': expect.stringContaining('30s'),
      '/route/routes/0/recever': 'unknown key "recever"; did you mean "receiver"?',
      '/route/routes/1/receiver': 'unknown receiver "everyon"; did you mean "everyone"?',
      '/route/routes/1/matchers/0': expect.stringContaining('not an RE2 expression'),
      '/route/routes/1/matchers/1': expect.stringContaining('must be text'),
      '/route/routes/1/repeat_interval': expect.stringContaining('at least 1s'),
      '/route/routes/2': expect.stringContaining('must hold receiver'),
    });
  });

  it.each([[null], [[]], ['text'], [7], [{}], [{ route: null }], [JSON.parse('{"__proto__":{"route":1}}')]])(
    '%j is refused, not crashed on',
    (value) => {
      const { routing, problems } = readRouting(value);
      expect(routing).toBeNull();
      expect(problems.length).toBeGreaterThan(0);
    },
  );

  it('nested beyond measure is refused', () => {
    let route: object = {};
    for (let depth = 0; depth < 1000; depth++) route = { routes: [route] };
    expect(readRouting({ route: { receiver: 'a', routes: [route] }, receivers: [{ name: 'a' }] }).routing).toBeNull();
  });
});

describe('an address is exactly one plain address', () => {
  it.each(['ana@example.org', 'a.b+c@sub.example.org', "o'neil@example.org", 'root@localhost'])('%s', (text) => {
    expect(isEmailAddress(text)).toBe(true);
    expect(problemsOf(withChannel({ email: [{ to: text }] }))).toEqual({});
  });

  it.each([
    'a@x\r\nRCPT TO:<e@x>',
    'a@x\nBcc: e@x',
    'a@x, e@x',
    'a@x;e@x',
    'a@x e@x',
    'Ana <a@x>',
    '<a@x>',
    '"a b"@x',
    'a(comment)@x',
    'a@x\0',
    'a@x\n',
    'a@@x',
    'a@x@y',
    '@x',
    'a@',
    '.a@x',
    'a..b@x',
    'a@-x',
    'a@x.',
    'a@[127.0.0.1]',
    'ä@x',
    'a@ünï',
    `${'a'.repeat(65)}@x`,
    `a@${'b'.repeat(64)}`,
    `a@${'b.'.repeat(130)}c`,
    '',
  ])('%j is refused', (text) => {
    expect(isEmailAddress(text)).toBe(false);
    expect(Object.keys(problemsOf(withChannel({ email: [{ to: text }] })))).toEqual(['/receivers/0/email/0/to']);
  });
});

it.each(['javascript:alert(1)', 'https://user:pw@host/', 'https://', 'https://a b/', 'https://a/\r\nX: y', '//a', 7])(
  'the webhook URL %j is refused',
  (url) => {
    expect(Object.keys(problemsOf(withChannel({ webhook: [{ url }] })))).toEqual(['/receivers/0/webhook/0/url']);
  },
);

it('a signing secret has 24 to 64 bytes', () => {
  const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`;
  const accepted = [0, 23, 24, 25, 26, 63, 64, 65].filter((bytes) => isWebhookSecret(secretOf(bytes)));
  expect(accepted).toEqual([24, 25, 26, 63, 64]);
  expect(isWebhookSecret(maskedSecret)).toBe(false);
});

it('a duration is Alertmanager’s', () => {
  const read = ['30s', '5m', '1h30m', '1d', '1w', '500ms', '0', '', '5', '5 m', 'm', '-5m', '1m1h', '99999999w'];
  expect(read.map(parseDuration)).toEqual([30, 300, 5400, 86_400, 604_800, 0.5, 0, ...Array(7).fill(null)]);
});

it('nothing is sent before somebody wrote a routing, and the tree still answers', () => {
  expect(routeLabels(defaultRouting(), { severity: 'critical' })[0]?.receiver).toBe('nobody');
  expect(defaultRouting().receivers[0]?.channels).toEqual([]);
});

it('secrets and tokens never show, and the routing itself keeps them', () => {
  const { routing } = readRouting(document);
  if (routing === null) throw new Error('the routing of this test cannot be read');
  const shown = JSON.stringify(maskSecrets(routing));
  expect(shown).not.toContain(secret);
  expect(shown).not.toContain('abc');
  expect(shown).toContain('http://127.0.0.1:9000/hook?token=');
  expect(JSON.stringify(routing)).toContain(secret);
});
