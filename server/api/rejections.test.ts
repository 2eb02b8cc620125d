import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RejectionShape } from './shapes/rejections.ts';
import { createTestApp, orders, type TestApp } from './testing.ts';
import { followEvents } from './testing/follow-events.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ maxBodyBytes: 200_000 });
});
afterAll(() => test.drop());

const listed = async (query = '', key?: string) => {
  const headers = { authorization: `Bearer ${key ?? (await test.key('admin'))}` };
  const answer = await test.app.request(`/api/v1/rejections?limit=200${query}`, { headers });
  return (await answer.json()) as { items: RejectionShape[]; nextCursor: string | null; total: number };
};
const newest = async (fits: (row: RejectionShape) => boolean) => {
  await expect.poll(async () => (await listed()).items.some(fits), { timeout: 10_000 }).toBe(true);
  return (await listed()).items.find(fits) as RejectionShape;
};
const keyFor = async (namespaces: string[], more: object = {}) => {
  const { body } = await test.send('admin', 'POST', '/api/v1/keys', { name: `for ${namespaces.join()}`, role: 'ingest', namespaces, ...more }); // prettier-ignore
  return body as { id: string; key: string };
};
interface Sent {
  path?: string;
  headers?: Record<string, string>;
  body?: NonNullable<RequestInit['body']>;
}
const send = async (key: string | null, sent: Sent) => {
  const own: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  const headers = { 'content-type': 'application/json', 'user-agent': 'nightly/1.0', ...own, ...sent.headers };
  return (await test.app.request(sent.path ?? '/api/v1/profiles', { method: 'POST', headers, body: sent.body ?? '{}' })).status; // prettier-ignore
};
const json = (value: object): Sent => ({ body: JSON.stringify(value) });
const contradicting = (name: string) =>
  orders({ dataset: { namespace: 'shop', name }, rowCount: 10, columnMetrics: { amount: { type: 'number', count: 12, nullCount: 4 } } }); // prettier-ignore

describe('a refused post', () => {
  it('is there in words, with the field and the arithmetic, under the dataset it was for', async () => {
    const { key } = await keyFor(['shop']);
    expect(await send(key, json(contradicting('words')))).toBe(422);
    const row = await newest(({ dataset }) => dataset === 'words');
    expect(row).toMatchObject({
      status: 422,
      problem: 'inconsistent-profile',
      title: 'The profile contradicts itself',
      namespace: 'shop',
      route: '/api/v1/profiles',
      actor: 'key:for shop',
      producer: 'nightly/1.0',
      errors: [
        { pointer: '/columnMetrics/amount/count', message: 'count 12 and nullCount 4 do not add up to rowCount 10' },
      ],
    });
    expect((await listed('&namespace=shop&dataset=words')).total).toBe(1);
    expect((await listed('&namespace=shop&dataset=other')).total).toBe(0);
  });

  it('says for which namespace the key is, when it was for another one', async () => {
    const { key } = await keyFor(['dev']);
    expect(await send(key, json(orders({ dataset: { namespace: 'prod', name: 'abroad' } })))).toBe(403);
    const row = await newest(({ actor }) => actor === 'key:for dev');
    expect(row).toMatchObject({ status: 403, namespace: 'dev', dataset: null });
    expect(row.detail).toBe('This key is for the namespace dev; it may not post to "prod".');
  });

  it('by a key that was revoked, has expired or was cut off says which, though its sender is not told', async () => {
    const revoked = await keyFor(['old']);
    await test.send('admin', 'DELETE', `/api/v1/keys/${revoked.id}`);
    const expired = await keyFor(['past'], { expiresAt: '2026-01-01T00:00:00Z' });
    const cut = (await keyFor(['cut'])).key.slice(0, -4);
    for (const key of [revoked.key, expired.key, cut]) expect(await send(key, {})).toBe(401);
    const said = async (namespace: string) => (await newest((row) => row.namespace === namespace)).detail;
    expect(await said('old')).toMatch(/^The key plk_\w{8} \(for old\) was revoked at 2026-11-23 08:00 UTC/);
    expect(await said('past')).toContain('expired at 2026-01-01 00:00 UTC');
    expect(await said('cut')).toContain('wrong secret part');
  });

  it('of every kind is kept: no JSON, too large, an unknown encoding, a foreign repeat, a wrong role, a run, an event', async () => {
    const { key } = await keyFor(['kinds']);
    const dataset = { namespace: 'kinds', name: 'k' };
    await send(key, json(orders({ dataset, idempotencyKey: 'one' })));
    const gzip = { 'content-encoding': 'gzip' };
    const kinds: [number, Sent][] = [
      [400, { body: '{"email": "ana@example.org", ' }],
      [413, { body: gzipSync(Buffer.alloc(300_000, 0x20)), headers: gzip }],
      [415, { headers: { 'content-encoding': 'zstd' } }],
      [409, json(orders({ dataset, idempotencyKey: 'one', rowCount: 9 }))],
      [422, { ...json({ run: {} }), path: '/api/v1/runs' }],
      [422, { ...json({ eventType: 'START' }), path: '/api/v1/lineage' }],
    ];
    for (const [status, sent] of kinds) expect(await send(key, sent)).toBe(status);
    const viewer = await test.key('viewer', ['kinds']);
    expect(await send(viewer, json(orders({ dataset })))).toBe(403);
    await newest(({ detail }) => detail === 'The role viewer does not have the permission profiles.write.');
    const { items } = await listed('&namespace=kinds');
    expect(items.map(({ status }) => status).sort()).toEqual([400, 403, 409, 413, 415, 422, 422]);
  });

  it('in an array is kept item by item', async () => {
    const { key } = await keyFor(['shop']);
    const body = JSON.stringify([contradicting('item-1'), orders({ dataset: { namespace: 'shop', name: 'fine' } }), contradicting('item-2')]); // prettier-ignore
    expect(await send(key, { body })).toBe(207);
    await newest(({ dataset }) => dataset === 'item-2');
    expect((await listed('&dataset=item-1')).total).toBe(1);
    expect((await listed('&dataset=fine')).total).toBe(0);
  });

  it('is heard of within a second', async () => {
    const follower = await followEvents(
      test.app,
      { authorization: `Bearer ${await test.key('viewer', ['shop'])}` },
      null,
    );
    const { key } = await keyFor(['shop']);
    await send(key, json(contradicting('heard')));
    await follower.until(({ topic }) => topic === 'rejections');
    await follower.leave();
  });
});

describe('no value of the data is in what is kept', () => {
  it('neither pieces of a body that is no JSON nor measurements that are somebody’s value', async () => {
    const { key } = await keyFor(['pii']);
    await send(key, { body: '{"columnMetrics": {"email": {"min": ana.silva@example.org' });
    const profile = orders({
      dataset: { namespace: 'pii', name: 'people' },
      rowCount: 3,
      columnMetrics: {
        salary: { type: 'number', count: 3, min: 81_234, max: 95_678, mean: 71_717, quantiles: { '0.5': 99_999.5 } },
        name: { type: 'string', count: 1, topValues: [{ value: 'Ana Silva', count: 2 }] },
      },
    });
    await send(key, json(profile));
    await send(key, { body: JSON.stringify({ ...profile, rowCount: 3 }).replace('"rowCount":3', '"rowCount":12345678901234567890') }); // prettier-ignore
    await newest(({ namespace, problem }) => namespace === 'pii' && problem === 'inconsistent-profile');
    const home = ['81234', '95678', '71717', '99999', 'Ana', 'ana.silva', 'example.org', '12345678901234567890'];
    await expect.poll(async () => (await listed('&namespace=pii')).total, { timeout: 10_000 }).toBe(3);
    const kept = JSON.stringify((await listed('&namespace=pii')).items);
    expect(home.filter((value) => kept.includes(value))).toEqual([]);
    expect(kept).toContain('/columnMetrics/salary/mean');
    expect(kept).toContain('more than count 1');
  });
});

describe('who sees it', () => {
  it('is whoever sees the namespace; what belongs to none is for administrators', async () => {
    const wide = await keyFor(['*']);
    await send(wide.key, { body: 'nonsense of nobody' });
    const row = await newest(({ actor, status }) => actor === 'key:for *' && status === 400);
    expect(row.namespace).toBeNull();
    const seenBy = async (role: 'viewer' | 'auditor', namespaces: string[]) =>
      new Set((await listed('', await test.key(role, namespaces))).items.map(({ namespace }) => namespace));
    expect(await seenBy('viewer', ['shop'])).toEqual(new Set(['shop']));
    expect(await seenBy('viewer', ['nothing'])).toEqual(new Set());
    expect((await seenBy('auditor', [])).has(null)).toBe(false);
  });

  it('pages by a cursor that new ones do not move', async () => {
    const all = (await listed()).items.map(({ id }) => id);
    const headers = { authorization: `Bearer ${await test.key('admin')}` };
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer = await test.app.request(`/api/v1/rejections?limit=3&cursor=${cursor}`, { headers });
      const page = (await answer.json()) as { items: RejectionShape[]; nextCursor: string | null };
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(all);
  });

  it('nobody who sends no key, or one that nobody knows, can write here', async () => {
    const before = (await listed()).total;
    expect(await send(null, {})).toBe(401);
    expect(await send('plk_00000000_nobody', {})).toBe(401);
    await send((await keyFor(['last'])).key, {});
    await newest(({ namespace }) => namespace === 'last');
    expect((await listed()).total).toBe(before + 1);
  });
});

describe('a flood of refusals', () => {
  it('costs a few rows, is counted in the next one, and takes nothing from the others', async () => {
    const { key } = await keyFor(['flood']);
    for (let i = 0; i < 300; i++) expect(await send(key, {})).toBe(422);
    const other = await keyFor(['calm']);
    await send(other.key, {});
    await newest(({ namespace }) => namespace === 'calm');
    const kept = (await listed('&namespace=flood')).total;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThanOrEqual(20);
    test.at('2026-11-23T08:05:00Z');
    await send(key, {});
    const row = await newest(({ namespace, detail }) => namespace === 'flood' && detail.includes('counted'));
    expect(row.detail).toContain(`${300 - kept} more before it were counted, not kept.`);
  });

  it('is refused as fast as before when the database cannot take the rows', async () => {
    const { key } = await keyFor(['away']);
    await test.receive.pool`alter table rejection rename to rejection_away`;
    expect(await send(key, {})).toBe(422);
    await test.receive.pool`alter table rejection_away rename to rejection`;
    await expect
      .poll(async () => (await send(key, {})) === 422 && (await listed('&namespace=away')).total > 0, {
        timeout: 10_000,
      })
      .toBe(true);
  });
});
