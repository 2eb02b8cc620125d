import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JobDetail } from './shapes/jobs.ts';
import type { RunPage } from './shapes/runs.ts';
import { createTestApp, type TestApp } from './testing.ts';

let test: TestApp;

const minutes = (at: string, by: number) => new Date(Date.parse(at) + by * 60_000).toISOString();

/** A run of the day before as a scheduler names it, started so many minutes after midnight. */
async function nightly(day: number, late: number): Promise<void> {
  const end = `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`;
  const run = {
    runId: `00000000-0000-4000-8000-${String(day).padStart(12, '0')}`,
    facets: { nominalTime: { nominalStartTime: minutes(end, -1440), nominalEndTime: end } },
  };
  for (const [eventType, at] of [
    ['START', late],
    ['COMPLETE', late + 20],
  ] as const) {
    const event = { eventType, eventTime: minutes(end, at), producer: 'https://example.org', run, job: { namespace: 'flows', name: 'nightly' } }; // prettier-ignore
    expect((await test.send('ingest', 'POST', '/api/v1/lineage', event)).status).toBe(201);
  }
}

const get = async <T>(path: string) => (await test.send('viewer', 'GET', `/api/v1/${path}`)).body as T;
const job = async () => {
  const { items } = await get<{ items: JobDetail[] }>('jobs');
  return get<JobDetail>(`jobs/${items[0]?.id}`);
};

beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

it('a job that runs every night has a schedule; a run that starts late says by how much', async () => {
  test.at('2026-11-21T06:00:00Z');
  for (let day = 10; day <= 20; day++) await nightly(day, 15);
  await nightly(21, 15 + 45);
  const { schedule, lastRun, id } = await job();
  expect(schedule).toMatchObject({ basis: 'interval', everySeconds: 86_400, lagSeconds: 900, kept: 11, of: 12 });
  expect(schedule).toMatchObject({ nextAt: '2026-11-22T00:15:00.000Z', overdueSeconds: null });
  expect(schedule?.usual).toEqual({ p50: 1200, p90: 1200, of: 12 });
  expect(lastRun).toMatchObject({ expectedAt: '2026-11-21T00:15:00.000Z', lateSeconds: 2700 });
  const { items } = await get<RunPage>(`jobs/${id}/runs?limit=2`);
  expect(items.map(({ lateSeconds }) => lateSeconds)).toEqual([2700, 0]);
});

it('a run that should have started and did not makes its job overdue', async () => {
  test.at('2026-11-22T02:15:00Z');
  expect((await job()).schedule?.overdueSeconds).toBe(7200);
});

it('a stream is no job that could be late: it is running, and says how often it reports', async () => {
  const jobType = {
    processingType: 'STREAMING',
    integration: 'FLINK',
    emissionPattern: { eventTrigger: 'PERIODIC', windowDuration: 60 },
  };
  const event = {
    eventType: 'RUNNING',
    eventTime: '2026-11-22T02:00:00Z',
    producer: 'https://example.org',
    run: { runId: 'stream-1' },
    job: { namespace: 'flows', name: 'stream', facets: { jobType } },
  };
  await test.send('ingest', 'POST', '/api/v1/lineage', event);
  const { items } = await get<{ items: JobDetail[] }>('jobs?q=stream');
  expect(items[0]).toMatchObject({ processing: 'STREAMING', heartbeatSeconds: 60, schedule: null });
  expect(items[0]?.lastRun).toMatchObject({ state: 'RUNNING', lateSeconds: null });
});
