import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, orders, ordersSuite, type TestApp } from '../../api/testing.ts';
import { namesIn, type Name } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const { post, detail, idOf, around } = namesIn(() => test);
const symlinks = (...names: Name[]) => ({
  symlinks: { identifiers: names.map((name) => ({ ...name, type: 'TABLE' })) },
});
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

it('a symlink to a namespace that the sender may not post to joins nothing, and is warned of', async () => {
  const key = await test.key('ingest', ['shop', 'flows']);
  const [own, foreign] = [{ namespace: 'shop', name: 'mine' }, { namespace: 'finance', name: 'theirs' }]; // prettier-ignore
  await test.post(orders({ dataset: foreign }));
  const event = {
    eventTime: '2026-11-23T07:00:00Z',
    eventType: 'COMPLETE',
    run: { runId: 'greedy' },
    job: { namespace: 'flows', name: 'greedy' },
    outputs: [{ ...own, facets: symlinks(foreign) }],
  };
  const answer = await test.app.request('/api/v1/lineage', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  expect(answer.status).toBe(201);
  await test.project();
  expect((await detail(await idOf(foreign))).oneWith).toBeNull();
  expect((await detail(await idOf(own))).names).toEqual([]);
  const [kept] = await test.receive.pool`select warnings, body from lineage_event where body like '%greedy%'`;
  expect(JSON.stringify(kept?.['warnings'])).toContain('/outputs/0/facets/symlinks/identifiers');
  expect(kept?.['body']).not.toContain('finance');
});
