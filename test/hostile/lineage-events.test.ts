import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../server/api/testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

let serial = 0;
const event = (more: object = {}) => ({
  ...{ eventType: 'COMPLETE', eventTime: '2026-11-23T07:00:00Z', producer: 'https://example.org', schemaURL: 'x' },
  run: { runId: `run-${++serial}` },
  job: { namespace: 'hostile', name: `job-${serial}` },
  ...more,
});
const send = async (body: string | Buffer, headers: Record<string, string> = {}) => {
  const authorization = `Bearer ${await test.key('ingest')}`;
  const init = { method: 'POST', headers: { authorization, ...headers }, body: body as never };
  const answer = await test.app.request('/api/v1/lineage', init);
  return { status: answer.status, text: await answer.text() };
};
/** Works in what was posted: nothing of it may be left over or dead. */
const workIn = async () => {
  await test.project();
  expect([...(await test.receive.pool`select reason, attempts from lineage_pending`)]).toEqual([]);
};
const columns = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `column_${n}`, type: 'int' }));

describe('an event', () => {
  it('of 23 MB is taken and worked in, plain and compressed', async () => {
    const blob = Array.from({ length: 23 }, (_, n) => `${n}${'x'.repeat(2 ** 20 - 10)}`);
    for (const zipped of [false, true]) {
      const text = JSON.stringify(
        event({ job: { namespace: 'hostile', name: `huge-${zipped}`, facets: { mine: { blob } } } }),
      );
      expect(text.length).toBeGreaterThan(23e6);
      const { status } = zipped ? await send(gzipSync(text), { 'content-encoding': 'gzip' }) : await send(text);
      expect(status).toBe(201);
    }
    await workIn();
    expect(await test.receive.pool`select 1 from job where name like 'huge-%'`).toHaveLength(2);
  });

  it('of more than the limit is refused', async () => {
    expect((await send(JSON.stringify(event({ x: 'x'.repeat(33 * 2 ** 20) })))).status).toBe(413);
  });

  // What Postgres finds too deep is given up with that reason.
  it.each([
    [10, '1'],
    [100, '1'],
    [1_000, '1'],
    [10_000, '1'],
    [10_000, '"\\u0000"'],
    [1_000_000, '1'],
  ])('nested %i deep around %s is taken or refused in words', async (depth, inmost) => {
    const deep = `${'{"a":'.repeat(depth)}${inmost}${'}'.repeat(depth)}`;
    const text = JSON.stringify(event({ job: { namespace: 'hostile', name: `deep-${depth}`, facets: { deep: 0 } } })).replace('"deep":0', `"deep":${deep}`); // prettier-ignore
    const { status, text: said } = await send(text);
    expect([201, 400, 422], said.slice(0, 300)).toContain(status);
    if (depth <= 1_000) expect(status).toBe(201);
    await test.project();
    await test.receive.pool`delete from lineage_pending where reason like '%stack depth limit%'`;
    await workIn();
  });

  it('with a zero byte or half a surrogate pair in its facets is taken, with U+FFFD in their place', async () => {
    const name = `odd-${++serial}`;
    const facets = { documentation: { description: 'a\u0000b\ud800c' }, 'k\u0000': { x: '\udfff' } };
    expect((await send(JSON.stringify(event({ job: { namespace: 'hostile', name, facets } })))).status).toBe(201);
    await workIn();
    const [job] = await test.receive.pool`select description from job where name = ${name}`;
    expect(job?.['description']).toBe('a\ufffdb\ufffdc');
  });

  it.each(['a\u0000b', '\ud800', 'x'.repeat(501), '', 5, null, {}, []])(
    'whose job is called %j is taken or refused in words',
    async (name) => {
      const { status, text } = await send(JSON.stringify(event({ job: { namespace: 'hostile', name } })));
      expect([201, 422], text).toContain(status);
      await workIn();
    },
  );

  it('with names in any script keeps them as they are', async () => {
    for (const name of [
      'таблица',
      '表格',
      'جدول',
      'e\u0301',
      '\u202etxt.exe',
      '👩‍👩‍👧',
      "'; drop table job; --",
      '%s%n',
      '../../etc/passwd',
    ])
      expect((await send(JSON.stringify(event({ job: { namespace: 'hostile', name } })))).status).toBe(201);
    await workIn();
    const kept = await test.receive
      .pool`select name from job where name in ('таблица', '表格', '👩‍👩‍👧', ${"'; drop table job; --"})`;
    expect(kept).toHaveLength(4);
  });

  it.each([
    null,
    5,
    'x',
    true,
    [],
    [[]],
    {},
    { facets: null },
    { facets: [] },
    { facets: { a: null } },
    [null],
    [5],
    [{}],
  ])('with %j in every place is taken or refused in words', async (odd) => {
    const places = ['eventType', 'eventTime', 'producer', 'schemaURL', 'run', 'job', 'inputs', 'outputs', 'dataset'];
    for (const place of places) {
      const { status, text } = await send(JSON.stringify({ ...event(), [place]: odd }));
      expect([200, 201, 422], `${place}: ${text}`).toContain(status);
    }
    const facets = [
        'parent', 'nominalTime', 'errorMessage', 'processing_engine', 'test', 'jobType', 'sql', 'ownership', 'documentation', 'lineage', 'schema',
        'columnLineage', 'symlinks', 'dataQualityMetrics', 'dataQualityAssertions', 'inputStatistics', 'outputStatistics', 'version',
        'lifecycleStateChange', 'tags', 'environmentVariables', 'extractionError', 'greatExpectations_assertions',
      ]; // prettier-ignore
    const all = Object.fromEntries(facets.map((name) => [name, odd]));
    const inner = Object.fromEntries(facets.map((name) => [name, { fields: odd, tests: odd, assertions: odd, run: odd, job: odd, inputs: odd, entries: odd, identifiers: odd, owners: odd, columnMetrics: odd, rowCount: odd, emissionPattern: odd, environmentVariables: odd, errors: odd }])); // prettier-ignore
    for (const one of [all, inner]) {
      const dataset = {
        namespace: 'hostile',
        name: `of-${++serial}`,
        facets: one,
        inputFacets: one,
        outputFacets: one,
      };
      const whole = event({ inputs: [dataset], outputs: [dataset] });
      const run = { ...whole.run, facets: one };
      const { status, text } = await send(JSON.stringify({ ...whole, run, job: { ...whole.job, facets: one } }));
      expect(status, text).toBe(201);
    }
    await workIn();
  });

  it('with 10,000 columns is taken and its schema kept whole', async () => {
    const facets = { schema: { fields: columns(10_000) }, columnLineage: { fields: Object.fromEntries(columns(10_000).map(({ name }) => [name, { inputFields: [{ namespace: 'hostile', name: 'wide-in', field: name }] }])) } }; // prettier-ignore
    const outputs = [{ namespace: 'hostile', name: 'wide', facets }];
    expect((await send(JSON.stringify(event({ outputs })))).status).toBe(201);
    await workIn();
    const [count] = await test.receive.pool`
      select count(*)::int as columns from lineage_column c join dataset d on d.id = c.target_id where d.name = 'wide'`;
    expect(count?.['columns']).toBe(10_000);
  });

  it('with 5,000 inputs is taken', async () => {
    const inputs = Array.from({ length: 5_000 }, (_, n) => ({ namespace: 'hostile', name: `many-${n}` }));
    expect((await send(JSON.stringify(event({ inputs })))).status).toBe(201);
    await workIn();
  });

  it.each([
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '1969-12-31T23:59:59.999Z',
    '2026-11-23T07:00:00.123456789Z',
    '2026-11-23 07:00:00',
    '2026-02-30T00:00:00Z',
    '2026-11-23T25:00:00Z',
  ])(
    // prettier-ignore
    'of the time %s is taken or refused in words, and read back',
    async (eventTime) => {
      const { status, text } = await send(JSON.stringify(event({ eventTime })));
      expect([201, 422], text).toContain(status);
      await workIn();
      expect((await test.send('admin', 'GET', '/api/v1/lineage/events?limit=200')).status).toBe(200);
    },
  );
});
