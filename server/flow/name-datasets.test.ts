import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, orders, type TestApp } from '../api/testing.ts';
import type { DatasetChanged, DatasetDetail, DatasetRow } from '../api/shapes/catalogue.ts';

let test: TestApp;
let serial = 0;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const read = async (path: string) => (await test.send('admin', 'GET', path)).body as never;
const detail = async (id: string) => (await read(`/api/v1/datasets/${id}`)) as DatasetDetail;
const change = async (id: string, what: string, body: object = {}) => {
  const answer = await test.send('editor', 'POST', `/api/v1/datasets/${id}/${what}`, body);
  return { status: answer.status, body: answer.body as DatasetChanged & { detail: string } };
};

/** A dataset with a suite that names it in full, and one good profile. */
async function made(namespace = 'shop') {
  const name = `made-${++serial}`;
  await test.applySuite(
    `suite: ${name}\ndataset: { namespace: ${namespace}, name: ${name} }\nowner: team\nby: 06:00 UTC\nexpect:\n  - row_count: { at_least: 10 }\n`,
  );
  const post = (more: object = {}, as = name) => test.post(orders({ dataset: { namespace, name: as }, ...more }));
  const { dataset } = await post();
  return { id: dataset.id, name, post };
}

describe('a dataset with another name', () => {
  it('keeps its history, and posts and links under the old name lead to it with a word about it', async () => {
    const { id, name, post } = await made();
    const { body } = await change(name, 'rename', { name: `${name}-new` });
    expect(body.dataset).toMatchObject({ id, name: `${name}-new`, slug: `${name}-new`, profileCount: 1 });
    expect(body.dataset.formerNames).toMatchObject([{ namespace: 'shop', name, by: 'editor' }]);
    const old = await post({ rowCount: 11 });
    expect(old).toMatchObject({
      dataset: { id },
      warnings: [{ pointer: '/dataset', message: expect.stringContaining(`is shop/${name}-new now`) }],
    });
    expect((await post({ rowCount: 12 }, `${name}-new`)).warnings).toEqual([]);
    expect(await detail(name)).toMatchObject({ id, slug: `${name}-new`, profileCount: 3 });
    const { items } = (await read(`/api/v1/datasets?q=${name}`)) as { items: DatasetRow[] };
    expect(items.map((one) => one.name)).toEqual([`${name}-new`]);
  });

  it('is still judged and awaited by the suite that names the old one, and the suite is named for mending', async () => {
    const { id, name, post } = await made();
    const { body } = await change(id, 'rename', { name: `${name}-b` });
    expect(body.warnings).toEqual([
      `suite ${name} still names shop/${name}, which is shop/${name}-b now: it goes on holding; write dataset: shop/${name}-b`,
    ]);
    expect(body.dataset).toMatchObject({
      suites: [{ name }],
      arrivals: [{ rule: 'by 06:00 UTC' }],
      warnings: body.warnings,
    });
    for (const as of [name, `${name}-b`]) {
      expect((await post({ rowCount: 1, columnMetrics: {} }, as)).results[0]).toMatchObject({ outcome: 'fail' });
    }
    const yaml = `suite: ${name}\ndataset: { namespace: shop, name: ${name} }\nexpect: []\n`;
    const applied = await test.send('editor', 'PUT', `/api/v1/suites/${name}`, { yaml });
    expect(applied.body).toMatchObject({ warnings: [expect.stringContaining(`${name}-b now`)] });
  });

  it('keeps the privacy of its old name', async () => {
    const { id, name, post } = await made();
    const rules = [{ datasetPattern: `shop/${name}`, columnPattern: '*', level: 'counts-only' }];
    await test.send('admin', 'PUT', '/api/v1/privacy', { rules });
    await change(id, 'rename', { name: `${name}-c` });
    const { profileId } = await post({}, `${name}-c`);
    const { profile } = (await read(`/api/v1/profiles/${profileId}`)) as { profile: { columnMetrics: object } };
    expect(JSON.stringify(profile.columnMetrics)).not.toContain('"mean"');
    await test.send('admin', 'PUT', '/api/v1/privacy', { rules: [] });
  });

  it('can be called as before again, and as something third', async () => {
    const { id, name, post } = await made();
    for (const to of [`${name}-x`, name, `${name}-y`])
      expect((await change(id, 'rename', { name: to })).status).toBe(200);
    expect((await detail(id)).formerNames.map((one) => one.name)).toEqual([name, `${name}-x`]);
    for (const as of [name, `${name}-x`, `${name}-y`])
      expect((await post({ rowCount: ++serial }, as)).dataset.id).toBe(id);
  });

  it('may move to another namespace, its incidents with it', async () => {
    const { id, name, post } = await made();
    const { incidents } = await post({ rowCount: 1, columnMetrics: {} });
    await change(id, 'rename', { namespace: 'warehouse', name });
    expect(await detail(name)).toMatchObject({ id, namespace: 'warehouse', slug: name });
    expect(await read(`/api/v1/incidents/${incidents[0]?.id}`)).toMatchObject({
      subject: { namespace: 'warehouse', name },
    });
    const headers = { authorization: `Bearer ${await test.key('viewer', ['shop'])}` };
    expect((await test.app.request(`/api/v1/datasets/${id}`, { headers })).status).toBe(404);
  });

  it('does not take a name that is taken, now or once', async () => {
    const one = await made();
    const other = await made();
    expect(await change(one.id, 'rename', { name: other.name })).toMatchObject({
      status: 409,
      body: { detail: `shop/${other.name} is taken. Choose another name.` },
    });
    await change(other.id, 'rename', { name: `${other.name}-z` });
    expect(await change(one.id, 'rename', { name: other.name })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('the former name of another dataset') },
    });
    expect(await change(one.id, 'rename', { name: '' })).toMatchObject({ status: 422 });
    expect(await detail(one.id)).toMatchObject({ name: one.name, formerNames: [] });
  });

  it('is one dataset, however many posts of the old name come while it gets the new one', async () => {
    const { id, name, post } = await made();
    // As in another process, where the old name is not known.
    test.receive.datasetIds.clear();
    const posts = Array.from({ length: 20 }, (_, index) => post({ rowCount: 100 + index }));
    const renamed = change(id, 'rename', { name: `${name}-race` });
    const answers = await Promise.all(posts);
    expect((await renamed).status).toBe(200);
    expect(new Set(answers.map(({ dataset }) => dataset.id))).toEqual(new Set([id]));
    expect(await detail(id)).toMatchObject({ name: `${name}-race`, profileCount: 21 });
  });

  it('refuses who may not write, and a namespace that is not theirs', async () => {
    const { id, name } = await made();
    const headers = {
      authorization: `Bearer ${await test.key('editor', ['shop'])}`,
      'content-type': 'application/json',
    };
    const init = { method: 'POST', headers, body: JSON.stringify({ namespace: 'finance', name }) };
    expect((await test.app.request(`/api/v1/datasets/${id}/rename`, init)).status).toBe(403);
    expect((await test.send('viewer', 'POST', `/api/v1/datasets/${id}/rename`, { name: 'x' })).status).toBe(403);
  });
});

describe('a retired dataset', () => {
  it('is in no list but the one of the retired, and comes back when restored', async () => {
    const { id, name } = await made();
    await change(id, 'retire', { reason: 'gone' });
    await change(id, 'retire', { reason: 'gone twice' });
    const listed = async (retired: boolean) => {
      const page = (await read(`/api/v1/datasets?q=${name}&retired=${retired}`)) as {
        items: DatasetRow[];
        total: number;
      };
      return page.items.map((one) => one.id);
    };
    expect([await listed(false), await listed(true)]).toEqual([[], [id]]);
    expect(await detail(id)).toMatchObject({ retired: { reason: 'gone', by: 'editor' }, arrivals: [] });
    await change(id, 'restore');
    expect([await listed(false), await listed(true)]).toEqual([[id], []]);
    expect((await detail(id)).arrivals).toHaveLength(1);
  });

  it('opens no incident by a failed run either', async () => {
    const { id, name } = await made();
    await change(id, 'retire', { reason: 'gone' });
    await test.send('ingest', 'POST', '/api/v1/runs', {
      state: 'FAIL',
      eventTime: '2026-11-23T07:00:00Z',
      run: { id: `run-of-${name}`, job: { namespace: 'shop', name: `job-of-${name}` } },
      outputs: [{ namespace: 'shop', name }],
    });
    expect(await detail(id)).toMatchObject({ openIncidents: [] });
  });

  it('and every change of it stands in the audit log with who did it', async () => {
    const { id, name } = await made();
    await change(id, 'rename', { name: `${name}-a` });
    await change(id, 'retire', { reason: 'gone' });
    await change(id, 'restore');
    const { items } = (await read('/api/v1/audit?limit=200')) as {
      items: { action: string; object: string; actor: string }[];
    };
    const mine = items
      .filter(({ object }) => object === `dataset/${id}`)
      .map(({ action, actor }) => `${action} ${actor}`);
    expect(mine.toReversed()).toEqual([
      'dataset.renamed key:editor',
      'dataset.retired key:editor',
      'dataset.restored key:editor',
    ]);
  });
});
