import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, orders, ordersSuite, type TestApp } from '../../api/testing.ts';
import type { DatasetDetail } from '../../api/shapes/catalogue.ts';
import type { NamePatternShape } from '../../api/shapes/lineage-names.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

interface Name {
  namespace: string;
  name: string;
}
let serial = 0;
const symlinks = (...names: Name[]) => ({
  symlinks: { identifiers: names.map((name) => ({ ...name, type: 'TABLE' })) },
});
const post = async (sides: { inputs?: object[]; outputs?: object[] }) => {
  const event = {
    eventType: 'COMPLETE',
    eventTime: '2026-11-23T07:00:00Z',
    run: { runId: `run-${++serial}` },
    job: { namespace: 'flows', name: `job-${serial}` },
    ...sides,
  };
  expect((await test.send('ingest', 'POST', '/api/v1/lineage', event)).status).toBe(201);
};
const detail = async (id: string) =>
  (await test.send('admin', 'GET', `/api/v1/datasets/${encodeURIComponent(id)}`)).body as DatasetDetail;
const idOf = async ({ namespace, name }: Name) => {
  const [row] = await test.receive.pool<{ id: number }[]>`
    select d.id from dataset d join namespace n on n.id = d.namespace_id where n.name = ${namespace} and d.name = ${name}`;
  return `dst_${row?.id}`;
};
const around = async (focus: string) => {
  const { body } = await test.send('admin', 'GET', `/api/v1/lineage/neighbourhood?focus=${focus}&up=5&down=5`);
  return (body as { nodes: { id: string }[] }).nodes.map(({ id }) => id).sort();
};
const openIncidents = async (id: string) => (await detail(id)).openIncidents;

describe('one dataset under several spellings', () => {
  it('is found by profiles, runs, results and events alike, and its raw names are shown', async () => {
    const first = await test.post(orders({ dataset: { namespace: 's3a://Lake', name: '/sales/day=2026-11-23/' } }));
    const second = await test.post(orders({ dataset: { namespace: 's3://lake/', name: 'sales' }, rowCount: 21 }));
    expect(second.dataset.id).toBe(first.dataset.id);
    await post({ outputs: [{ namespace: 's3n://lake', name: 'sales/' }] });
    const run = {
      state: 'COMPLETE',
      eventTime: '2026-11-23T07:30:00Z',
      run: { id: 'native-1', job: { namespace: 'flows', name: 'native' } },
      outputs: [{ namespace: 's3a://lake', name: 'sales' }],
    };
    expect((await test.send('ingest', 'POST', '/api/v1/runs', run)).status).toBe(201);
    const { namespace, name, names } = await detail(first.dataset.id);
    expect({ namespace, name }).toEqual({ namespace: 's3://lake', name: 'sales' });
    expect(names.map((one) => `${one.namespace} ${one.name}`)).toEqual([
      's3://lake/ sales',
      's3a://Lake /sales/day=2026-11-23/',
      's3a://lake sales',
      's3n://lake sales/',
    ]);
    const [{ count }] = (await test.receive.pool`
      select count(*)::int from run_dataset where dataset_id = ${Number(first.dataset.id.slice(4))}`) as never as [{ count: number }]; // prettier-ignore
    expect(count).toBe(2);
  });

  it('is held by a suite that spells it in its own way', async () => {
    await test.applySuite(
      ordersSuite
        .replace('suite: orders', 'suite: spelt')
        .replace('shop, name: public.orders', 'postgresql://db, name: app.public.t'),
    );
    const bad = await test.post(
      orders({ dataset: { namespace: 'postgres://DB:5432', name: 'app.public.t' }, rowCount: 1 }),
    );
    expect(bad.incidents).toHaveLength(1);
  });
});

describe('symlinks', () => {
  const place = (n: string) => ({ namespace: 's3://lake', name: `wh/${n}` });
  const table = (n: string) => ({ namespace: 'hive://meta:10000', name: `sales.${n}` });
  const glue = (n: string) => ({ namespace: 'arn:aws:glue:eu:1', name: `table/sales/${n}` });

  it('make names one whichever comes first, under the same name', async () => {
    const events = (n: string) => [
      { outputs: [{ ...place(n), facets: symlinks(table(n)) }] },
      { inputs: [{ ...table(n), facets: symlinks(glue(n)) }] },
      { inputs: [{ ...place(n), facets: {} }], outputs: [{ namespace: 'shop', name: `out-${n}` }] },
    ];
    const orderings = [[0, 1, 2], [2, 1, 0], [1, 2, 0]]; // prettier-ignore
    for (const [at, order] of orderings.entries()) {
      const n = `t${at}`;
      for (const which of order) await post(events(n)[which]!);
      const shown = await idOf(glue(n));
      const { names, oneWith } = await detail(shown);
      expect(oneWith).toBeNull();
      expect(names.map(({ namespace, by }) => `${by} ${namespace}`)).toEqual([
        'symlink hive://meta:10000',
        'symlink s3://lake',
      ]);
      // One node, with the writer of one name and the reader of the other.
      expect(await around(shown)).toEqual([shown, await idOf({ namespace: 'shop', name: `out-${n}` })].sort());
      expect(await around(await idOf(place(n)))).toEqual(await around(shown));
    }
  });

  it('of two that are known close the incident of the one and go on in the other; set apart, each has what was its own', async () => {
    const [a, b] = [place('known'), table('known')];
    await test.applySuite(ordersSuite.replace('suite: orders', 'suite: place').replace('shop, name: public.orders', `${a.namespace}, name: ${a.name}`)); // prettier-ignore
    const bad = await test.post(orders({ dataset: a, rowCount: 1 }));
    await test.post(orders({ dataset: b }));
    expect(await openIncidents(bad.dataset.id)).toHaveLength(1);
    await post({ outputs: [{ ...a, facets: symlinks(b) }] });
    const before = await detail(bad.dataset.id);
    expect(before).toMatchObject({ openIncidents: [], profileCount: 1, oneWith: b });
    // Posted under the old name, judged by the suite of the old name, told of the new one.
    const next = await test.post(orders({ dataset: a, rowCount: 1 }));
    expect(next.dataset.id).toBe(await idOf(b));
    expect(next.incidents).toHaveLength(1);
    const apart = { dataset: bad.dataset.id, apart: true, reason: 'two tables' };
    expect((await test.send('editor', 'POST', '/api/v1/lineage/names/apart', apart)).status).toBe(200);
    expect(await detail(bad.dataset.id)).toMatchObject({ oneWith: null, retired: null, profileCount: 1 });
    expect((await test.post(orders({ dataset: a }))).dataset.id).toBe(bad.dataset.id);
    await post({ outputs: [{ ...a, facets: symlinks(b) }] });
    expect((await detail(bad.dataset.id)).oneWith).toBeNull();
    expect((await test.send('editor', 'POST', '/api/v1/lineage/names/apart', { ...apart, apart: false })).status).toBe(
      200,
    );
    expect((await detail(bad.dataset.id)).oneWith).toMatchObject(b);
  });
});

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
      expect.arrayContaining(['names.pattern-added', 'names.pattern-removed', 'names.set-apart', 'names.joined-again']),
    );
  });
});
