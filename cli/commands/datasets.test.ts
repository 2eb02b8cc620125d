import { expect, it } from 'vitest';
import { localServer } from '../testing/local-server.ts';
import { runCommand } from '../testing/run-command.ts';

const row = {
  id: 'dst_7',
  slug: 'orders',
  namespace: 'shop',
  name: 'orders',
  status: 'ok',
  profileCount: 3,
  lastProfileAt: null,
};
const page = { items: [row, { ...row, id: 'dst_8', name: 'orders_v2' }], nextCursor: null, total: 2 };
const changed = (more: object, warnings: string[] = []) => ({ dataset: { ...row, ...more }, warnings });

it('lists the datasets, page by page', async () => {
  const { url, requests } = await localServer(
    { status: 200, body: { ...page, items: [row], nextCursor: 'o200' } },
    { status: 200, body: { ...page, items: [{ ...row, name: 'refunds' }] } },
  );
  const { exitCode, out } = await runCommand(['datasets', 'list', '--url', url]);
  expect(exitCode).toBe(0);
  expect(out).toBe(
    'DATASET       STATUS  PROFILES  LAST PROFILE\nshop/orders   ok      3         never\nshop/refunds  ok      3         never\n',
  );
  expect(requests.map(({ path }) => path)).toEqual([
    '/api/v1/datasets?limit=200&retired=false',
    '/api/v1/datasets?limit=200&retired=false&cursor=o200',
  ]);
});

it('finds a dataset by its whole name, renames it and tells what should be mended', async () => {
  const warning = 'suite orders still names shop/orders';
  const { url, requests } = await localServer(
    { status: 200, body: page },
    { status: 200, body: changed({ name: 'orders_v1' }, [warning]) },
  );
  const outcome = await runCommand(['datasets', 'rename', 'shop/orders', 'shop/orders_v1', '--url', url]);
  expect(outcome).toEqual({ exitCode: 0, out: 'shop/orders_v1 is its name now.\n', err: `plumbline: ${warning}\n` });
  expect(requests[1]).toMatchObject({
    method: 'POST',
    path: '/api/v1/datasets/dst_7/rename',
    body: { namespace: 'shop', name: 'orders_v1' },
  });
});

it('retires with a reason, restores among the retired, and says what is missing', async () => {
  const { url, requests } = await localServer(
    { status: 200, body: changed({}) },
    { status: 200, body: { ...page, items: [] } },
    { status: 200, body: page },
    { status: 200, body: changed({}) },
  );
  expect((await runCommand(['datasets', 'retire', 'dst_7', '--url', url])).err).toContain('--reason is missing');
  const retired = await runCommand(['datasets', 'retire', 'dst_7', '--reason', 'gone', '--url', url]);
  expect(retired).toMatchObject({ exitCode: 0, out: 'shop/orders is retired.\n' });
  const restored = await runCommand(['datasets', 'restore', 'shop/orders', '--url', url]);
  expect(restored).toMatchObject({ exitCode: 0, out: 'shop/orders is awaited again.\n' });
  expect(requests[2]?.path).toContain('retired=true');
  expect(requests[3]?.path).toBe('/api/v1/datasets/dst_7/restore');
});

it('says so when there is no such dataset', async () => {
  const { url } = await localServer({ status: 200, body: { ...page, items: [] } });
  const outcome = await runCommand(['datasets', 'restore', 'shop/nothing', '--url', url]);
  expect(outcome).toMatchObject({ exitCode: 2, out: '' });
  expect(outcome.err).toContain('there is no dataset "shop/nothing"');
});
