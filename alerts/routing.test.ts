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

describe('a receiver in Slack', () => {
  const slack = (channel: object) => withChannel({ slack: [channel] });

  it.each(['C0123456789', 'G0123456789', 'D0123456', 'U0123456', '#data', '#daten-qualität', '#team_1.x'])(
    'takes the channel %s',
    (channel) => {
      expect(readRouting(slack({ channel })).routing?.receivers[0]?.channels).toEqual([{ kind: 'slack', channel }]);
    },
  );
  it.each(['data', '#Data', '#a b', '', '#', '<!channel>', '@ana', 'c0123456789', 7, null])(
    'does not take the channel %j, and says how it is written',
    (channel) => {
      expect(problemsOf(slack({ channel }))['/receivers/0/slack/0/channel']).toContain('such as "#data"');
    },
  );
  it('keeps where its token is, and refuses the token itself without repeating it', () => {
    const token = ['xoxb', '1234', 'secret'].join('-');
    expect(problemsOf(slack({ channel: '#data', token: '${SLACK_TOKEN_B}' }))).toEqual({});
    expect(problemsOf(slack({ channel: '#data', token: 'file:/run/secrets/slack-b' }))).toEqual({});
    const said = problemsOf(slack({ channel: '#data', token }))['/receivers/0/slack/0/token'];
    expect(said).toContain('is the token itself');
    expect(said).not.toContain('secret-');
    expect(said).not.toContain(token);
    // Other variables of the server are none of routing's business.
    for (const other of ['${DATABASE_URL}', '${PLUMBLINE_SMTP__PASSWORD}', 'hunter2', maskedSecret])
      expect(problemsOf(slack({ channel: '#data', token: other }))).not.toEqual({});
  });
  it('is shown without where its token is', () => {
    const { routing } = readRouting(slack({ channel: '#data', token: 'file:/run/secrets/slack-b' }));
    expect(JSON.stringify(maskSecrets(routing ?? defaultRouting()))).not.toContain('/run/secrets');
  });
  it('in two workspaces is two places, twice in one is a mistake', () => {
    const two = [{ channel: '#data' }, { channel: '#data', token: '${SLACK_B}' }];
    expect(problemsOf(withChannel({ slack: two }))).toEqual({});
    expect(problemsOf(withChannel({ slack: [two[0], two[0]] }))).toEqual({
      '/receivers/0/slack/1': 'this receiver has it already',
    });
  });
});

describe('a fallback', () => {
  const mail = { email: [{ to: 'a@example.org' }] };
  const receivers = (...given: object[]) => ({ route: { receiver: 'a' }, receivers: given });

  it('names another receiver', () => {
    const { routing, problems } = readRouting(
      receivers({ name: 'a', ...mail, fallback: 'b' }, { name: 'b', email: [{ to: 'b@example.org' }] }),
    );
    expect(problems).toEqual([]);
    expect(routing?.receivers[0]?.fallback).toBe('b');
  });
  it('that nobody knows is told with the one that was meant', () => {
    expect(
      problemsOf(
        receivers({ name: 'a', ...mail, fallback: 'dty' }, { name: 'duty', email: [{ to: 'b@example.org' }] }),
      ),
    ).toEqual({ '/receivers/0/fallback': 'unknown receiver "dty"; did you mean "duty"?' });
  });
  it('that would hear nothing is refused', () => {
    expect(problemsOf(receivers({ name: 'a', ...mail, fallback: 'b' }, { name: 'b' }))).toEqual({
      '/receivers/0/fallback': '"b" has no channel, so nobody would hear',
    });
  });
  it('that leads back is refused with the way it goes', () => {
    const circle = receivers(
      { name: 'a', ...mail, fallback: 'b' },
      { name: 'b', ...mail, fallback: 'c' },
      { name: 'c', ...mail, fallback: 'b' },
      { name: 'd', ...mail, fallback: 'd' },
    );
    expect(problemsOf(circle)).toEqual({
      '/receivers/1/fallback': 'leads back to itself: b → c → b; one of them must have no fallback',
      '/receivers/2/fallback': 'leads back to itself: c → b → c; one of them must have no fallback',
      '/receivers/3/fallback': 'leads back to itself: d → d; one of them must have no fallback',
    });
  });
});
