import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, orders, ordersSuite, type TestApp } from './testing.ts';
import type { Overview } from './shapes/overview.ts';

describe('GET /api/v1/overview', () => {
  let test: TestApp;
  const overview = async (query = '') => {
    const { status, body } = await test.send('viewer', 'GET', `/api/v1/overview${query}`);
    expect(status).toBe(200);
    return body as Overview;
  };
  const fields = (type: string) => ({ fields: [{ name: 'amount', type, nullable: false }] });

  beforeAll(async () => {
    test = await createTestApp();
    // The rows' own times of creation are the database's: the overview is asked for the present.
    const hour = 3600_000;
    const at = (hoursAgo: number) => test.at(new Date(Date.now() - hoursAgo * hour).toISOString());
    at(3);
    await test.applySuite(ordersSuite);
    await test.post(orders({ schema: fields('INT') }));
    at(2);
    await test.post(orders({ rowCount: 3, schema: fields('DECIMAL(12,2)') }));
    await test.post({ dataset: { namespace: 'web', name: 'clicks' }, rowCount: 5 });
    at(0);
  });
  afterAll(() => test.drop());

  it('counts open incidents by severity, and what is watched', async () => {
    const { open, acknowledged, coverage } = await overview();
    expect(open).toEqual({ critical: 0, error: 1, warn: 0 });
    expect(acknowledged).toBe(0);
    const owners = ['team-payments'];
    expect(coverage).toEqual({ datasets: 2, judged: 1, withoutOwner: 1, quiet: 0, owners, learning: false });
  });

  it('shows each owner hour by hour: the worst that was open, received, or nothing at all', async () => {
    const { hours } = await overview();
    const [worst, other] = hours.owners;
    expect(worst?.owner).toBe('team-payments');
    expect(worst?.cells.slice(-4)).toEqual(['ok', 'critical', 'critical', 'critical']);
    expect(worst?.cells.slice(0, 20)).toEqual(new Array(20).fill('none'));
    expect(other).toMatchObject({ owner: null });
    expect(other?.cells.slice(-3)).toEqual(['ok', 'none', 'none']);
  });

  it('says what changed in words, and by whom', async () => {
    const { changes } = await overview();
    expect(changes.total).toBe(4);
    expect(changes.items.map(({ kind, text, slug }) => ({ kind, text, slug }))).toEqual(
      expect.arrayContaining([
        { kind: 'schema', text: 'public.orders: amount INT → DECIMAL(12,2)', slug: 'public.orders' },
        { kind: 'dataset', text: 'clicks is new', slug: 'clicks' },
        { kind: 'suite', text: 'suite orders, version 1', slug: null },
      ]),
    );
    expect(changes.items.find(({ kind }) => kind === 'suite')?.by).toBe('key:editor');
  });

  it('narrows to one owner', async () => {
    const { coverage, hours, changes } = await overview('?owner=team-payments');
    expect(coverage).toMatchObject({ datasets: 1, withoutOwner: 0, owners: ['team-payments'] });
    expect(hours.owners.map(({ owner }) => owner)).toEqual(['team-payments']);
    expect(changes.items.every(({ slug }) => slug === 'public.orders')).toBe(true);
  });

  it('tells nobody of namespaces that are not theirs', async () => {
    const key = await test.key('viewer', ['web']);
    const answer = await test.app.request('/api/v1/overview', { headers: { authorization: `Bearer ${key}` } });
    const { open, coverage, changes, hours } = (await answer.json()) as Overview;
    expect(open.error).toBe(0);
    expect(coverage).toMatchObject({ datasets: 1, owners: [] });
    expect(hours.owners.map(({ owner }) => owner)).toEqual([null]);
    expect(changes.items.map(({ text }) => text)).toEqual(['clicks is new']);
  });

  it('counts new datasets in place of naming many', async () => {
    for (const name of ['a', 'b']) await test.post({ dataset: { namespace: 'web', name }, rowCount: 1 });
    const { changes } = await overview();
    const told = changes.items.filter(({ kind }) => kind === 'dataset');
    expect(told).toMatchObject([{ text: '4 datasets are new', slug: null }]);
    expect(changes.total).toBe(3);
  });

  it('remembers the last incident that ended', async () => {
    expect((await overview()).lastResolved).toBeNull();
    await test.post(orders({ schema: fields('DECIMAL(12,2)') }));
    const { lastResolved, open } = await overview();
    expect(lastResolved).toMatchObject({ id: 'INC-1', subject: 'public.orders', severity: 'error' });
    expect(open.error).toBe(0);
  });
});
