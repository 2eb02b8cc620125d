import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../config/package-root.ts';
import type { Page } from './shapes/common.ts';
import type { JobDetail, JobRow } from './shapes/jobs.ts';
import type { RawEventPage, RunDetail, RunPage } from './shapes/runs.ts';
import { createTestApp, type TestApp } from './testing.ts';

let test: TestApp;

/** What real producers sent, event by event (test/data/openlineage/producers). */
async function post(producer: string): Promise<void> {
  const path = join(packageRoot(), 'test', 'data', 'openlineage', 'producers', `${producer}.jsonl.gz`);
  const events = gunzipSync(readFileSync(path)).toString().trim().split('\n').map((line) => JSON.parse(line) as unknown); // prettier-ignore
  const { status, body } = await test.send('ingest', 'POST', '/api/v1/lineage/batch', events);
  expect([status, (body as { summary: { failed: number } }).summary.failed]).toEqual([200, 0]);
}

async function get<T>(path: string, namespaces = ['*']): Promise<T> {
  const headers = { authorization: `Bearer ${await test.key('viewer', namespaces)}` };
  const answer = await test.app.request(`/api/v1/${path}`, { headers });
  const body: unknown = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return body as T;
}

const jobs = (query: string, namespaces?: string[]) => get<Page<JobRow>>(`jobs?limit=200&${query}`, namespaces);
const names = ({ items }: Page<JobRow>) => items.map(({ name }) => name);
const jobOf = async (namespace: string, name: string): Promise<JobRow> => {
  const found = (await jobs(`namespace=${namespace}`)).items.find((one) => one.name === name);
  if (!found) throw new Error(`there is no job ${name}`);
  return found;
};
const lastRunOf = async (namespace: string, name: string) =>
  get<RunDetail>(`runs/${(await jobOf(namespace, name)).lastRun?.id}`);

beforeAll(async () => {
  test = await createTestApp();
  test.at('2026-11-26T09:00:00Z');
  for (const producer of ['airflow', 'dbt', 'spark', 'prefect', 'dagster', 'flink']) await post(producer);
});
afterAll(() => test.drop());

describe('GET /api/v1/jobs', () => {
  it('lists what ran, filtered by state, integration, text, and by what it is a part of', async () => {
    expect(names(await jobs('namespace=airflow'))).toEqual([
      'shop',
      'shop.export',
      'shop.load_orders',
      'shop.publish',
      'shop.revenue',
    ]);
    expect(names(await jobs('namespace=airflow&state=FAIL'))).toEqual(['shop', 'shop.publish']);
    expect(names(await jobs('integration=airflow&level=top'))).toEqual(['shop']);
    const dag = await jobOf('airflow', 'shop');
    expect(dag).toMatchObject({ parts: 4, jobType: 'DAG', owner: 'data-team', lastRun: { state: 'FAIL' } });
    expect(names(await jobs(`parent=${dag.id}`))).toHaveLength(4);
    expect(names(await jobs(`application=${dag.id}&q=load`))).toEqual(['shop.load_orders']);
    const task = await jobOf('airflow', 'shop.publish');
    expect(task.parent).toMatchObject({ id: dag.id, name: 'shop' });
    expect(task.lastRun?.error).toBe('the portal is closed');
  });

  it('pages by cursor, sorted by the state or the time of the newest run', async () => {
    const [first] = (await get<Page<JobRow>>('jobs?sort=state&limit=1')).items;
    expect(first?.lastRun?.state).toBe('FAIL');
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page<JobRow> = await get<Page<JobRow>>(`jobs?sort=-lastRunAt&limit=7&cursor=${cursor}`);
      seen.push(...page.items.map(({ lastRun }) => lastRun?.startedAt ?? ''));
      cursor = page.nextCursor;
      if (cursor === null) expect(seen).toHaveLength(page.total);
    }
    expect(seen).toEqual(seen.toSorted().reverse());
  });

  it('shows nothing of a foreign namespace, neither a job nor what it is a part of', async () => {
    expect((await jobs('', ['dbt'])).items.every(({ namespace }) => namespace === 'dbt')).toBe(true);
    const { id } = await jobOf('airflow', 'shop');
    const headers = { authorization: `Bearer ${await test.key('viewer', ['dbt'])}` };
    expect((await test.app.request(`/api/v1/jobs/${id}`, { headers })).status).toBe(404);
  });
});

describe('GET /api/v1/jobs/{id}', () => {
  it('tells the definition as the producer sent it, and what it reads and writes', async () => {
    const { id } = await jobOf('airflow', 'shop.revenue');
    const job = await get<JobDetail>(`jobs/${id}`);
    expect(job.description).toBe('Revenue of the shop, every day.');
    expect(job.owners).toEqual([{ name: 'data-team', type: null }]);
    expect(job.sql?.query).toMatch(/^insert into revenue select/);
    expect(job.reads.map(({ name }) => name)).toEqual(['shop.public.orders']);
    expect(job.writes).toMatchObject([{ name: 'shop.public.revenue', isFormer: false, source: 'observed', count: 2 }]);
    expect(job.above.map(({ name }) => name)).toEqual(['shop']);
    expect(job.facets.map(({ name }) => name)).toContain('jobType');
  });

  it('counts datasets of foreign namespaces and names none, also not in facets', async () => {
    const { id } = await jobOf('airflow', 'shop.revenue');
    const job = await get<JobDetail>(`jobs/${id}`, ['airflow']);
    expect(job).toMatchObject({ reads: [], writes: [], hiddenDatasets: 2 });
  });
});

describe('GET /api/v1/runs', () => {
  it('lists the newest first, by state, span and job', async () => {
    const failed = await get<RunPage>('runs?state=FAIL&limit=200');
    expect(new Set(failed.items.map(({ state }) => state))).toEqual(new Set(['FAIL']));
    expect(failed.total).toBe(failed.items.length);
    const starts = failed.items.map(({ startedAt }) => startedAt ?? '');
    expect(starts).toEqual(starts.toSorted().reverse());
    const { id } = await jobOf('dbt', 'dbt-run-shop');
    const ofJob = await get<RunPage>(`jobs/${id}/runs`);
    expect(ofJob.items.map(({ state }) => state)).toEqual(['FAIL', 'COMPLETE']);
    expect((await get<RunPage>(`runs?job=${id}`)).items).toEqual(ofJob.items);
    const until = ofJob.items[0]?.startedAt ?? '';
    expect((await get<RunPage>(`jobs/${id}/runs?to=${until}`)).items).toHaveLength(1);
    const all = await get<RunPage>('runs?limit=5');
    expect(all.items).toHaveLength(5);
    expect((await get<RunPage>(`runs?limit=200&cursor=${all.nextCursor}`)).items).toHaveLength(all.total - 5);
  });
});

describe('GET /api/v1/runs/{id}', () => {
  it('of an Airflow DAG shows its tasks beneath it, each with its time and state', async () => {
    const run = await lastRunOf('airflow', 'shop');
    expect(run.tree.items.map(({ depth, job, state }) => [depth, job?.name, state])).toEqual([
      [0, 'shop', 'FAIL'],
      [1, 'shop.load_orders', 'COMPLETE'],
      [1, 'shop.revenue', 'COMPLETE'],
      [1, 'shop.export', 'COMPLETE'],
      [1, 'shop.publish', 'FAIL'],
    ]);
    expect(run.parts).toEqual({ COMPLETE: 3, FAIL: 1 });
    expect(run.dataInterval?.start).toBe('2026-11-26T00:00:00.000Z');
    expect([run.parent, run.root]).toEqual([null, null]);
  });

  it('of a task names its DAG run, its error whole, what tells its state, and the link to its log', async () => {
    const run = await lastRunOf('airflow', 'shop.publish');
    expect(run.parent?.job?.name).toBe('shop');
    expect(run.wholeError).toContain('the portal is closed');
    expect(run.told.map(({ type, decides }) => [type, decides])).toEqual([
      ['START', false],
      ['FAIL', true],
    ]);
    expect(run.isConflicting).toBe(false);
    expect(run.facets.map(({ name }) => name)).toContain('airflow');
    expect(run.incidents).toMatchObject([{ subject: { kind: 'job', name: 'shop.publish' }, state: 'open' }]);
    expect((await get<RunDetail>(`runs/${run.runId}`)).id).toBe(run.id);
  });

  it('shows both ends of a Spark command that was told to have failed and to have completed', async () => {
    const name = 'shop_revenue.execute_insert_into_hadoop_fs_relation_command.project_broken';
    const run = await lastRunOf('spark', name);
    expect(run.isConflicting).toBe(true);
    expect(run.told.filter(({ type }) => type === 'FAIL' || type === 'COMPLETE').map(({ decides }) => decides)).toEqual(
      [false, true],
    );
    expect(run.root?.job?.name).toBe('shop_revenue');
    expect(run.engine).toMatch(/^spark/);
  });

  it('shows what a dbt test found, the worst first', async () => {
    const run = await lastRunOf('dbt', 'shop.main.shop.stg_orders.test');
    expect(run.reads.map(({ name }) => name)).toEqual(['shop.main.stg_orders']);
    const [found] = run.results;
    expect(found).toMatchObject({ by: 'tool', verdict: 'fail' });
    expect(found?.results[0]?.outcome).toBe('fail');
  });

  it('counts what it measured of a dataset against the profile before', async () => {
    const runs = [
      { id: 'r-1', rowCount: 100, day: '01' },
      { id: 'r-2', rowCount: 140, day: '02' },
    ];
    for (const { id, rowCount, day } of runs) {
      await test.post({
        dataset: { namespace: 'shop', name: 'counted' },
        rowCount,
        dataInterval: { start: `2026-11-${day}T00:00:00Z`, end: `2026-11-${day}T12:00:00Z` },
        run: { id, job: { namespace: 'shop', name: 'count' } },
      });
    }
    const run = await get<RunDetail>('runs/r-2');
    expect(run.writes[0]?.measured).toMatchObject({ rowCount: 140, before: { rowCount: 100 } });
    expect((await get<JobDetail>(`jobs/${run.job?.id}`)).writes).toMatchObject([{ name: 'counted', count: 2 }]);
  });

  it('404 for what is not there or not to be seen', async () => {
    const { id } = await lastRunOf('airflow', 'shop');
    for (const path of ['run_999999', 'nothing'])
      expect((await test.send('viewer', 'GET', `/api/v1/runs/${path}`)).status).toBe(404);
    const headers = { authorization: `Bearer ${await test.key('viewer', ['dbt'])}` };
    expect((await test.app.request(`/api/v1/runs/${id}`, { headers })).status).toBe(404);
  });
});

describe('GET /api/v1/runs/{id}/events', () => {
  it('gives the events as they were stored, with their warnings, page by page', async () => {
    const { id, eventCount } = await lastRunOf('spark', 'shop_revenue.adaptive_spark_plan.project_revenue');
    expect(eventCount).toBe(6);
    const page = await get<RawEventPage>(`runs/${id}/events?limit=4`);
    expect(page.items.map(({ event }) => event?.['eventType'])).toEqual(['START', 'RUNNING', 'RUNNING', 'RUNNING']);
    expect(page).toMatchObject({ total: 6, nextCursor: 'o4' });
    expect((await get<RawEventPage>(`runs/${id}/events?cursor=o4`)).items).toHaveLength(2);
    const flink = (await jobs('integration=flink')).items[0];
    const warned = await get<RawEventPage>(`runs/${flink?.lastRun?.id}/events`);
    expect(warned.items[0]?.warnings).toContainEqual(expect.objectContaining({ pointer: '/inputs/0/namespace' }));
  });

  it('keeps back an event that names a foreign namespace', async () => {
    const { id } = await lastRunOf('airflow', 'shop.revenue');
    const { items } = await get<RawEventPage>(`runs/${id}/events`, ['airflow']);
    expect(items.map(({ event, without }) => [event, without])).toEqual([
      [null, 'hidden'],
      [null, 'hidden'],
    ]);
  });
});
