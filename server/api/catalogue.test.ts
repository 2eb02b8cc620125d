import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, orders, testStart, type TestApp } from './testing.ts';
import type { DatasetDetail, DatasetRow } from './shapes/catalogue.ts';
import type { Page } from './shapes/common.ts';

const suite = `suite: all
dataset: { namespace: shop, name: '*' }
owner: team-a
expect:
  - row_count: { between: [1000, 50000] }
`;
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  await test.applySuite(suite);
  const sizes = { alpha: 5000, beta: 20, gamma: 3000, delta: 9000, 'ep_silon%': 4000 };
  let hour = 0;
  for (const [name, rowCount] of Object.entries(sizes)) {
    test.at(`2026-11-22T0${hour++}:00:00Z`);
    await test.post(orders({ dataset: { namespace: 'shop', name }, rowCount }));
  }
  test.at(testStart);
  await test.post(orders({ dataset: { namespace: 'lab', name: 'unjudged' } }));
});
afterAll(() => test.drop());

const list = async (query = '') =>
  (await test.send('viewer', 'GET', `/api/v1/datasets?${query}`)).body as Page<DatasetRow>;
const names = ({ items }: Page<DatasetRow>) => items.map(({ name }) => name);

describe('the list of datasets', () => {
  it('sorts by what it is asked, both ways', async () => {
    expect(names(await list('namespace=shop'))).toEqual(['alpha', 'beta', 'delta', 'ep_silon%', 'gamma']);
    expect(names(await list('namespace=shop&sort=-name'))[0]).toBe('gamma');
    expect(names(await list('namespace=shop&sort=-rowCount'))).toEqual([
      'delta',
      'alpha',
      'ep_silon%',
      'gamma',
      'beta',
    ]);
    expect(names(await list('namespace=shop&sort=lastProfileAt'))).toEqual([
      'alpha',
      'beta',
      'gamma',
      'delta',
      'ep_silon%',
    ]);
    expect(names(await list('sort=status'))[0]).toBe('beta');
    expect(names(await list('sort=-openIncidents'))[0]).toBe('beta');
    expect(names(await list("namespace=shop&sort=name;'--"))).toHaveLength(5);
  });
  it('filters by status, owner, namespace and text, and takes % and _ as letters', async () => {
    expect(names(await list('status=fail'))).toEqual(['beta']);
    expect(names(await list('status=unknown'))).toEqual(['unjudged']);
    expect((await list('status=ok,fail')).total).toBe(5);
    expect((await list('owner=team-a')).total).toBe(5);
    expect(names(await list('owner='))).toEqual(['unjudged']);
    expect(names(await list('q=ALPH'))).toEqual(['alpha']);
    expect(names(await list('q=%25'))).toEqual(['ep_silon%']);
    expect(names(await list('q=_'))).toEqual(['ep_silon%']);
    expect(await list('namespace=nowhere')).toEqual({ items: [], nextCursor: null, total: 0 });
  });
  it('comes in pages that hold each dataset once, and takes odd limits and cursors mildly', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page<DatasetRow> = await list(`limit=2&sort=rowCount&cursor=${cursor}`);
      expect(page.total).toBe(6);
      seen.push(...names(page));
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(6);
    expect(new Set(seen).size).toBe(6);
    expect((await list('limit=0')).items).toHaveLength(1);
    expect((await list('limit=100000')).items).toHaveLength(6);
    expect((await list('cursor=nonsense')).items).toHaveLength(6);
    expect(await list('cursor=o500')).toMatchObject({ items: [], nextCursor: null, total: 6 });
  });
  it('shows of each what its page needs', async () => {
    const [beta] = (await list('q=beta')).items;
    expect(beta).toMatchObject({
      namespace: 'shop',
      status: 'fail',
      rowCount: 20,
      recentRowCounts: [20],
      profileCount: 1,
      columnCount: 1,
      checks: { pass: 0, warn: 0, fail: 1, undecided: 0, error: 0 },
      lastProfileAt: '2026-11-22T01:00:00.000Z',
    });
    expect(beta?.openIncidents).toHaveLength(1);
  });
});

describe('a dataset', () => {
  const get = async (id: string) =>
    (await test.send('viewer', 'GET', `/api/v1/datasets/${encodeURIComponent(id)}`)).body as DatasetDetail;
  const post = (namespace: string, name: string, rowCount = 2000) =>
    test.post(orders({ dataset: { namespace, name }, rowCount }));

  it('is found by its slug and by its id', async () => {
    const bySlug = await get('alpha');
    expect(await get(bySlug.id)).toEqual(bySlug);
    expect(bySlug).toMatchObject({
      suites: [{ name: 'all', version: 1 }],
      owner: 'team-a',
      lastProfile: { verdict: 'pass' },
    });
    expect(bySlug.metricNames).toEqual(expect.arrayContaining(['rowCount', 'amount.mean', 'amount.count']));
  });
  it('of the same name in another namespace, or of the same letters, has an address of its own', async () => {
    const twins: [string, string][] = [
      ['shop', 'Twin Name'],
      ['lab', 'Twin Name'],
      ['shop', 'twin-name'],
      ['shop', 'twin/name'],
    ];
    const ids = new Map<string, string>();
    for (const [index, [namespace, name]] of twins.entries()) {
      const answer = await post(namespace, name, 2000 + index);
      ids.set(answer.dataset.id, decodeURIComponent(answer.dataset.url.split('/').at(-1) ?? ''));
    }
    expect(ids.size).toBe(4);
    expect(new Set(ids.values()).size).toBe(4);
    expect([...ids.values()][0]).toBe('twin-name');
    for (const [index, [id, slug]] of [...ids.entries()].entries()) {
      expect(await get(slug)).toMatchObject({
        id,
        rowCount: 2000 + index,
        namespace: twins[index]?.[0],
        name: twins[index]?.[1],
      });
    }
  });
  it('of any name has an address that leads back to it', async () => {
    for (const name of ['数据集', '???', '../../etc/passwd', 'a'.repeat(500), ' spaces ', 'dst_1', 'ÄÖÜ']) {
      const { dataset } = await post('odd', name);
      const slug = decodeURIComponent(dataset.url.split('/').at(-1) ?? '');
      const found = await get(slug);
      expect.soft(found.id, name).toBe(dataset.id);
      expect.soft(found.name).toBe(name);
    }
  });
  it('is made once by sixteen who post to it first at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, () => post('race', 'new one')));
    expect(new Set(answers.map(({ dataset }) => dataset.id)).size).toBe(1);
    expect((await get(answers[0]?.dataset.id ?? '')).profileCount).toBe(16);
  });
  it('shows the suites in force now, also when they came after its last profile', async () => {
    expect((await get('unjudged')).suites).toEqual([]);
    await test.applySuite(suite.replace('suite: all', 'suite: of-lab').replace('namespace: shop', 'namespace: lab'));
    expect((await get('unjudged')).suites).toEqual([{ name: 'of-lab', version: 1 }]);
  });
  it('lists its profiles, corrected ones and segments too, in pages', async () => {
    const dataset = { namespace: 'shop', name: 'listed' };
    for (let day = 1; day <= 5; day++) {
      const dataInterval = { start: `2026-11-0${day}T00:00:00Z`, end: `2026-11-0${day + 1}T00:00:00Z` };
      await test.post(orders({ dataset, dataInterval }));
    }
    const read = async (query: string) =>
      (await test.send('viewer', 'GET', `/api/v1/datasets/listed/profiles?${query}`)).body as Page<{
        id: string;
        effectiveAt: string;
      }>;
    const first = await read('limit=3');
    const second = await read(`limit=3&cursor=${first.nextCursor}`);
    const times = [...first.items, ...second.items].map(({ effectiveAt }) => effectiveAt.slice(8, 10));
    expect(times).toEqual(['05', '04', '03', '02', '01']);
    expect(second.nextCursor).toBeNull();
  });
});
