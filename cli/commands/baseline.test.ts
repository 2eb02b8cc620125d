import { expect, it } from 'vitest';
import { localServer } from '../testing/local-server.ts';
import { runCommand } from '../testing/run-command.ts';

const series = {
  segment: '',
  isCatchingUp: false,
  runs: 29,
  runsToWeekdays: 0,
  since: '2026-06-01T00:00:00.000Z',
  newest: null,
  lateNotLearnt: 1,
  rebuiltUpTo: null,
  generation: 0,
  bookmarks: 1,
  inAlarm: ['amount.nullShare', 'rowCount'],
  engine: 1,
};
const row = { id: 'dst_7', namespace: 'shop', name: 'orders' };
const page = { items: [row, { ...row, id: 'dst_8', name: 'refunds' }], nextCursor: null, total: 2 };

it('shows what was learnt of a dataset, part by part', async () => {
  const parts = [series, { ...series, segment: '"country":"DE"', isCatchingUp: true, since: null, inAlarm: [] }];
  const { url, requests } = await localServer({ status: 200, body: { isOn: true, series: parts } });
  const { exitCode, out } = await runCommand(['baseline', 'show', 'dst_7', '--url', url]);
  expect(exitCode).toBe(0);
  expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['PART', 'RUNS', 'SINCE', 'LATE', 'IN ALARM'],
    ['whole dataset', '29', '2026-06-01T00:00:00.000Z', '1', 'amount.nullShare, rowCount'],
    ['"country":"DE"', 'being learnt', 'never', '1', 'nothing'],
    [''],
  ]);
  expect(requests[0]?.path).toBe('/api/v1/datasets/dst_7/baseline');
});

it('rebuilds one dataset, or every one after the other, and tells how far it is', async () => {
  const done = (runs: number, parts = 1) => ({
    status: 200,
    body: { series: Array.from({ length: parts }, () => ({ segment: '', runs, bookmarks: 1 })) },
  });
  const { url, requests } = await localServer({ status: 200, body: page }, done(1), done(40, 2));
  const all = await runCommand(['baseline', 'rebuild', '--all', '--url', url]);
  expect(all).toEqual({
    exitCode: 0,
    out: 'shop/orders: 1 profile learnt.\nshop/refunds: 80 profiles learnt in 2 parts.\n',
    err: '1 of 2: shop/orders …\n2 of 2: shop/refunds …\n',
  });
  expect(requests.slice(1).map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /api/v1/datasets/dst_7/baseline/rebuild',
    'POST /api/v1/datasets/dst_8/baseline/rebuild',
  ]);
});

it('asks for one dataset or all of them, never for neither or both', async () => {
  for (const which of [[], ['shop/orders', '--all']])
    expect(await runCommand(['baseline', 'rebuild', ...which, '--url', 'http://localhost:1'])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('say which dataset, or --all') as unknown,
    });
});
