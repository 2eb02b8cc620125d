import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../api/testing.ts';
import { readEvent, type LineageEvent } from '../../openlineage/index.ts';
import { foldRunState } from '../run-state.ts';
import { foldEvents } from './fold-events.ts';
import type { ReadEvent } from './folded.ts';

/** A run as a careless producer tells it: two ends, a late START, words after the end, datasets and facets that come and change, a parent. */
const at = (minute: number) => `2026-11-23T06:${String(minute).padStart(2, '0')}:00Z`;
const runOf = (id: string) => {
  const job = { namespace: 'jobs', name: `task-${id}` };
  const common = { producer: 'https://example.org/x', schemaURL: 'https://example.org/#/$defs/RunEvent', job };
  const dataset = (name: string, facets: object = {}) => ({ namespace: 'shop', name: `${name}-${id}`, facets });
  const schema = (...names: string[]) => ({ schema: { fields: names.map((name) => ({ name, type: 'int' })) } });
  const parent = { run: { runId: `dag-${id}` }, job: { namespace: 'jobs', name: `dag-${id}` } };
  const run = (facets: object = {}) => ({ runId: `run-${id}`, facets });
  const columnLineage = { fields: { b: { inputFields: [{ namespace: 'shop', name: `in-${id}`, field: 'a' }] } } };
  return [
    { ...common, eventType: 'START', eventTime: at(1), run: run({ parent }), inputs: [dataset('in', schema('a'))] },
    { ...common, eventType: 'RUNNING', eventTime: at(2), run: run(), outputs: [dataset('out', schema('b'))] },
    {
      ...common,
      eventType: 'RUNNING',
      eventTime: at(3),
      run: run({ nominalTime: { nominalStartTime: at(0), nominalEndTime: at(30) } }),
    },
    { ...common, eventType: 'OTHER', eventTime: at(4), run: run(), inputs: [dataset('other')] },
    {
      ...common,
      eventType: 'FAIL',
      eventTime: at(5),
      run: run({ errorMessage: { message: 'lost', programmingLanguage: 'x' } }),
    },
    {
      ...common,
      eventType: 'COMPLETE',
      eventTime: at(6),
      run: run(),
      outputs: [dataset('out', { ...schema('b', 'c'), columnLineage })],
    },
    { ...common, eventType: 'RUNNING', eventTime: at(7), run: run(), inputs: [dataset('late')] },
    {
      ...common,
      eventType: 'START',
      eventTime: at(8),
      run: run({ processing_engine: { name: 'spark', version: '3.5' } }),
    },
    {
      ...common,
      eventTime: at(9),
      run: undefined,
      job: { ...job, facets: { documentation: { description: 'it loads' } } },
    },
  ];
};
const events = runOf('x');
/** Each at least once, some of them up to three times, in any order. */
const anyOrder = (count: number) =>
  fc
    .tuple(
      fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }),
      fc.array(fc.nat(count - 1), { maxLength: 2 * count }),
      fc.infiniteStream(fc.nat()),
    )
    .map(([order, again, places]) => {
      const told = [...order];
      for (const index of again) told.splice(Number(places.next().value) % (told.length + 1), 0, index);
      return told;
    });

describe('any order and repetition of the events of a run', () => {
  const read = events.map((event, id): ReadEvent => {
    const one = readEvent(event) as { event: LineageEvent };
    return { id, event: one.event, warnings: [], isMisnamed: false, at: new Date(one.event.at), traceparent: null, again: false }; // prettier-ignore
  });
  /** What a batch is folded to, apart from how often each thing was seen, which the database counts once an event. */
  const foldedOf = (order: readonly number[]) => {
    const folded = foldEvents(order.map((index) => read[index]!));
    const plain = (map: ReadonlyMap<string, object>) =>
      [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, { ...value, count: undefined }]);
    const runs = [...folded.runs].map(([key, { states, inputs, outputs, ...run }]) => [
      key,
      run,
      foldRunState(states.map(({ type, at: eventAt, error }) => ({ type, eventAt, error }))),
      [...inputs.keys()].sort(),
      [...outputs.keys()].sort(),
    ]);
    const { datasets, jobs, edges, links, columns, facets } = folded;
    return JSON.stringify([runs, ...[datasets, jobs, edges, links, columns, facets].map(plain)]);
  };

  it('fold to the same state, 500 times', () => {
    const wanted = foldedOf(events.map((_, index) => index));
    expect(wanted).toContain('"state":"COMPLETE"');
    fc.assert(
      fc.property(anyOrder(events.length), (order) => foldedOf(order) === wanted),
      { numRuns: 500 },
    );
  });

  it('of which two ends are at one instant fold to the same state, whichever comes first', () => {
    const ends = ['COMPLETE', 'FAIL', 'ABORT', 'RUNNING', 'START'].map((type) => ({
      type,
      eventAt: new Date(at(5)),
      error: type,
    }));
    const wanted = JSON.stringify(foldRunState(ends));
    fc.assert(
      fc.property(
        anyOrder(ends.length),
        (order) => JSON.stringify(foldRunState(order.map((i) => ends[i]!))) === wanted,
      ),
      { numRuns: 500 },
    );
    expect(foldRunState(ends)).toMatchObject({ state: 'FAIL' });
  });
});

describe('through the database', () => {
  let test: TestApp;
  let serial = 0;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.drop());

  const post = async (value: object) => {
    const headers = { authorization: `Bearer ${await test.key('ingest')}` };
    const { status } = await test.app.request('/api/v1/lineage', {
      method: 'POST',
      headers,
      body: JSON.stringify(value),
    });
    expect(status).toBe(201);
  };
  /** Everything that is known of a run by its names, whichever ids it has. */
  async function stateOf(id: string): Promise<string> {
    const { pool } = test.receive;
    const named = `%-${id}`;
    const rows = await Promise.all([
      pool`select r.external_id, r.state, r.started_at, r.ended_at, r.last_event_at, r.interval_start, r.interval_end, r.error, r.engine,
          p.external_id as parent, j.name as job
        from run r left join run p on p.id = r.parent_id left join job j on j.id = r.job_id where r.external_id like ${named} order by 1`,
      pool`select r.external_id, d.name, x.direction from run_dataset x join run r on r.id = x.run_id join dataset d on d.id = x.dataset_id
        where r.external_id like ${named} order by 1, 2, 3`,
      pool`select e.type, e.event_at, e.error from run_event e join run r on r.id = e.run_id where r.external_id like ${named} order by 2, 1`,
      pool`select j.name, d.name as dataset, e.direction, e.source, e.first_seen_at, e.last_seen_at, e.seen_count
        from lineage_edge e join job j on j.id = e.job_id join dataset d on d.id = e.dataset_id where j.name like ${named} order by 1, 2, 3`,
      pool`select t.name, c.target_column, s.name as source, c.source_column, c.kind, c.seen_count from lineage_column c
        join dataset t on t.id = c.target_id join dataset s on s.id = c.source_id where t.name like ${named} order by 1, 2, 3, 4`,
      pool`select j.name, p.name as parent, j.description, j.inputs_at, j.outputs_at, j.last_seen_at from job j left join job p on p.id = j.parent_id
        where j.name like ${named} order by 1`,
      pool`select f.name, f.event_at, f.facet from lineage_facet f join dataset d on d.id = f.entity_id and f.kind = 'dataset'
        where d.name like ${named} order by d.name, f.name`,
    ]);
    return JSON.stringify(rows).replaceAll(new RegExp(`-${id}\\b`, 'g'), '-x');
  }

  it('any order, repetition and cut into batches leave the same rows', async () => {
    const usual = `u${++serial}`;
    for (const event of runOf(usual)) await post(event);
    await test.project();
    const wanted = await stateOf(usual);
    expect(wanted).toContain('COMPLETE');
    await fc.assert(
      fc.asyncProperty(anyOrder(events.length), fc.infiniteStream(fc.nat(3)), async (order, cuts) => {
        const id = `p${++serial}`;
        const own = runOf(id);
        for (const index of order) {
          await post(own[index]!);
          if (cuts.next().value === 0) await test.project();
        }
        await test.project();
        expect(await stateOf(id)).toBe(wanted);
      }),
      { numRuns: 40 },
    );
  }, 240_000);
});
