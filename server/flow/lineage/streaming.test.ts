import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../api/testing.ts';
import { doJobs, tick, type ClockContext } from '../watch-clock.ts';

let test: TestApp;
let clock: ClockContext;
const faults: unknown[] = [];
beforeAll(async () => {
  test = await createTestApp();
  const { receive } = test;
  const fail = (fields: object) => void faults.push(fields);
  clock = { receive, now: async () => receive.clock(), log: { warn: fail, error: fail }, leaseSeconds: 30, lostAfterSeconds: 86_400 }; // prettier-ignore
});
afterAll(() => test.drop());

const at = async (instant: string) => {
  test.at(instant);
  await tick(clock);
  await doJobs(clock);
  expect(faults).toEqual([]);
};
const facetOf = (jobType: object) => ({ jobType: { integration: 'FLINK', jobType: 'JOB', ...jobType } });
const post = (name: string, eventType: string, eventTime: string, jobType: object) =>
  test.send('ingest', 'POST', '/api/v1/lineage', {
    ...{
      eventType,
      eventTime,
      producer: 'https://example.org/flink',
      schemaURL: 'https://example.org/#/$defs/RunEvent',
    },
    run: { runId: `run-of-${name}` },
    job: { namespace: 'streams', name, facets: facetOf(jobType) },
  });
const open = async (name: string) =>
  ((await test.send('viewer', 'GET', `/api/v1/incidents?state=open&q=${name}`)).body as { items: { sentence: string }[] }).items; // prettier-ignore

const periodic = { processingType: 'STREAMING', emissionPattern: { eventTrigger: 'PERIODIC', windowDuration: 600 } };

it.each(['STREAMING', 'SERVICE'])('a job of type %s is never told as one without an end', async (processingType) => {
  const name = `endless-${processingType}`;
  await post(name, 'START', '2026-11-23T08:00:00Z', { processingType });
  await at('2027-01-23T08:00:00Z');
  expect(await open(name)).toEqual([]);
  test.at('2026-11-23T08:00:00Z');
});

it('a batch job with the same silence is', async () => {
  await post('batch', 'START', '2026-11-23T08:00:00Z', { processingType: 'BATCH' });
  await at('2026-11-24T08:00:00Z');
  expect(await open('batch')).toMatchObject([{ sentence: expect.stringContaining('no end event for 24 h from run run-of-batch') }]); // prettier-ignore
});

it('a stream that promised a sign of life is told when it missed two, and healed by the next', async () => {
  test.at('2026-11-25T08:00:00Z');
  await post('beating', 'START', '2026-11-25T08:00:00Z', periodic);
  await post('beating', 'RUNNING', '2026-11-25T08:00:10Z', periodic);
  await at('2026-11-25T08:20:09Z');
  expect(await open('beating')).toEqual([]);
  await at('2026-11-25T08:20:10Z');
  expect(await open('beating')).toMatchObject([
    { sentence: 'no sign of life for 20 min from run run-of-beating, started 2026-11-25 08:00 UTC' },
  ]);
  test.at('2026-11-25T08:25:00Z');
  await post('beating', 'RUNNING', '2026-11-25T08:25:00Z', periodic);
  expect(await open('beating')).toEqual([]);
  await post('beating', 'COMPLETE', '2026-11-25T08:26:00Z', periodic);
  await at('2026-11-26T08:20:10Z');
  expect(await open('beating')).toEqual([]);
});

it('an event of type OTHER is a sign of life, also one that waits to be worked in', async () => {
  test.at('2026-11-27T08:00:00Z');
  await post('other', 'START', '2026-11-27T08:00:00Z', periodic);
  test.at('2026-11-27T08:15:00Z');
  const headers = { authorization: `Bearer ${await test.key('ingest')}` };
  const waiting = {
    ...{ eventType: 'OTHER', eventTime: '2026-11-27T08:15:00Z', producer: 'x', schemaURL: 'x' },
    run: { runId: 'run-of-other' },
    job: { namespace: 'streams', name: 'other' },
  };
  await test.app.request('/api/v1/lineage', { method: 'POST', headers, body: JSON.stringify(waiting) });
  await at('2026-11-27T08:34:59Z');
  expect(await open('other')).toEqual([]);
  await at('2026-11-27T08:35:00Z');
  expect(await open('other')).toHaveLength(1);
});
