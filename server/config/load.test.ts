import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { loadConfig } from './load.ts';

let cwd: string;
beforeEach(() => (cwd = mkdtempSync(join(tmpdir(), 'plumbline-config-'))));
afterEach(() => rmSync(cwd, { recursive: true }));

const load = (env: NodeJS.ProcessEnv, argv: string[] = []) => loadConfig({ env: { HOME: cwd, ...env }, cwd, argv });
const file = (text: string, name = 'plumbline.yaml') => writeFileSync(join(cwd, name), text);

function problemsOf(env: NodeJS.ProcessEnv, argv: string[] = []): string[] {
  try {
    load(env, argv);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ place, message }) => `${place}: ${message}`);
  }
  return [];
}

describe('defaults', () => {
  it('with nothing set the server keeps to loopback and has no mail', () => {
    const { config, warnings } = load({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://localhost:8080',
      databasePoolSize: 10,
      maxBodyMib: 32,
      setupTokenMinutes: 60,
      trustedProxies: [],
      session: { idleHours: 12, absoluteDays: 7 },
      webhooks: { allowPrivateNetworks: [] },
      notifications: {
        groupWaitSeconds: 30,
        groupIntervalSeconds: 300,
        repeatIntervalSeconds: 14_400,
        leaseSeconds: 90,
      },
      log: { level: 'info', format: 'auto' },
    });
    expect(config.smtp).toBeUndefined();
    expect(config.databaseUrl).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it('the public URL follows the port', () => {
    expect(load({ PLUMBLINE_PORT: '9000' }).config.publicUrl).toBe('http://localhost:9000');
  });

  it('data goes below XDG_DATA_HOME when the home is open to the user of the database', () => {
    chmodSync(cwd, 0o755);
    expect(load({}).config.dataDir).toBe(join(cwd, '.local/share/plumbline'));
    expect(load({ XDG_DATA_HOME: '/xdg' }).config.dataDir).toBe('/xdg/plumbline');
  });

  it.runIf(process.getuid?.() === 0)('root with a closed home keeps data in /var/lib', () => {
    chmodSync(cwd, 0o700);
    expect(load({}).config.dataDir).toBe('/var/lib/plumbline');
  });
});

describe('where a setting comes from', () => {
  it('the environment beats the file, the file beats the default', () => {
    file('port: 7000\nhost: ::1\n');
    expect(load({ PLUMBLINE_PORT: '7001' }).config).toMatchObject({ port: 7001, host: '::1', maxBodyMib: 32 });
  });

  it('the file is found in a directory above', () => {
    file('port: 7000\n');
    mkdirSync(join(cwd, 'deep/er'), { recursive: true });
    expect(loadConfig({ env: { HOME: cwd }, cwd: join(cwd, 'deep/er') }).config.port).toBe(7000);
  });

  it('--config beats PLUMBLINE_CONFIG, which beats plumbline.yaml', () => {
    file('port: 7000\n');
    file('port: 7001\n', 'one.yaml');
    file('port: 7002\n', 'two.yaml');
    expect(load({ PLUMBLINE_CONFIG: 'one.yaml' }).config.port).toBe(7001);
    expect(load({ PLUMBLINE_CONFIG: 'one.yaml' }, ['serve', '--config', 'two.yaml']).config.port).toBe(7002);
    expect(load({}, ['--config=two.yaml']).config.port).toBe(7002);
    expect(problemsOf({}, ['--config', 'none.yaml'])[0]).toMatch(/^none\.yaml: cannot be read/);
  });

  it('nested settings have the same meaning in both', () => {
    file('smtp:\n  host: mail.example.org\n  from: a@example.org\n  start_tls: required\n');
    const fromFile = load({}).config.smtp;
    rmSync(join(cwd, 'plumbline.yaml'));
    const fromEnvironment = load({
      PLUMBLINE_SMTP__HOST: 'mail.example.org',
      PLUMBLINE_SMTP__FROM: 'a@example.org',
      PLUMBLINE_SMTP__START_TLS: 'required',
    }).config.smtp;
    expect(fromEnvironment).toEqual(fromFile);
    expect(fromFile).toEqual({
      host: 'mail.example.org',
      port: 587,
      secure: false,
      startTls: 'required',
      from: 'a@example.org',
    });
  });

  it.each([
    ['10.0.0.0/8, 192.168.1.7', ['10.0.0.0/8', '192.168.1.7']],
    ['true', true],
    ['no', false],
  ])('private networks may be written %j', (text, expected) => {
    const { config } = load({ PLUMBLINE_WEBHOOKS__ALLOW_PRIVATE_NETWORKS: text });
    expect(config.webhooks.allowPrivateNetworks).toEqual(expected);
  });

  it('DATABASE_URL is read, and PLUMBLINE_DATABASE_URL beats it', () => {
    const DATABASE_URL = 'postgres://a@localhost/one';
    expect(load({ DATABASE_URL }).config.databaseUrl).toBe(DATABASE_URL);
    const ours = 'postgresql://a@localhost/two';
    expect(load({ DATABASE_URL, PLUMBLINE_DATABASE_URL: ours }).config.databaseUrl).toBe(ours);
  });

  it('an empty variable counts as not set', () => {
    expect(load({ PLUMBLINE_PORT: '', DATABASE_URL: '' }).config.port).toBe(8080);
  });

  it('variables that Kubernetes sets for a service called plumbline are left alone', () => {
    const env = { PLUMBLINE_PORT: 'tcp://10.0.0.1:80', PLUMBLINE_SERVICE_HOST: 'x', PLUMBLINE_PORT_80_TCP_ADDR: 'x' };
    expect(load(env).config.port).toBe(8080);
  });

  it("the command line's own variables are no settings and no errors", () => {
    expect(problemsOf({ PLUMBLINE_URL: 'http://localhost:8080', PLUMBLINE_API_KEY: 'plk_x' })).toEqual([]);
  });
});

describe('errors', () => {
  it('are told all at once, with the place of each', () => {
    file('prot: 1\nsmtp:\n  hots: x\nlog: 3\nsession:\n  idle_hours: 0\n');
    expect(problemsOf({ PLUMBLINE_MAX_BODY_MIB: 'big', PLUMBLINE_LOG__LEVLE: 'info' })).toEqual([
      'plumbline.yaml:1 prot: there is no such setting. Did you mean port?',
      'plumbline.yaml:3 smtp.hots: there is no such setting. Did you mean host?',
      'plumbline.yaml:4 log: must hold settings of its own: level, format, requests, slow_ms, health_checks.',
      'PLUMBLINE_LOG__LEVLE: there is no such setting. Did you mean PLUMBLINE_LOG__LEVEL?',
      'PLUMBLINE_MAX_BODY_MIB: must be a number, not "big".',
      'plumbline.yaml:6 session.idle_hours: must be more than 0, not 0.',
    ]);
  });

  it.each([
    [{ PLUMBLINE_PORT: '70000' }, 'PLUMBLINE_PORT: must be at most 65535, not 70000.'],
    [{ PLUMBLINE_PORT: '80.5' }, 'PLUMBLINE_PORT: must be a whole number, not 80.5.'],
    [{ PLUMBLINE_PUBLIC_URL: 'ftp://x' }, 'PLUMBLINE_PUBLIC_URL: must be a URL like'],
    [{ PLUMBLINE_LOG__LEVEL: 'loud' }, 'PLUMBLINE_LOG__LEVEL: must be one of fatal, error, warn'],
    [{ PLUMBLINE_SMTP__SECURE: 'maybe' }, 'PLUMBLINE_SMTP__SECURE: must be a boolean, not "maybe".'],
    [{ PLUMBLINE_TRUSTED_PROXIES: '10.0.0.0/33' }, 'PLUMBLINE_TRUSTED_PROXIES: must be an address or a block'],
    [
      { PLUMBLINE_WEBHOOKS__ALLOW_PRIVATE_NETWORKS: 'x' },
      'PLUMBLINE_WEBHOOKS__ALLOW_PRIVATE_NETWORKS: must be an address',
    ],
    [{ PLUMBLINE_SMTP__HOST: 'mail' }, 'smtp.from: is needed when smtp.host is set.'],
    [{ PLUMBLINE_SESSION__IDLE_HOURS: '200' }, 'session.idle_hours: must not be longer than absolute_days.'],
    [{ PLUMBLINE_NOTHING_LIKE_IT: '1' }, 'PLUMBLINE_NOTHING_LIKE_IT: there is no such setting.'],
  ])('%j is refused with a sentence', (env, sentence) => {
    const problems = problemsOf(env);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
  });

  it('broken YAML is told by line, and a list in place of settings by file', () => {
    file('port: 8080\n  host: x\n');
    expect(problemsOf({})[0]).toMatch(/^plumbline\.yaml:\d: /);
    file('- port\n');
    expect(problemsOf({})).toEqual(['plumbline.yaml: must be a list of settings, like `port: 8080`.']);
  });

  it('a setting named twice in the file is refused', () => {
    file('port: 1\nport: 2\n');
    expect(problemsOf({})).toHaveLength(1);
  });
});

describe('secrets', () => {
  const mail = 'smtp:\n  host: mail\n  from: a@example.org\n  user: u\n  password: ';

  it('come from a variable, from a file, or from a file named by a variable', () => {
    file('s3cret\n', 'password');
    file(`${mail}\${MAIL_PASSWORD}\n`);
    expect(load({ MAIL_PASSWORD: 's3cret' }).config.smtp?.password).toBe('s3cret');
    file(`${mail}file:password\n`);
    expect(load({}).config.smtp?.password).toBe('s3cret');
    file(`${mail}ignored\n`);
    expect(load({ PLUMBLINE_SMTP__PASSWORD_FILE: 'password' }).config.smtp?.password).toBe('s3cret');
  });

  it('a missing source is an error that names it', () => {
    file(`${mail}\${MAIL_PASSWORD}\n`);
    expect(problemsOf({})[0]).toContain('the variable MAIL_PASSWORD that it names is not set.');
    file(`${mail}file:nowhere\n`);
    expect(problemsOf({})[0]).toContain('the file it names cannot be read');
  });

  it('are never printed, not even when they are wrong', () => {
    const url = 'mysql://admin:hunter2@db/x';
    for (const env of [
      { PLUMBLINE_DATABASE_URL: url },
      { DATABASE_URL: url },
      { DATABASE_URL: 'postgres://a:hunter2@[/' },
    ])
      expect(problemsOf(env).join('\n')).toMatch(/^(PLUMBLINE_)?DATABASE_URL: (?!.*hunter2)/);
  });

  it('a ${VARIABLE} in the environment stays as it is', () => {
    expect(load({ DATABASE_URL: 'postgres://a:%24{x}@localhost/b' }).config.databaseUrl).toContain('%24{x}');
  });

  it('one written into a file that others can read earns a warning that does not show it', () => {
    file(`${mail}hunter2\n`);
    chmodSync(join(cwd, 'plumbline.yaml'), 0o644);
    const { warnings } = load({});
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^plumbline\.yaml:5 smtp\.password is a secret in a file that others can read(?!.*hunter2)/,
    );
    chmodSync(join(cwd, 'plumbline.yaml'), 0o600);
    expect(load({}).warnings).toEqual([]);
  });
});

describe('listening beyond this machine', () => {
  it.each(['0.0.0.0', '192.168.1.2', '::'])('%s over plain http is allowed with a warning', (host) => {
    expect(load({ PLUMBLINE_HOST: host }).warnings[0]).toContain(`listens on ${host} over plain http`);
  });

  it.each(['127.0.0.1', '::1', 'localhost'])('%s is not warned about', (host) => {
    expect(load({ PLUMBLINE_HOST: host }).warnings).toEqual([]);
  });

  it('nor is a public address with TLS, written with or without a slash at the end', () => {
    const loaded = load({ PLUMBLINE_HOST: '0.0.0.0', PLUMBLINE_PUBLIC_URL: 'https://plumbline.example.org/' });
    expect(loaded.warnings).toEqual([]);
    expect(loaded.config.publicUrl).toBe('https://plumbline.example.org');
  });
});
