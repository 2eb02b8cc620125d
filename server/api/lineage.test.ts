import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../config/package-root.ts';
import { normalisedName } from '../openlineage/index.ts';
import { listenOn } from '../listen.ts';
import { createTestApp, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const real = (name: string) =>
  JSON.parse(readFileSync(join(packageRoot(), 'test', 'data', 'openlineage', `${name}.json`), 'utf8')) as Event;
interface Event {
  run: { runId: string };
  job: { namespace: string };
  [field: string]: unknown;
}
const post = (body: unknown, path = '/api/v1/lineage') => test.send('ingest', 'POST', path, body);
const datasets = async (q: string) =>
  ((await test.send('viewer', 'GET', `/api/v1/datasets?q=${q}`)).body as { items: { slug: string; rowCount: number | null; profileCount: number }[] }).items; // prettier-ignore
const runs = (runId: string) => test.receive.pool<{ state: string; events: number; error: string | null }[]>`
  select state, error, (select count(*)::int from run_event e where e.run_id = r.id) as events from run r where external_id = ${runId}`;
let serial = 0;
const event = (eventType: string, more: object = {}) => ({
  eventType,
  eventTime: '2026-11-23T07:00:00Z',
  run: { runId: `run-${++serial}` },
  job: { namespace: 'jobs', name: `load-${serial}` },
  outputs: [
    { namespace: 'shop', name: `made-${serial}`, outputFacets: { outputStatistics: { rowCount: 5, size: 10 } } },
  ],
  ...more,
});

describe('an OpenLineage event', () => {
  it('is answered 201 with an empty body that says it is empty, as its clients need it', async () => {
    const listener = await listenOn({ host: '127.0.0.1', port: 0 });
    listener.serve(test.app.fetch);
    const headers = { authorization: `Bearer ${await test.key('ingest')}`, 'content-type': 'application/json' };
    const url = `http://127.0.0.1:${listener.port}/api/v1/lineage`;
    const plain = await fetch(url, { method: 'POST', headers, body: JSON.stringify(real('complete')) });
    expect([plain.status, plain.headers.get('content-length'), await plain.text()]).toEqual([201, '0', '']);
    const body = gzipSync(JSON.stringify(real('simple')));
    const zipped = await fetch(url, { method: 'POST', headers: { ...headers, 'content-encoding': 'gzip' }, body });
    expect(zipped.status).toBe(201);
    await listener.close();
  });

  it('makes the dataset, the run and a profile with the counts of its facets, once however often it is sent', async () => {
    for (let i = 0; i < 3; i++) expect((await post(real('complete'))).status).toBe(201);
    expect(await datasets('instance.schema.table')).toMatchObject([{ rowCount: 2000, profileCount: 1 }]);
    expect(await runs(real('complete').run.runId)).toMatchObject([{ state: 'COMPLETE', events: 1 }]);
  });

  it('of a real Spark run: its counts come while it runs, and the end adds no second, emptier profile', async () => {
    for (const name of ['spark-running', 'spark-complete', 'spark-running'])
      expect((await post(real(name))).status).toBe(201);
    const [run] = await runs(real('spark-running').run.runId);
    expect(run).toMatchObject({ state: 'COMPLETE', events: 2 });
    const [output] = real('spark-running')['outputs'] as { namespace: string; name: string }[];
    const made = normalisedName(output!).name;
    // Kept under the name of the catalogue, which its symlink tells.
    const rows = await test.receive.pool`
      select p.row_count from profile p where p.dataset_id in (
        select coalesce(m.into_id, d.id) from dataset d left join dataset_merge m on m.member_id = d.id where d.name = ${made})`;
    expect(rows).toHaveLength(1);
    expect(Number(rows[0]?.['row_count'])).toBeGreaterThan(0);
  });

  it.each(['airflow', 'simple', 'quality', 'dataset', 'job'])('as recorded (%s) is taken', async (name) => {
    expect(await post(real(name))).toEqual({ status: 201, body: null });
  });

  it('tells of a failed run with its message, and opens an incident on what it writes', async () => {
    const failed = event('FAIL', {});
    const run = { ...failed.run, facets: { errorMessage: { message: 'disk full', programmingLanguage: 'PYTHON' } } };
    expect((await post({ ...failed, run })).status).toBe(201);
    expect(await runs(failed.run.runId)).toMatchObject([{ state: 'FAIL', error: 'disk full' }]);
    const { body } = await test.send('viewer', 'GET', `/api/v1/incidents?q=${failed.job.name}`);
    expect((body as { total: number }).total).toBe(1);
  });

  it('of type OTHER after the end leaves the run ended', async () => {
    const ended = event('COMPLETE');
    await post(ended);
    await post({ ...ended, eventType: 'OTHER', eventTime: '2026-11-23T07:30:00Z' });
    expect(await runs(ended.run.runId)).toMatchObject([{ state: 'COMPLETE', events: 1 }]);
  });

  it('with facets that contradict themselves is taken, without them, and it is said in words', async () => {
    const facets = { dataQualityMetrics: { rowCount: 5, columnMetrics: { a: { nullCount: 9, distinctCount: 3 } } } };
    const odd = event('COMPLETE', { outputs: [{ namespace: 'shop', name: 'odd', facets }] });
    expect((await post(odd)).status).toBe(201);
    expect(await datasets('odd')).toMatchObject([{ rowCount: 5, profileCount: 1 }]);
    const refused = async () =>
      (await test.send('admin', 'GET', '/api/v1/rejections?dataset=odd')).body as { items: { detail: string; errors: unknown[] }[] }; // prettier-ignore
    await expect.poll(async () => (await refused()).items.length, { timeout: 10_000 }).toBe(1);
    const [said] = (await refused()).items;
    expect(said?.detail).toContain('without those of its facets');
    expect(said?.errors).toEqual([{ pointer: '/columnMetrics/a/nullCount', message: '9 is more than rowCount 5' }]);
  });

  it('with assertions records them as results: a failing one opens an incident, and it heals', async () => {
    const asserted = (success: boolean, minute: number) => {
      const assertions = [{ assertion: 'not_null', column: 'id', success }];
      const inputs = [{ namespace: 'shop', name: 'asserted', inputFacets: { dataQualityAssertions: { assertions } } }];
      const job = { namespace: 'jobs', name: 'check' };
      return event('COMPLETE', { inputs, outputs: [], job, eventTime: `2026-11-23T07:0${minute}:00Z` });
    };
    const states = async () =>
      (await test.receive.pool<{ state: string }[]>`
        select i.state from incident i join dataset d on d.id = i.dataset_id where d.name = 'asserted'`).map(({ state }) => state); // prettier-ignore
    const failing = asserted(false, 1);
    for (let times = 0; times < 2; times++) expect((await post(failing)).status).toBe(201);
    expect(await states()).toEqual(['open']);
    const { body } = await test.send('viewer', 'GET', '/api/v1/datasets/asserted/results');
    const results = (body as { items: { recent: unknown[] }[] }).items;
    expect(results).toMatchObject([{ result: { expectation: 'openlineage:check/id.not_null', outcome: 'fail' } }]);
    expect(results[0]?.recent).toHaveLength(1);
    expect((await post(asserted(true, 2))).status).toBe(201);
    expect(await states()).toEqual(['resolved']);
  });

  it('of one run that tells each check by itself hides none behind the next', async () => {
    const run = { runId: 'one-by-one' };
    const told = (assertion: string, success: boolean, minute: number) => {
      const assertions = [{ assertion, column: 'id', success }];
      const inputs = [
        { namespace: 'shop', name: 'one-by-one', inputFacets: { dataQualityAssertions: { assertions } } },
      ];
      const eventTime = `2026-11-23T07:0${minute}:00Z`;
      return event('COMPLETE', { run, inputs, outputs: [], job: { namespace: 'jobs', name: 'checks' }, eventTime });
    };
    for (const one of [told('unique', false, 1), told('not_null', true, 2)]) await post(one);
    const { body } = await test.send('viewer', 'GET', '/api/v1/datasets/one-by-one/results');
    const results = (body as { items: { result: { expectation: string; outcome: string } }[] }).items;
    expect(results.map(({ result }) => [result.expectation, result.outcome]).sort()).toEqual([
      ['openlineage:checks/id.not_null', 'pass'],
      ['openlineage:checks/id.unique', 'fail'],
    ]);
  });

  it('that measured what it read makes a profile of it, and the run does not write it', async () => {
    const facets = { dataQualityMetrics: { rowCount: 7, columnMetrics: {} } };
    const read = event('COMPLETE', {
      inputs: [{ namespace: 'shop', name: 'measured', inputFacets: facets }],
      outputs: [],
    });
    await post(read);
    expect(await datasets('measured')).toMatchObject([{ rowCount: 7, profileCount: 1 }]);
    const directions = await test.receive.pool`
      select rd.direction from run_dataset rd join dataset d on d.id = rd.dataset_id where d.name = 'measured'`;
    expect(directions.map(({ direction }) => direction as string)).toEqual(['input']);
  });

  it('tells the columns of what it only read where nobody writes it, once until they change', async () => {
    const reading = (name: string, columns: string[], minute: number) => {
      const schema = { fields: columns.map((column) => ({ name: column, type: 'int' })) };
      return event('COMPLETE', {
        inputs: [{ namespace: 'shop', name, facets: { schema } }],
        outputs: [],
        job: { namespace: 'jobs', name: 'reader' },
        run: { runId: `reads-${name}-${minute}` },
        eventTime: `2026-11-23T08:0${minute}:00Z`,
      });
    };
    const versions = async (name: string) => {
      const rows = await test.receive.pool<{ version: number | null; count: number }[]>`
        select schema_version as version, profile_count as count from dataset where name = ${name}`;
      return rows.map(({ version, count }) => [version, Number(count)]);
    };
    await post(reading('described', ['a'], 1));
    await post(reading('described', ['a'], 2));
    expect(await versions('described')).toEqual([[1, 1]]);
    await post(reading('described', ['a', 'b'], 3));
    expect(await versions('described')).toEqual([[2, 2]]);
    await post(event('COMPLETE', { outputs: [{ namespace: 'shop', name: 'written' }], run: { runId: 'writes-it' } }));
    await post(reading('written', ['a'], 4));
    expect(await versions('written')).toEqual([[null, 0]]);
  });

  it('with tests but no dataset is taken, and it is said', async () => {
    const run = { runId: 'tests-alone', facets: { test: { tests: [{ name: 'no-dataset-named', status: 'fail' }] } } };
    await post(event('COMPLETE', { run, job: { namespace: 'lonely', name: 'test' }, outputs: [] }));
    const { body } = await test.send('admin', 'GET', '/api/v1/rejections?namespace=lonely');
    expect((body as { items: { detail: string }[] }).items).toMatchObject([
      { detail: expect.stringContaining('without the assertions and tests') as string },
    ]);
  });

  it('with assertions that cannot be read is taken, and it is said in words', async () => {
    const facet = { dataQualityAssertions: { assertions: [{ success: true }] } };
    const inputs = [{ namespace: 'shop', name: 'unreadable', facets: facet }];
    expect((await post(event('COMPLETE', { inputs }))).status).toBe(201);
    await expect
      .poll(async () => JSON.stringify((await test.send('admin', 'GET', '/api/v1/rejections')).body))
      .toContain('without the assertions and tests in it');
  });

  it('that cannot be kept is 422 with every place, and is not sent again by any client', async () => {
    const { status, body } = await post({ eventType: 'START', run: {}, job: { name: 'x' } });
    expect(status).toBe(422);
    const { errors } = body as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/eventTime', '/job/namespace', '/run/runId']);
    const raw = await test.app.request('/api/v1/lineage', {
      method: 'POST',
      headers: { authorization: `Bearer ${await test.key('ingest')}` },
      body: '{"run":',
    });
    expect(raw.status).toBe(400);
  });

  it('may name only namespaces that its key is for: those of the job and of every dataset', async () => {
    const send = async (namespaces: string[]) => {
      const authorization = `Bearer ${await test.key('ingest', namespaces)}`;
      return (await test.app.request('/api/v1/lineage', { method: 'POST', headers: { authorization }, body: JSON.stringify(event('COMPLETE')) })).status; // prettier-ignore
    };
    expect(await send(['jobs'])).toBe(403);
    expect(await send(['shop'])).toBe(403);
    expect(await send(['jobs', 'shop'])).toBe(201);
  });
});

describe('many events in one array', () => {
  it.each(['/api/v1/lineage/batch', '/api/v1/lineage'])(
    'to %s are answered one by one; a bad one holds up none',
    async (path) => {
      const good = [event('START'), event('COMPLETE')];
      const { status, body } = await post([good[0], { run: {} }, good[1]], path);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        status: 'partial_success',
        summary: { received: 3, successful: 2, failed: 1 },
        failed_events: [{ index: 1, retriable: false, reason: expect.stringContaining('/run/runId is missing') }],
      });
      expect(await runs(good[1]?.run.runId ?? '')).toMatchObject([{ state: 'COMPLETE' }]);
    },
  );

  it('must be one to a thousand', async () => {
    expect((await post([], '/api/v1/lineage/batch')).status).toBe(422);
    expect((await post(event('START'), '/api/v1/lineage/batch')).status).toBe(422);
    expect((await post(Array.from({ length: 1001 }, () => ({})))).status).toBe(422);
  });
});
