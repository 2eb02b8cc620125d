import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { smtpError, startLocalSmtp } from '../../server/channels/testing/local-smtp.ts';
import { loadConfig } from '../../server/config/load.ts';
import { createTestDatabase, silentLog, type TestDatabase } from '../../server/database/testing.ts';
import { createKey } from '../../server/flow/manage-access.ts';
import { start, type Running } from '../../server/main.ts';
import { freePort } from './plumbline-process.ts';
import { startReceivers, type Receivers } from './receivers.ts';
import { call, put } from './scene.ts';

interface Stand {
  running: Running;
  database: TestDatabase;
  receivers: Receivers;
  reach: Parameters<typeof call>[0];
}

const stands: Stand[] = [];
afterAll(async () => {
  for (const { running, database, receivers } of stands) {
    await running.stop();
    await database.drop();
    await receivers.close();
  }
}, 120_000);

/** A server that sends its mail to `smtpPort`, with these recipients besides a webhook. */
async function stand(smtpPort: number, recipients: readonly string[]): Promise<Stand> {
  const database = await createTestDatabase();
  const receivers = await startReceivers();
  const port = await freePort();
  const env = {
    PLUMBLINE_PORT: String(port),
    DATABASE_URL: database.url,
    PLUMBLINE_SMTP__HOST: '127.0.0.1',
    PLUMBLINE_SMTP__PORT: String(smtpPort),
    PLUMBLINE_SMTP__FROM: 'plumbline@example.org',
    PLUMBLINE_WEBHOOKS__ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8',
  };
  const running = await start(loadConfig({ env, cwd: '/' }).config, silentLog);
  const keyOf = async (role: 'ingest' | 'admin') =>
    (
      await createKey(
        database.sql,
        { name: 'system:test', via: 'cli' },
        { name: role, role, namespaces: ['*'], expiresAt: null },
      )
    ).key;
  const reach = {
    url: `http://127.0.0.1:${port}`,
    keys: { ingest: await keyOf('ingest'), admin: await keyOf('admin') },
  };
  await put(reach, '/api/v1/suites/s', 'suite: s\ndataset: m/*\nexpect:\n  - row_count: { at_least: 10 }\n');
  const email = recipients.map((to) => `{ to: "${to}" }`).join(', ');
  const all = `{ name: all, webhook: [{ url: "${receivers.webhookUrl}" }], email: [${email}] }`;
  await put(reach, '/api/v1/routing', `route: { receiver: all, group_wait: 0s }\nreceivers: [${all}]\n`);
  const made = { running, database, receivers, reach };
  stands.push(made);
  return made;
}

const fail = async ({ reach }: Stand, name: string) => {
  const body = JSON.stringify({ dataset: { namespace: 'm', name }, rowCount: 1 });
  const answer = await call(reach, { method: 'POST', path: '/api/v1/profiles', role: 'ingest', body });
  expect(answer.status).toBe(201);
};

interface Row {
  to: string;
  state: string;
  attempts: number;
  error: string | null;
}

const rowsOf = ({ database }: Stand) => database.sql<Row[]>`
  select channel->>'to' as to, state, attempts, last_error as error from notification
  where channel->>'kind' = 'email' order by id`;

async function until(holds: () => Promise<boolean>, patienceMs: number): Promise<void> {
  for (const deadline = Date.now() + patienceMs; !(await holds()); await delay(50)) {
    if (Date.now() > deadline) return;
  }
}

describe('a mail server', () => {
  /** What it says to a recipient: the code, and how often before it takes the mail. */
  const table = [
    { to: 'good@example.org', code: 250, times: 0, state: 'delivered' },
    { to: 'grey@example.org', code: 450, times: 1, state: 'delivered' },
    { to: 'busy@example.org', code: 451, times: 2, state: 'delivered' },
    { to: 'full@example.org', code: 452, times: 1, state: 'delivered' },
    { to: 'closing@example.org', code: 421, times: 1, state: 'delivered' },
    { to: 'unknown@example.org', code: 550, times: 99, state: 'dead' },
    { to: 'moved@example.org', code: 551, times: 99, state: 'dead' },
    { to: 'quota@example.org', code: 552, times: 99, state: 'dead' },
    { to: 'syntax@example.org', code: 553, times: 99, state: 'dead' },
    { to: 'refused@example.org', code: 554, times: 99, state: 'dead' },
  ];

  it('that answers 4xx is asked again, one that answers 5xx is not, each recipient for itself', async () => {
    const asked = new Map<string, number>();
    const smtp = await startLocalSmtp({
      onRcptTo: ({ address }, _session, callback) => {
        const times = (asked.get(address) ?? 0) + 1;
        asked.set(address, times);
        const { code, times: refusals } = table.find(({ to }) => to === address) ?? { code: 554, times: 99 };
        callback(times <= refusals ? smtpError(code, `${code} for ${address}`) : null);
      },
    });
    const scene = await stand(
      smtp.port,
      table.map(({ to }) => to),
    );
    await fail(scene, 'table');
    const open = async () => (await rowsOf(scene)).filter(({ state }) => state === 'pending' || state === 'sending');
    await until(async () => (await open()).length === 0 && (await rowsOf(scene)).length === table.length, 60_000);
    const rows = new Map((await rowsOf(scene)).map((row) => [row.to, row]));
    for (const { to, code, times, state } of table) {
      const row = rows.get(to);
      expect(row, to).toMatchObject({ state, attempts: state === 'dead' ? 1 : times + 1 });
      if (state === 'dead') expect(row?.error, to).toContain(String(code));
    }
    const delivered = table.filter(({ state }) => state === 'delivered').map(({ to }) => to);
    expect(smtp.mails.flatMap(({ to }) => to).sort()).toEqual([...delivered].sort());
    expect(scene.receivers.arrivals.filter(({ channel }) => channel === 'webhook')).toHaveLength(1);
    await smtp.close();
  }, 120_000);

  it('that is down holds up no webhook, and gets every mail once it is back', async () => {
    const port = await freePort();
    const scene = await stand(port, ['down@example.org']);
    for (let n = 0; n < 3; n += 1) await fail(scene, `down-${n}`);
    const hooks = () => scene.receivers.arrivals.filter(({ channel }) => channel === 'webhook').length;
    await until(async () => hooks() === 3, 20_000);
    expect(hooks()).toBe(3);
    expect((await rowsOf(scene)).map(({ state }) => state)).not.toContain('delivered');
    const smtp = await startLocalSmtp({}, port);
    await until(async () => (await rowsOf(scene)).every(({ state }) => state === 'delivered'), 60_000);
    expect(smtp.mails).toHaveLength(3);
    expect(new Set(smtp.mails.map(({ mail }) => mail.messageId)).size).toBe(3);
    await smtp.close();
  }, 120_000);

  it('that says nothing holds up no webhook, not even of what fails later', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const scene = await stand((silent.address() as AddressInfo).port, ['silent@example.org']);
    const hooks = () => scene.receivers.arrivals.filter(({ channel }) => channel === 'webhook').length;
    const mailsWait = async () => (await rowsOf(scene)).every(({ state }) => state === 'sending');
    for (let n = 0; n < 5; n += 1) {
      await fail(scene, `silent-${n}`);
      await until(async () => hooks() > n, 20_000);
      expect(hooks()).toBe(n + 1);
    }
    // All webhooks went out while the very first mail was still waiting for a greeting.
    expect(await mailsWait()).toBe(true);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  }, 120_000);
});
