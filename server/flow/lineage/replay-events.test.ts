import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../api/testing.ts';
import { packageRoot } from '../../config/package-root.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const folder = join(packageRoot(), 'test', 'data', 'openlineage', 'producers');
const recorded = (name: string): unknown[] =>
  gunzipSync(readFileSync(join(folder, `${name}.jsonl.gz`))).toString('utf8').trim().split('\n').map((line) => JSON.parse(line) as unknown); // prettier-ignore
const producers = [
  'airflow',
  'dagster',
  'dagster-processes',
  'dbt',
  'dbt-build',
  'flink',
  'prefect',
  'python',
  'spark',
];

/** Everything that was made of events, but for when it was written. */
const tables = [
  'namespace', 'dataset', 'job', 'run', 'run_event', 'run_dataset', 'lineage_edge', 'lineage_link', 'lineage_column', 'lineage_facet',
  'lineage_event', 'lineage_pending', 'lineage_producer', 'dataset_raw_name', 'profile', 'schema_version', 'judgement', 'external_result',
  'incident', 'incident_failure', 'incident_event', 'notification', 'rejection', 'arrival_watch',
]; // prettier-ignore
async function everything(): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of tables) {
    const rows = await test.receive.pool.unsafe(`select to_jsonb(t) as row from ${table} t`);
    all[table] = rows.map(({ row }) => JSON.stringify(row)).sort();
  }
  return all;
}
const replayAll = async () => {
  const span = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
  return (await test.send('admin', 'POST', '/api/v1/lineage/events/replay', span)).body as { replayed: number };
};

it('all that real producers sent, worked in once more, changes nothing', async () => {
  // They are of the 26th.
  test.at('2026-11-27T08:00:00Z');
  let posted = 0;
  for (const name of producers) {
    const events = recorded(name);
    posted += events.length;
    await test.send('ingest', 'POST', '/api/v1/lineage', events);
  }
  const before = await everything();
  expect(before['lineage_event']!.length).toBeLessThanOrEqual(posted);
  for (const table of ['run', 'lineage_edge', 'lineage_facet', 'profile', 'external_result', 'incident'])
    expect(before[table]!.length, table).toBeGreaterThan(0);
  for (let times = 0; times < 2; times++) {
    test.at(`2026-11-${28 + times}T08:00:00Z`);
    expect((await replayAll()).replayed).toBe(before['lineage_event']!.length);
    const after = await everything();
    for (const table of tables) expect(after[table], table).toEqual(before[table]);
  }
});

it('an incident that somebody resolved is not opened again by working its events in once more', async () => {
  const common = { eventTime: '2026-11-23T07:00:00Z', producer: 'x', schemaURL: 'x' };
  const dataQualityAssertions = { assertions: [{ assertion: 'not_null', column: 'id', success: false }] };
  const inputs = [{ namespace: 'jobs', name: 'once-asserted', inputFacets: { dataQualityAssertions } }];
  await test.send('ingest', 'POST', '/api/v1/lineage', [
    { ...common, eventType: 'FAIL', run: { runId: 'failed' }, job: { namespace: 'jobs', name: 'once-failed' } },
    {
      ...common,
      eventType: 'COMPLETE',
      run: { runId: 'checked' },
      job: { namespace: 'jobs', name: 'once-checked' },
      inputs,
    },
  ]);
  const incidents = () => test.receive.pool<{ id: number; state: string }[]>`
    select i.id, i.state from incident i left join job j on j.id = i.job_id left join dataset d on d.id = i.dataset_id
    where j.name = 'once-failed' or d.name = 'once-asserted' order by i.id`;
  const opened = await incidents();
  expect(opened.map(({ state }) => state)).toEqual(['open', 'open']);
  for (const { id } of opened) await test.send('admin', 'POST', `/api/v1/incidents/INC-${id}/resolve`, {});
  await replayAll();
  expect((await incidents()).map(({ state }) => state)).toEqual(['resolved', 'resolved']);
});

it('an old schema of what is only read is no news when it is worked in once more, nor is what could not be used', async () => {
  const read = (runId: string, eventTime: string, name: string) => ({
    ...{ eventType: 'COMPLETE', eventTime, producer: 'x', schemaURL: 'x', run: { runId } },
    job: { namespace: 'jobs', name: 'reader' },
    inputs: [{ namespace: 'shop', name: 'read-only', facets: { schema: { fields: [{ name, type: 'int' }] } } }],
  });
  const odd = { dataQualityMetrics: { rowCount: 5, columnMetrics: { a: { nullCount: 9, distinctCount: 3 } } } };
  await test.send('ingest', 'POST', '/api/v1/lineage', read('first', '2026-11-23T05:00:00Z', 'old'));
  await test.send('ingest', 'POST', '/api/v1/lineage', read('second', '2026-11-23T06:00:00Z', 'new'));
  await test.send('ingest', 'POST', '/api/v1/lineage', {
    ...read('third', '2026-11-23T07:00:00Z', 'new'),
    outputs: [{ namespace: 'shop', name: 'oddly-measured', facets: odd }],
  });
  const before = await everything();
  expect(
    before['schema_version']!.filter((row) => row.includes('"name": "old"') || row.includes('"name":"old"')),
  ).toHaveLength(1);
  await replayAll();
  expect(await everything()).toEqual({ ...before, audit: undefined });
});
