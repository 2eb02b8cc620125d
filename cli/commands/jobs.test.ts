import { expect, it } from 'vitest';
import { localServer } from '../testing/local-server.ts';
import { runCommand } from '../testing/run-command.ts';

const lastRun = {
  id: 'run_9',
  runId: 'r-9',
  state: 'FAIL',
  startedAt: '2026-11-22T01:02:00Z',
  endedAt: '2026-11-22T01:22:00Z',
  lateSeconds: 2820,
  error: 'no space left',
};
const job = {
  id: 'job_1',
  namespace: 'airflow',
  name: 'shop_daily',
  owner: 'team-payments',
  integration: 'AIRFLOW',
  jobType: 'DAG',
  processing: 'BATCH',
  parent: null,
  parts: 2,
  incident: 'INC-3',
  schedule: { everySeconds: 86_400, nextAt: '2026-11-23T00:15:00Z', overdueSeconds: null },
  lastRun,
};
const page = { items: [job], nextCursor: null, total: 1 };

it('lists jobs with their newest run and their rhythm, without parts unless asked', async () => {
  const { url, requests } = await localServer({ status: 200, body: page }, { status: 200, body: page });
  const { exitCode, out } = await runCommand(['jobs', 'list', '--state', 'FAIL', 'LOST', '--url', url]);
  expect(exitCode).toBe(0);
  expect(out.split('\n')[1]).toBe(
    'job_1  FAIL   airflow/shop_daily  2026-11-22 01:02Z, took 20 min, 47 min late  every 24 h, next 2026-11-23 00:15Z',
  );
  await runCommand(['jobs', 'list', '--all', '-o', 'ndjson', '--url', url]);
  expect(requests.map(({ path }) => path)).toEqual([
    '/api/v1/jobs?limit=50&sort=state&level=top&state=FAIL%2CLOST',
    '/api/v1/jobs?limit=50&sort=state&level=all',
  ]);
});

it('shows one job, found by its whole name, with what it reads and its runs', async () => {
  const reads = [{ namespace: 'shop', name: 'raw.payments', isFormer: true }];
  const detail = { ...job, description: 'Every night.', reads, writes: [] };
  const { url, requests } = await localServer(
    { status: 200, body: page },
    { status: 200, body: detail },
    { status: 200, body: { items: [lastRun], nextCursor: null, total: 1, isCounted: true } },
  );
  const { exitCode, out } = await runCommand(['jobs', 'show', 'airflow/shop_daily', '--url', url]);
  expect(exitCode).toBe(0);
  expect(out.trimEnd().split('\n')).toEqual([
    'job_1 airflow/shop_daily: FAIL',
    '  AIRFLOW DAG BATCH, owner team-payments, every 24 h, next 2026-11-23 00:15Z',
    '  Every night.',
    '  2 parts',
    '  INC-3 is open',
    '  reads shop/raw.payments (no longer)',
    'Newest runs',
    '  run_9  FAIL  2026-11-22 01:02Z, took 20 min, 47 min late: no space left',
  ]);
  expect(requests[1]?.path).toBe('/api/v1/jobs/job_1');
});

it('says so when there is no such job', async () => {
  const { url } = await localServer({ status: 200, body: { items: [], nextCursor: null, total: 0 } });
  const { exitCode, err } = await runCommand(['jobs', 'show', 'airflow/nothing', '--url', url]);
  expect(exitCode).toBe(2);
  expect(err).toContain('there is no job "airflow/nothing"');
});

it('shows one run: what was told, what ran within it, what it counted and what was found', async () => {
  const dataset = { namespace: 'shop', name: 'orders' };
  const run = {
    ...lastRun,
    job,
    parent: null,
    wholeError: 'no space left\nat line 1',
    isConflicting: true,
    incidents: [],
    told: [{ type: 'FAIL', eventAt: '2026-11-22T01:22:00Z', decides: true }],
    tree: { items: [{ id: 'run_10', parentId: 'run_9', state: 'FAIL', runId: 'r-10', job: { name: 'load' } }] },
    reads: [],
    writes: [{ ...dataset, measured: { rowCount: 140, verdict: 'fail' } }],
    results: [{ dataset, results: [{ outcome: 'fail', expectation: 'row_count', reason: '140 is too few' }] }],
  };
  const { url } = await localServer({ status: 200, body: run });
  const { out } = await runCommand(['runs', 'show', 'r-9', '--url', url]);
  expect(out.trimEnd().split('\n')).toEqual([
    'run_9 of airflow/shop_daily: FAIL',
    '  r-9, 2026-11-22 01:02Z, took 20 min, 47 min late',
    '  no space left',
    '  it was told to have ended in more than one way',
    'What was told',
    '  2026-11-22 01:22Z  FAIL (counts)',
    'What ran within it',
    '  run_10  FAIL  load',
    'Datasets',
    '  writes shop/orders: 140 rows, fail',
    'Checks',
    '  fail  shop/orders row_count: 140 is too few',
  ]);
});
