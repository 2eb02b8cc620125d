import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, orders, type TestApp } from '../../api/testing.ts';
import type { NamePatternShape } from '../../api/shapes/lineage-names.ts';
import { namesIn, type Name } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const { post, detail, idOf, around } = namesIn(() => test);

describe('a pattern', () => {
  const pattern = {
    from: { namespace: 'ge', name: 'public.*' },
    to: { namespace: 'postgresql://db', name: 'app.public.*' },
  };
  const patterns = '/api/v1/lineage/names/patterns';
  const [from, to] = [
    { namespace: 'ge', name: 'public.items' },
    { namespace: 'postgres://db:5432', name: 'app.public.items' },
  ];

  it('joins what is known and what comes, and taken back leaves each with its own', async () => {
    await post({ inputs: [{ namespace: 'shop', name: 'source' }], outputs: [to] });
    await post({ inputs: [from], outputs: [{ namespace: 'shop', name: 'sink' }] });
    const [source, sink] = [await idOf({ namespace: 'shop', name: 'source' }), await idOf({ namespace: 'shop', name: 'sink' })]; // prettier-ignore
    const [fromId, toId] = [await idOf(from), await idOf(to)];
    expect(await around(source)).toEqual([source, toId].sort());

    const suggested = (await test.send('viewer', 'GET', '/api/v1/lineage/names/suggestions')).body as { items: { pattern: object; joinsEnds: number }[] }; // prettier-ignore
    expect(suggested.items).toContainEqual(expect.objectContaining({ pattern: { from, to }, joinsEnds: 1 }));
    const orphans = (await test.send('viewer', 'GET', '/api/v1/lineage/names/orphans')).body as { orphans: { id: string; end: string; alike: { id: string }[] }[] }; // prettier-ignore
    expect(orphans.orphans.find(({ id }) => id === fromId)).toMatchObject({
      end: 'never-written',
      alike: [{ id: toId }],
    });

    const preview = await test.send('editor', 'POST', `${patterns}/preview`, pattern);
    expect(preview.body).toMatchObject({ total: 1, joins: [{ dataset: { id: fromId }, to, isNew: false }] });
    const added = (await test.send('editor', 'POST', patterns, pattern)).body as NamePatternShape;
    expect(added).toMatchObject({ joined: 1, from: pattern.from });
    expect((await test.send('editor', 'POST', patterns, pattern)).status).toBe(409);
    expect(await around(source)).toEqual([source, toId, sink].sort());
    const impact = (await test.send('viewer', 'GET', `/api/v1/lineage/impact?focus=${source}`)).body as { items: { id: string }[] }; // prettier-ignore
    expect(impact.items.map(({ id }) => id)).toEqual([toId, sink]);
    // What comes new: a profile under a name that nobody ever sent.
    const late = await test.post(orders({ dataset: { namespace: 'ge', name: 'public.late' } }));
    expect(await detail(late.dataset.id)).toMatchObject({ namespace: 'postgres://db:5432', name: 'app.public.late' });
    expect((await test.post(orders({ dataset: from }))).dataset.id).toBe(toId);

    expect((await test.send('editor', 'DELETE', `${patterns}/${added.id}`)).status).toBe(204);
    expect(await around(source)).toEqual([source, toId].sort());
    expect(await around(sink)).toEqual([sink, fromId].sort());
    expect((await test.post(orders({ dataset: from, rowCount: 30 }))).dataset.id).toBe(fromId);
    expect(await detail(toId)).toMatchObject({ profileCount: 1 });
  });

  it('of more letters takes a name from one of fewer, and gives it back', async () => {
    const at = (name: string) => ({ namespace: 'wide', name });
    await test.post(orders({ dataset: at('x.a') }));
    const x = await idOf(at('x.a'));
    const add = async (a: Name, b: Name) =>
      ((await test.send('admin', 'POST', patterns, { from: a, to: b })).body as NamePatternShape).id;
    await add(at('*'), { namespace: 'goal', name: 'wide.*' });
    expect((await detail(x)).oneWith).toMatchObject({ name: 'wide.x.a' });
    const narrow = await add(at('x.*'), { namespace: 'goal', name: 'narrow.*' });
    expect((await detail(x)).oneWith).toMatchObject({ name: 'narrow.a' });
    expect((await detail(await idOf({ namespace: 'goal', name: 'wide.x.a' }))).oneWith).toBeNull();
    await test.send('admin', 'DELETE', `${patterns}/${narrow}`);
    expect((await detail(x)).oneWith).toMatchObject({ name: 'wide.x.a' });
  });

  it('that reaches into namespaces of others is refused, and every change is audited', async () => {
    const key = await test.key('editor', ['shop*']);
    const ask = (body: object) =>
      test.app.request(patterns, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await ask({ from: { namespace: 's*', name: 'x' }, to: { namespace: 'shop', name: 'x' } })).status).toBe(
      403,
    );
    expect((await ask({ from: { namespace: 'shop-*', name: 'x' }, to: { namespace: 'shop', name: 'x' } })).status).toBe(
      201,
    );
    const audited = await test.receive.pool`select action from audit_entry where action like 'names.%' order by id`;
    expect(audited.map(({ action }) => action as string)).toEqual(
      expect.arrayContaining(['names.pattern-added', 'names.pattern-removed']),
    );
  });
});
