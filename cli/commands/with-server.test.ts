import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, orders, ordersSuite, serveTestApp, type TestApp } from '../../server/api/testing.ts';
import { main } from '../main.ts';
import { closedAddress, localServer } from '../testing/local-server.ts';
import { runCommand } from '../testing/run-command.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

let test: TestApp;
let url: string;
let close: () => Promise<void>;
let env: Record<string, string>;

beforeAll(async () => {
  test = await createTestApp();
  ({ url, close } = await serveTestApp(test));
  await test.applySuite(ordersSuite.replace('public.orders', "'*'"));
  const yaml = 'route: { receiver: team }\nreceivers: [{ name: team, email: [{ to: team@example.org }] }]\n';
  await test.send('admin', 'PUT', '/api/v1/routing', { yaml });
});
beforeEach(async () => {
  // Durations of the command line count from the real time.
  test.at(new Date().toISOString());
  env = { PLUMBLINE_URL: url, PLUMBLINE_API_KEY: await test.key('admin') };
});
afterAll(async () => {
  await close();
  await test.drop();
});

const post = (name: string, rowCount: number, more: object = {}) =>
  test.post(orders({ dataset: { namespace: 'shop', name }, rowCount, ...more }));
const plumbline = (...argv: string[]) => runCommand(argv, env);
const openedIn = async (name: string) => (await post(name, 1)).incidents[0]?.id ?? '';

describe('plumbline gate', () => {
  it('ends with 0 when it allows, 1 with the reasons when it blocks, 3 while it is pending', async () => {
    await post('gated', 10_000, { run: { id: 'r1' } });
    expect(await plumbline('gate', 'shop/gated')).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^gate: allow for shop\/gated \(verdict: pass\)\n/) as string,
    });
    const id = await openedIn('gated');
    const blocked = await plumbline('gate', 'shop/gated');
    expect(blocked.exitCode).toBe(1);
    expect(blocked.out).toContain('gate: block for shop/gated (verdict: fail)');
    expect(blocked.out).toContain('fail      row_count: row count 1 is below 1000 (error)');
    expect(blocked.out).toContain(`${id}  http://`);
    expect((await plumbline('gate', 'shop/gated', '--run', 'r1')).exitCode).toBe(0);
    expect(await plumbline('gate', 'shop/gated', '--run', 'r2')).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining('PL3010 the gate of shop/gated is pending') as string,
    });
    const json = JSON.parse((await plumbline('gate', 'shop/gated', '-o', 'json')).out) as object;
    expect(json).toMatchObject({ schemaVersion: 1, gate: 'block', reasons: [{ expectation: 'row_count' }] });
  });

  it('stops at what it is told to stop at', async () => {
    await post('failing', 1);
    const codes = ['warn', 'error', 'critical', 'never'].map((failOn) =>
      plumbline('gate', 'shop/failing', '--fail-on', failOn),
    );
    expect((await Promise.all(codes)).map(({ exitCode }) => exitCode)).toEqual([1, 1, 0, 0]);
  });

  it('waits for a profile that comes meanwhile', async () => {
    const asked = plumbline('gate', 'shop/awaited', '--wait', '20s');
    await post('awaited', 10_000);
    expect(await asked).toMatchObject({ exitCode: 0 });
  });

  it('waits for a server that is not there yet', async () => {
    const question = plumbline('gate', 'shop/gated', '--url', await closedAddress(), '--wait', '1s');
    expect(await question).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining('PL3001 cannot reach') as string,
    });
  });

  it('without an answer does what it is told, and never lets a wrong question through', async () => {
    const away = await closedAddress();
    const ask = async (...argv: string[]) => (await plumbline('gate', ...argv, '--on-unreachable', 'allow')).exitCode;
    expect(await ask('shop/x', '--url', away)).toBe(0);
    expect(await ask('shop/nobody-posts-this')).toBe(0);
    expect((await plumbline('gate', 'shop/x', '--url', away, '--on-unreachable', 'block')).exitCode).toBe(1);
    expect(await ask('no-namespace')).toBe(2);
    expect(await ask('shop/x', '--profile', 'nonsense')).toBe(2);
    await post('blocked', 1);
    expect(await ask('shop/blocked')).toBe(1);
  });
});

describe('plumbline incidents feedback', () => {
  it('says what an alarm was, shows it, takes it back, and counts it', async () => {
    const id = await openedIn('answered');
    const said = await plumbline('incidents', 'feedback', id, '--verb', 'false_alarm', '--note', 'a test');
    expect(said.out).toMatch(new RegExp(`^fbk_\\d+ false_alarm of .+; ${id} is resolved\n$`));
    const [fid] = said.out.split(' ');
    expect((await plumbline('incidents', 'show', id)).out).toMatch(/^ {2}fbk_\d+ {2}false_alarm of .+: a test$/m);
    const counted = await plumbline('precision', '--by', 'rule', '--dataset', 'shop/answered', '-o', 'json');
    expect(JSON.parse(counted.out)).toMatchObject({ precision: [{ falseAlarm: 1, real: 0, precision: { share: 0 } }] });
    expect((await plumbline('precision', '--dataset', 'shop/answered')).out).toMatch(/0 % of 1 \(0 to 79 %\)/);
    const back = await plumbline('incidents', 'feedback', id, '--undo', fid ?? '');
    expect(back.out).toBe(`${fid} is taken back; ${id} is resolved\n`);
    expect((await plumbline('precision', '--dataset', 'shop/answered')).out).toContain('nobody knows');
    expect((await plumbline('precision', '--dataset', 'shop/nothing')).err).toBe('No alarms.\n');
  });

  it('is refused when nothing is said, too much, or what makes no sense of it', async () => {
    const id = await openedIn('unanswered');
    expect((await plumbline('incidents', 'feedback', id)).exitCode).toBe(2);
    expect((await plumbline('incidents', 'feedback', id, '--undo', 'fbk_1', '--verb', 'real')).exitCode).toBe(2);
    expect((await plumbline('incidents', 'feedback', id, '--verb', 'perhaps')).exitCode).toBe(2);
    const once = await plumbline('incidents', 'feedback', id, '--verb', 'once');
    expect(once.exitCode).not.toBe(0);
    expect(once.err).toContain('say real or false_alarm of them');
  });
});

describe('plumbline incidents', () => {
  it('lists what is not resolved, shows, acknowledges, comments and resolves', async () => {
    const id = await openedIn('troubled');
    const listed = await plumbline('incidents', 'list', '--dataset', 'shop/troubled', '-o', 'json');
    const { incidents } = JSON.parse(listed.out) as { incidents: { id: string; state: string }[] };
    expect(incidents).toMatchObject([{ id, state: 'open' }]);
    expect((await plumbline('incidents', 'list', '--open')).out).toMatch(new RegExp(`^${id} +error +open`, 'm'));
    expect((await plumbline('incidents', 'ack', id)).out).toBe(`${id} acknowledged by admin\n`);
    expect((await plumbline('incidents', 'list', '--open', '--search', id, '-o', 'ndjson')).out).toBe('');
    expect((await plumbline('incidents', 'comment', id, '--text', 'on it')).exitCode).toBe(0);
    const shown = await plumbline('incidents', 'show', id);
    expect(shown.out).toContain('  fail  row_count: row count 1 is below 1000 (error)');
    expect(shown.out).toContain('comment by admin: on it');
    expect((await plumbline('incidents', 'resolve', id, '--note', 'mended')).out).toBe(`${id} resolved by admin\n`);
    expect((await plumbline('incidents', 'list', '--search', id)).err).toBe('No incidents.\n');
    const resolved = await plumbline('incidents', 'list', '--all', '--search', id, '-o', 'ndjson');
    expect(
      resolved.out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id),
    ).toContain(id);
  });

  it('says in words what does not exist, and that a role may not', async () => {
    expect(await plumbline('incidents', 'show', 'INC-999999')).toMatchObject({
      exitCode: 3,
      err: expect.stringMatching(/^plumbline: PL3007 There is no incident INC-999999/) as string,
    });
    const viewer = { ...env, PLUMBLINE_API_KEY: await test.key('viewer') };
    expect(await runCommand(['incidents', 'ack', 'INC-1'], viewer)).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining('PL3006 this key may not do that') as string,
    });
  });
});

describe('plumbline silence', () => {
  it('says what it would cover, keeps it quiet, and ends it', async () => {
    const id = await openedIn('hushed');
    const dry = await plumbline('silence', 'add', 'dataset=hushed', '--for', '2h', '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, out: expect.stringContaining(`  ${id} error hushed:`) as string });
    const added = await plumbline(
      'silence',
      'add',
      'dataset="hushed"',
      '--for',
      '2h',
      '--comment',
      'known',
      '-o',
      'json',
    );
    const made = JSON.parse(added.out) as { id: string; endsAt: string; covers: { total: number } };
    expect(made).toMatchObject({ schemaVersion: 1, state: 'active', covers: { total: 1 } });
    expect((await plumbline('incidents', 'show', id)).out).toContain(`silenced by ${made.id} until `);
    expect((await plumbline('silence', 'list')).out).toMatch(
      new RegExp(`^${made.id} +active .* dataset="hushed" +known$`, 'm'),
    );
    expect((await plumbline('silence', 'expire', made.id)).out).toContain(`${made.id} ended`);
    expect((await plumbline('silence', 'list', '-o', 'ndjson')).out).not.toContain(`"${made.id}"`);
    expect((await plumbline('silence', 'list', '--all', '-o', 'ndjson')).out).toContain(`"${made.id}"`);
  });

  it('refuses what says neither how long nor why, and what would cover everything', async () => {
    const add = (...argv: string[]) => plumbline('silence', 'add', ...argv);
    expect(await add('tier=gold', '--comment', 'x')).toMatchObject({ exitCode: 2 });
    expect(await add('tier=gold', '--for', '1h')).toMatchObject({ exitCode: 2 });
    expect(await add('tier!=gold', '--for', '1h', '--comment', 'x')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('everything would be silenced') as string,
    });
    expect(await add('tier=gold', '--for', 'long', '--comment', 'x')).toMatchObject({ exitCode: 2 });
  });
});

describe('plumbline login', () => {
  const home = () => dirname(temporaryFiles()('x', ''));
  const logIn = async (key: string, HOME: string) => {
    const outcome = { out: '', err: '' };
    const exitCode = await main(['login', '--url', url], {
      out: (text) => void (outcome.out += text),
      err: (text) => void (outcome.err += text),
      colour: false,
      progress: false,
      env: { HOME },
      askSecret: () => Promise.resolve(key),
    });
    return { exitCode, ...outcome };
  };

  it('keeps a key that the server knows, for this user alone, and later commands use it', async () => {
    const HOME = home();
    const file = join(HOME, '.config', 'plumbline', 'config.yaml');
    expect(await logIn(`${await test.key('editor')}\n`, HOME)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('role editor, namespaces *') as string,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await runCommand(['incidents', 'list'], { HOME })).exitCode).toBe(0);
    expect((await runCommand(['logout'], { HOME })).exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('plk_');
    expect((await runCommand(['incidents', 'list'], { HOME })).err).toContain('PL3004');
  });

  it('keeps nothing of a key that the server does not know', async () => {
    const HOME = home();
    expect(await logIn('plk_unknown', HOME)).toMatchObject({ exitCode: 3 });
    expect(existsSync(join(HOME, '.config', 'plumbline', 'config.yaml'))).toBe(false);
  });

  it('shows the key to no other server than its own', async () => {
    const HOME = home();
    await logIn(await test.key('editor'), HOME);
    const other = await localServer({ status: 401, body: {} });
    const asked = await runCommand(['incidents', 'list', '--url', other.url], { HOME });
    expect(asked).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining(`is for ${url} and is not shown to`) as string,
    });
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
  });
});

describe('plumbline doctor', () => {
  const states = (out: string) =>
    Object.fromEntries(
      (JSON.parse(out) as { findings: { check: string; state: string }[] }).findings.map(({ check, state }) => [
        check,
        state,
      ]),
    );

  it('finds server, database, clock and key well, and ends with 0', async () => {
    const [{ address } = { address: '' }] = await test.receive.pool<{ address: string }[]>`
      select current_database() as address`;
    const DATABASE_URL = Object.assign(new URL(process.env['TEST_POSTGRES_URL'] ?? ''), {
      pathname: `/${address}`,
    }).href;
    const { exitCode, out } = await runCommand(['doctor', '-o', 'json'], { ...env, DATABASE_URL, HOME: '/nowhere' });
    expect(states(out)).toMatchObject({
      Node: 'ok',
      settings: 'ok',
      database: 'ok',
      server: 'ok',
      clock: 'ok',
      key: 'ok',
    });
    expect(exitCode, out).toBe(0);
  });

  it('fails with what to do when the key is not known, the database is away, or the settings are wrong', async () => {
    const away = { ...env, HOME: '/nowhere', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    const bad = await runCommand(['doctor', '-o', 'json'], { ...away, PLUMBLINE_API_KEY: 'plk_unknown' });
    expect(states(bad.out)).toMatchObject({ key: 'fail', database: 'fail' });
    expect(bad.exitCode).toBe(1);
    const wrong = await runCommand(['doctor'], { ...env, PLUMBLINE_PORTT: '1' });
    expect(wrong.exitCode).toBe(1);
    expect(wrong.out).toMatch(
      /fail +settings .*\n.*PLUMBLINE_PORTT: there is no such setting. Did you mean PLUMBLINE_PORT\?/,
    );
  });

  it('says that a server here is not started, and cannot find out about one elsewhere', async () => {
    const here = await runCommand(['doctor', '-o', 'json'], { HOME: '/nowhere', PLUMBLINE_URL: await closedAddress() });
    expect(states(here.out)['server']).toBe('warn');
    const elsewhere = await runCommand(['doctor', '-o', 'json', '--url', 'http://plumbline.invalid'], {
      HOME: '/nowhere',
    });
    expect(states(elsewhere.out)['server']).toBe('unknown');
    expect(elsewhere.exitCode).toBe(3);
  });

  it('sees that something else has the port', async () => {
    const other = await localServer({ status: 200, body: { hello: 1 } });
    const { exitCode, out } = await runCommand(['doctor', '--url', other.url], { HOME: '/nowhere' });
    expect(out).toContain('it is not Plumbline');
    expect(exitCode).toBe(1);
  });
});

describe('plumbline config', () => {
  it('shows each value with where it came from, and no secret', async () => {
    const file = temporaryFiles()(
      'plumbline.yaml',
      'port: 9000\nsmtp: { host: mail.example.org, from: a@example.org, user: a, password: geheim }\nclient:\n  url: http://127.0.0.1:9000\n  api_key: plk_file\n',
    );
    const asked = ['config', 'show', '--origin', '-c', file];
    const { exitCode, out } = await runCommand(asked, {
      HOME: '/nowhere',
      PLUMBLINE_CONFIG: file,
      PLUMBLINE_LOG__LEVEL: 'debug',
      PLUMBLINE_API_KEY: 'plk_secret',
    });
    expect(exitCode).toBe(0);
    expect(out).not.toMatch(/geheim|plk_secret|plk_file/);
    expect(out).toMatch(/^client\.url +http:\/\/127\.0\.0\.1:9000 +.*plumbline\.yaml$/m);
    expect(out).toMatch(/^client\.api_key +\*{8} +PLUMBLINE_API_KEY$/m);
    expect(out).toMatch(/^port +9000 +.*plumbline\.yaml:1$/m);
    expect(out).toMatch(/^log\.level +debug +PLUMBLINE_LOG__LEVEL$/m);
    expect(out).toMatch(/^smtp\.password +\*{8} +.*plumbline\.yaml:2$/m);
    expect(out).toMatch(/^host +127\.0\.0\.1 +default$/m);
  });

  it('lists every mistake with its place and ends with 2', async () => {
    const write = temporaryFiles();
    const file = write('plumbline.yaml', 'prot: 9000\nclient:\n  ulr: http://localhost\n  api_key: 7\n');
    const { exitCode, out } = await runCommand(['config', 'validate', file], { HOME: '/nowhere' });
    expect(exitCode).toBe(2);
    expect(out).toMatch(/plumbline\.yaml:1 prot: there is no such setting\. Did you mean port\?/);
    expect(out).toMatch(/plumbline\.yaml:3 client\.ulr: there is no such setting\. Did you mean url\?/);
    expect(out).toMatch(/plumbline\.yaml:4 client\.api_key: must be text/);
    const good = write('good.yaml', 'port: 9000\nclient: { url: "http://localhost:9000" }\n');
    expect(await runCommand(['config', 'validate', good], { HOME: '/nowhere' })).toMatchObject({ exitCode: 0 });
    expect((await runCommand(['config', 'validate', join(dirname(good), 'none.yaml')])).exitCode).toBe(2);
  });

  it('a mistake in the section of the command line stops every command that needs it, with the place', async () => {
    const file = temporaryFiles()('plumbline.yaml', 'client:\n  ulr: http://localhost\n');
    const { exitCode, err } = await runCommand(['incidents', 'list'], { PLUMBLINE_CONFIG: file });
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^plumbline: PL2007 the settings have problems:\n.*:2 client\.ulr/);
  });

  it('notes a file with a key that others can read', async () => {
    const file = temporaryFiles()('plumbline.yaml', 'client: { api_key: plk_x }\n');
    chmodSync(file, 0o644);
    const { err } = await runCommand(['config', 'show'], { PLUMBLINE_CONFIG: file, HOME: '/nowhere' });
    expect(err).toContain('others on this machine can read it: chmod 600');
  });
});
