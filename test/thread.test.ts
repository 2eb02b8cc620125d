import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../server/config/load.ts';
import { startLocalHttp } from '../server/channels/testing/local-http.ts';
import { startLocalSmtp } from '../server/channels/testing/local-smtp.ts';
import { createTestDatabase, silentLog, temporaryDirectory, type TestDatabase } from '../server/database/testing.ts';
import { createKey } from '../server/flow/manage-access.ts';
import type { Role } from '../server/flow/principal.ts';
import { start, type Running } from '../server/main.ts';
import type { IncidentDetail } from '../server/api/shapes/incidents.ts';
import type { VerdictAnswer } from '../server/api/shapes/verdict.ts';

const suite = `suite: orders
dataset: { namespace: shop, name: public.orders }
owner: team-payments
labels: { tier: gold }
runbook: https://wiki.example.org/orders
expect:
  - row_count: { between: [1000, 50000] }
`;
let database: TestDatabase;
let running: Running;
let http: Awaited<ReturnType<typeof startLocalHttp>>;
let smtp: Awaited<ReturnType<typeof startLocalSmtp>>;
const folder = temporaryDirectory();
const keys = new Map<Role, string>();

beforeAll(async () => {
  database = await createTestDatabase();
  http = await startLocalHttp((response) => void response.writeHead(204).end());
  smtp = await startLocalSmtp();
  const env = {
    DATABASE_URL: database.url,
    PLUMBLINE_DATA_DIR: folder,
    PLUMBLINE_PORT: '0',
    PLUMBLINE_SMTP__HOST: '127.0.0.1',
    PLUMBLINE_SMTP__PORT: String(smtp.port),
    PLUMBLINE_SMTP__START_TLS: 'off',
    PLUMBLINE_SMTP__FROM: 'Plumbline <plumbline@example.org>',
    PLUMBLINE_WEBHOOKS__ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8',
  };
  running = await start(loadConfig({ env, cwd: folder }).config, silentLog);
  for (const role of ['ingest', 'editor', 'admin', 'viewer', 'auditor'] as const) {
    const request = { name: role, role, namespaces: ['*'], expiresAt: null };
    keys.set(role, (await createKey(database.sql, { name: 'system:command-line', via: 'cli' }, request)).key);
  }
});
afterAll(async () => {
  await running?.stop();
  await http?.close();
  await smtp?.close();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function send<T>(role: Role, method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const headers = { authorization: `Bearer ${keys.get(role)}`, 'content-type': 'application/json' };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const answer = await fetch(`${running.url}${path}`, init);
  return { status: answer.status, body: (await answer.json()) as T };
}
const day = (n: number) => ({ start: `2026-10-0${n}T00:00:00Z`, end: `2026-10-0${n + 1}T00:00:00Z` });
const post = (n: number, rowCount: number) =>
  send<VerdictAnswer>('ingest', 'POST', '/api/v1/profiles', {
    dataset: { namespace: 'shop', name: 'public.orders' },
    dataInterval: day(n),
    rowCount,
  });

/** Looks every 20 ms, for ten seconds at most. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !(await holds());) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const hooks = () => http.requests.map(({ body }) => JSON.parse(body) as { type: string; data: { incidentId: string } });

describe('one thread through the product, over its real port', () => {
  it('a profile in, a verdict out, an alert delivered, a page that shows it, and a resolve to whoever was told', async () => {
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
    expect((await send('editor', 'PUT', '/api/v1/suites/orders', { yaml: suite })).status).toBe(200);
    const yaml = `route: { receiver: payments, group_wait: 0s }
receivers:
  - name: payments
    email: [{ to: payments@example.org }]
    webhook: [{ url: '${http.url}/hook' }]
`;
    expect((await send('admin', 'PUT', '/api/v1/routing', { yaml })).status).toBe(200);

    const good = await post(1, 10_000);
    expect(good).toMatchObject({ status: 201, body: { verdict: 'pass', gate: 'allow', incidents: [] } });
    const bad = await post(2, 256);
    expect(bad).toMatchObject({
      status: 201,
      body: { verdict: 'fail', gate: 'block', incidents: [{ relation: 'opened' }] },
    });
    const [{ id, url } = { id: '', url: '' }] = bad.body.incidents;

    await until('both were told', () => http.requests.length === 1 && smtp.mails.length === 1);
    expect(hooks()[0]).toMatchObject({
      type: 'incident.opened',
      data: { incidentId: id, url, owner: 'team-payments' },
    });
    expect(smtp.mails[0]?.to).toEqual(['payments@example.org']);
    expect(smtp.mails[0]?.mail.text).toContain('256');
    expect(smtp.mails[0]?.mail.text).toContain(url);

    const shown = await send('viewer', 'GET', '/api/v1/datasets/public.orders');
    expect(shown.body).toMatchObject({
      status: 'fail',
      rowCount: 256,
      recentRowCounts: [10_000, 256],
      openIncidents: [id],
    });

    expect(await post(3, 10_100)).toMatchObject({
      body: { verdict: 'pass', incidents: [{ id, relation: 'resolved' }] },
    });
    await until('both were told of the end', () => http.requests.length === 2 && smtp.mails.length === 2);
    expect(hooks()[1]).toMatchObject({ type: 'incident.resolved', data: { incidentId: id } });
    expect(smtp.mails[1]?.mail.inReplyTo).toBe(smtp.mails[0]?.mail.inReplyTo);

    // A mail is there before the server has heard that it was taken.
    const read = async () => (await send<IncidentDetail>('viewer', 'GET', `/api/v1/incidents/${id}`)).body;
    await until('it is written', async () => (await read()).notifications.every(({ state }) => state !== 'sending'));
    const incident = await read();
    expect(incident).toMatchObject({ state: 'resolved', resolvedBy: 'passing again', mayAct: false });
    expect(incident.notifications.map(({ kind, channel, state }) => `${kind} ${channel} ${state}`).sort()).toEqual([
      'opened email delivered',
      'opened webhook delivered',
      'resolved email delivered',
      'resolved webhook delivered',
    ]);
    const { body: audit } = await send<{ items: { action: string; object: string }[] }>(
      'auditor',
      'GET',
      '/api/v1/audit',
    );
    const actions = audit.items.map(({ action }) => action).toReversed();
    expect(actions.filter((action) => action !== 'key.created')).toEqual([
      'suite.created',
      'routing.created',
      'incident.opened',
      'incident.resolved',
    ]);
  });
});
