import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, ordersSuite, orders, type TestApp } from './testing.ts';
import { readTraceparent } from './traceparent.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';
const parent = `00-${trace}-${span}-01`;

describe('a traceparent header is read as W3C Trace Context says', () => {
  it.each([
    [parent, parent],
    [`00-${trace}-${span}-00`, `00-${trace}-${span}-00`],
    [` ${parent} `, parent],
    // A version that is not known yet: the first four parts.
    [`cc-${trace}-${span}-01`, parent],
    [`cc-${trace}-${span}-01-what-comes-later`, parent],
  ])('%j', (header, kept) => expect(readTraceparent(header)).toBe(kept));

  it.each([
    undefined,
    '',
    'nonsense',
    `00-${trace}-${span}`,
    `00-${trace}-${span}-01-more`,
    `00-${trace}-${span}-1`,
    `00-${trace.toUpperCase()}-${span}-01`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `ff-${trace}-${span}-01`,
    `cc-${trace}-${span}-01.what`,
    `00-${trace.slice(1)}-${span}-01`,
    `00-${trace}-${span}-0g`,
    `${parent}, ${parent}`,
  ])('what is not valid is ignored: %j', (header) => expect(readTraceparent(header)).toBeNull());
});

describe('the trace of a run', () => {
  let test: TestApp;
  let serial = 0;
  beforeAll(async () => {
    test = await createTestApp();
    await test.applySuite(ordersSuite.replace('name: public.orders', `name: '*'`));
  });
  afterAll(() => test.drop());

  const send = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const authorization = `Bearer ${await test.key('ingest')}`;
    const init = { method: 'POST', headers: { authorization, ...headers }, body: JSON.stringify(body) };
    const answer = await test.app.request(path, init);
    return { status: answer.status, body: (await answer.json()) as { incidents: { id: string }[] } };
  };
  const run = (id: string, more: object = {}) => ({
    state: 'FAIL',
    eventTime: '2026-11-23T07:00:00Z',
    run: { id, job: { namespace: 'shop', name: `job-${id}` }, ...more },
  });
  const runsOf = async (incident: string) =>
    ((await test.send('viewer', 'GET', `/api/v1/incidents/${incident}`)).body as { runs: object[] }).runs;

  it('is kept from the header and shown with the incident of the failed run', async () => {
    const { body } = await send('/api/v1/runs', run('r1'), { traceparent: parent });
    expect(await runsOf(body.incidents[0]?.id ?? '')).toEqual([
      { id: 'r1', job: 'job-r1', state: 'FAIL', traceparent: parent },
    ]);
  });

  it('in the body wins over the header, and is refused when it is not valid', async () => {
    const other = `00-${'1'.repeat(32)}-${span}-01`;
    const { body } = await send('/api/v1/runs', run('r2', { traceparent: other }), { traceparent: parent });
    expect(await runsOf(body.incidents[0]?.id ?? '')).toMatchObject([{ traceparent: other }]);
    const refused = await send('/api/v1/runs', run('r3', { traceparent: 'nonsense' }));
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/run/traceparent' }] } });
  });

  it('that is not valid in the header neither refuses the post nor is kept', async () => {
    const { status, body } = await send('/api/v1/runs', run('r4'), { traceparent: 'nonsense' });
    expect(status).toBe(201);
    expect(await runsOf(body.incidents[0]?.id ?? '')).toMatchObject([{ traceparent: null }]);
  });

  it('of a profile is shown with the profile and with its incident', async () => {
    const name = `d${++serial}`;
    const profile = orders({ dataset: { namespace: 'shop', name }, rowCount: 1, run: { id: 'r5' } });
    const { body } = await send('/api/v1/profiles', profile, { traceparent: parent });
    const seen = await test.send('viewer', 'GET', `/api/v1/datasets/${name}/profiles`);
    const wanted = { id: 'r5', job: null, state: 'UNKNOWN', traceparent: parent };
    expect((seen.body as { items: object[] }).items).toMatchObject([{ run: wanted }]);
    expect(await runsOf(body.incidents[0]?.id ?? '')).toEqual([wanted]);
  });

  it('said by the run itself stays when a profile of it says another', async () => {
    const other = `00-${'2'.repeat(32)}-${span}-01`;
    const { body } = await send('/api/v1/runs', run('r6'), { traceparent: parent });
    const profile = orders({ dataset: { namespace: 'shop', name: 'd6' }, run: { id: 'r6', traceparent: other } });
    expect((await send('/api/v1/profiles', profile)).status).toBe(201);
    expect(await runsOf(body.incidents[0]?.id ?? '')).toMatchObject([{ traceparent: parent }]);
  });

  it('of an OpenLineage event is kept from the header', async () => {
    const event = {
      eventType: 'FAIL',
      eventTime: '2026-11-23T07:00:00Z',
      producer: 'https://example.org/producer',
      schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
      run: { runId: '0198f3c1-7a55-7e3b-9d5e-2f6a1c3b4d5e' },
      job: { namespace: 'shop', name: 'of-lineage' },
    };
    const headers = { authorization: `Bearer ${await test.key('ingest')}`, traceparent: parent };
    const init = { method: 'POST', headers, body: JSON.stringify(event) };
    expect((await test.app.request('/api/v1/lineage', init)).status).toBe(201);
    await test.project();
    const { items } = (await test.send('viewer', 'GET', '/api/v1/incidents?q=of-lineage')).body as {
      items: { id: string }[];
    };
    expect(await runsOf(items[0]?.id ?? '')).toMatchObject([{ job: 'of-lineage', traceparent: parent }]);
    const page = await test.metrics.scrape();
    expect(page).toMatch(/^plumbline_ingest_events_total\{kind="lineage",outcome="created"\} 1$/m);
  });

  it('of each item of an array is its own, else that of the request', async () => {
    const other = `00-${'3'.repeat(32)}-${span}-01`;
    const items = [
      orders({ dataset: { namespace: 'shop', name: 'many-1' }, run: { id: 'm1', traceparent: other } }),
      orders({ dataset: { namespace: 'shop', name: 'many-2' }, run: { id: 'm2' } }),
    ];
    expect((await send('/api/v1/profiles', items, { traceparent: parent })).status).toBe(207);
    const traceOf = async (name: string) => {
      const { body } = await test.send('viewer', 'GET', `/api/v1/datasets/${name}/profiles`);
      return (body as { items: { run: { traceparent: string } }[] }).items[0]?.run.traceparent;
    };
    expect([await traceOf('many-1'), await traceOf('many-2')]).toEqual([other, parent]);
  });
});
