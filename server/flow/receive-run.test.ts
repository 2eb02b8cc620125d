import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentDetail } from '../api/shapes/incidents.ts';
import { createTestApp, orders, ordersSuite, testStart, type TestApp } from '../api/testing.ts';
import type { RunPost, RunReceipt } from './receive-run.ts';
import { foldRunState, runEventTypes, type RunEvent } from './run-state.ts';

const start = Date.parse(testStart);
const at = (minute: number) => new Date(start - 24 * 3600_000 + minute * 60_000).toISOString();

let test: TestApp;
let serial = 0;
beforeAll(async () => {
  test = await createTestApp();
  await test.applySuite(ordersSuite.replace('name: public.orders', "name: '*'"));
});
afterAll(() => test.drop());

type Event = [state: RunPost['state'], minute: number, error?: string];

/** A job of its own with one output; `send` posts one state change of one of its runs. */
function job(outputs: string[] = [`out-${++serial}`]) {
  const name = `job-${++serial}`;
  const send = async (run: string, [state, minute, error]: Event, named = outputs) => {
    const { status, body } = await test.send('ingest', 'POST', '/api/v1/runs', {
      state,
      eventTime: at(minute),
      run: { id: `${name}/${run}`, job: { namespace: 'shop', name } },
      outputs: named.map((output) => ({ namespace: 'shop', name: output })),
      ...(error === undefined ? {} : { error }),
    });
    return { status, ...(body as RunReceipt) };
  };
  const stored = async (run: string) => {
    const [row] = await test.receive.pool`
      select r.state, r.started_at, r.ended_at, r.last_event_at, r.error, (select count(*)::int from run_event e where e.run_id = r.id) as events
      from run r where r.external_id = ${`${name}/${run}`}`;
    return row;
  };
  return { name, output: outputs[0] ?? '', send, stored };
}
const openOf = async (subject: string) => {
  const query = `/api/v1/incidents?state=open,acknowledged&q=${subject}`;
  const { items } = (await test.send('viewer', 'GET', query)).body as {
    items: { id: string; subject: { name: string } }[];
  };
  return items.filter((item) => item.subject.name === subject).map(({ id }) => id);
};
const detail = async (id: string | undefined) =>
  (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body as IncidentDetail;

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

describe('the state of a run', () => {
  const courses: [string, Event[], object][] = [
    [
      'completes',
      [
        ['START', 0],
        ['RUNNING', 1],
        ['COMPLETE', 2],
      ],
      { state: 'COMPLETE', error: null },
    ],
    [
      'fails',
      [
        ['START', 0],
        ['RUNNING', 1],
        ['FAIL', 2, 'disk full'],
      ],
      { state: 'FAIL', error: 'disk full' },
    ],
    [
      'is retried after it failed',
      [
        ['START', 0],
        ['FAIL', 1, 'x'],
        ['COMPLETE', 2],
      ],
      { state: 'COMPLETE', error: null },
    ],
    [
      'says that it runs after it ended',
      [
        ['START', 0],
        ['COMPLETE', 1],
        ['RUNNING', 2],
      ],
      { state: 'COMPLETE' },
    ],
    [
      'is aborted after it failed',
      [
        ['FAIL', 0, 'x'],
        ['ABORT', 1],
      ],
      { state: 'ABORT', error: null },
    ],
    [
      'fails and completes in the same instant',
      [
        ['COMPLETE', 1],
        ['FAIL', 1, 'late'],
        ['ABORT', 1],
      ],
      { state: 'FAIL', error: 'late' },
    ],
  ];
  it.each(courses)('is the same in whatever order it is told that it %s', async (_, events, expected) => {
    const ends = [];
    for (const order of permutations(events)) {
      const { send, stored, name, output } = job();
      for (const event of order) await send('r', event);
      ends.push({ ...(await stored('r')), job: (await openOf(name)).length, output: (await openOf(output)).length });
    }
    expect(new Set(ends.map((end) => JSON.stringify(end))).size).toBe(1);
    expect(ends[0]).toMatchObject({ ...expected, events: events.length });
  });

  it('is the same when all its events come at once, twice each', async () => {
    const { send, stored } = job();
    const events: Event[] = [
      ['START', 0],
      ['RUNNING', 1],
      ['FAIL', 2, 'boom'],
      ['COMPLETE', 3],
    ];
    const answers = await Promise.all([...events, ...events.toReversed()].map((event) => send('r', event)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(4);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(await stored('r')).toMatchObject({
      state: 'COMPLETE',
      events: 4,
      started_at: new Date(at(0)),
      ended_at: new Date(at(3)),
    });
  });

  it('is answered with whether this very change was new', async () => {
    const { send } = job();
    expect(await send('r', ['START', 0])).toMatchObject({ status: 201, created: true, state: 'START' });
    expect(await send('r', ['START', 0])).toMatchObject({ status: 200, created: false, state: 'START' });
  });

  it('for any events: no order matters, an end wins, the later end wins, and repeats change nothing', () => {
    const event = fc.record({
      type: fc.constantFrom(...runEventTypes),
      eventAt: fc.integer({ min: 0, max: 5 }).map((minute) => new Date(minute * 60_000)),
      error: fc.constantFrom(null, 'x'),
    });
    // The same change posted again is one event: run, type and time name it.
    const events = fc.uniqueArray(event, {
      minLength: 1,
      maxLength: 8,
      selector: (e) => `${e.type} ${e.eventAt.getTime()}`,
    });
    const shuffled = events.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const state = foldRunState(list);
        expect(foldRunState(other)).toEqual(state);
        expect(foldRunState([...list, ...other])).toEqual(state);
        const ends = list.filter(({ type }) => ['COMPLETE', 'FAIL', 'ABORT'].includes(type));
        const last = Math.max(...ends.map(({ eventAt }) => eventAt.getTime()));
        const latest = ends.filter(({ eventAt }) => eventAt.getTime() === last).map(({ type }) => type);
        if (ends.length > 0) expect(latest).toContain(state?.state);
        else expect(['START', 'RUNNING']).toContain(state?.state);
        expect(state?.endedAt === null).toBe(ends.length === 0);
        expect(state?.error === null || state?.state === 'FAIL').toBe(true);
      }),
    );
    expect(foldRunState([] satisfies RunEvent[])).toBeNull();
  });
});

describe('a failed run', () => {
  it('opens an incident on its job and on each dataset that it writes, with its error', async () => {
    const { name, send } = job(['fact', 'dim']);
    const { incidents } = await send('r', ['FAIL', 1, 'Out of memory\n  at line 3']);
    expect(incidents.map(({ relation }) => relation)).toEqual(['opened', 'opened', 'opened']);
    for (const subject of [name, 'fact', 'dim']) {
      const incident = await detail((await openOf(subject))[0]);
      expect(incident.sentence).toBe('run failed: Out of memory');
      expect(incident.failures).toMatchObject([{ kind: 'run', observed: 'FAIL', expected: { text: 'COMPLETE' } }]);
    }
    expect((await detail((await openOf(name))[0])).subject).toMatchObject({ kind: 'job', slug: null, name });
  });
  it('joins the incident that its output has already, and one post twice is one occurrence', async () => {
    const { output, send } = job();
    const bad = await test.post(orders({ dataset: { namespace: 'shop', name: output }, rowCount: 1 }));
    await send('r', ['FAIL', 1, 'boom']);
    await send('r', ['FAIL', 1, 'boom']);
    expect(await detail(bad.incidents[0]?.id)).toMatchObject({ failureCount: 2, occurrenceCount: 2 });
  });
  it('is over when a later run of the job completes', async () => {
    const { name, output, send } = job();
    await send('r1', ['FAIL', 1, 'boom']);
    const { incidents } = await send('r2', ['COMPLETE', 10]);
    expect(incidents.map(({ relation }) => relation)).toEqual(['resolved', 'resolved']);
    expect([...(await openOf(name)), ...(await openOf(output))]).toEqual([]);
  });
  it('is over on its outputs too when the later run does not name them', async () => {
    const { output, send } = job();
    await send('r1', ['FAIL', 1, 'boom']);
    await send('r2', ['COMPLETE', 10], []);
    expect(await openOf(output)).toEqual([]);
  });
  it('is over when it is tried again itself', async () => {
    const { name, send } = job();
    await send('r', ['FAIL', 1, 'boom']);
    await send('r', ['START', 2]);
    await send('r', ['COMPLETE', 3]);
    expect(await openOf(name)).toEqual([]);
  });
  it('of the past, told late, does nothing', async () => {
    const { name, output, send } = job();
    await send('r2', ['START', 10]);
    await send('r2', ['COMPLETE', 11]);
    await send('r1', ['START', 1]);
    expect((await send('r1', ['FAIL', 2, 'old'])).incidents).toEqual([]);
    expect([...(await openOf(name)), ...(await openOf(output))]).toEqual([]);
  });
  it('is not healed by an older run that completes late', async () => {
    const { name, send } = job();
    await send('r1', ['START', 1]);
    await send('r2', ['START', 10]);
    await send('r2', ['FAIL', 11, 'boom']);
    expect((await send('r1', ['COMPLETE', 12])).incidents).toEqual([]);
    expect(await openOf(name)).toHaveLength(1);
  });
  it('is not healed by a run that starts, runs or is aborted', async () => {
    const { name, send } = job();
    await send('r1', ['FAIL', 1, 'boom']);
    for (const event of [
      ['START', 10],
      ['RUNNING', 11],
      ['ABORT', 12],
    ] as Event[])
      await send('r2', event);
    expect(await openOf(name)).toHaveLength(1);
  });
  it('opens one incident however many runs fail at once', async () => {
    const { name, send } = job();
    await Promise.all(Array.from({ length: 8 }, (_, i) => send(`r${i}`, ['FAIL', i, 'boom'])));
    expect(await openOf(name)).toHaveLength(1);
  });
  it('of the same name in another namespace is another job', async () => {
    const { name, send } = job();
    await send('r', ['FAIL', 1, 'boom']);
    const run = { id: 'other', job: { namespace: 'lab', name } };
    await test.send('ingest', 'POST', '/api/v1/runs', { state: 'COMPLETE', eventTime: at(2), run });
    expect(await openOf(name)).toHaveLength(1);
  });
});

describe('a run and the profiles of what it wrote', () => {
  const profile = (name: string, rowCount = 10_000) =>
    test.post(orders({ dataset: { namespace: 'shop', name }, rowCount }));

  it('heal apart: a good profile does not make a failed run good', async () => {
    const { output, send } = job();
    await send('r1', ['FAIL', 1, 'boom']);
    await profile(output);
    const [id] = await openOf(output);
    expect((await detail(id)).failures).toMatchObject([{ kind: 'run', healedAt: null }]);
  });
  it('heal apart: a good run does not make a bad profile good', async () => {
    const { output, send } = job();
    await send('r1', ['FAIL', 1, 'boom']);
    await profile(output, 5);
    await send('r2', ['COMPLETE', 10]);
    const incident = await detail((await openOf(output))[0]);
    const open = incident.failures.filter(({ healedAt }) => healedAt === null).map(({ kind }) => kind);
    expect(open).toEqual(['row_count']);
    await profile(output);
    expect(await openOf(output)).toEqual([]);
  });
  it('know each other: what a profile says it was written by is an output of that run', async () => {
    const { name, send, output } = job([]);
    const dataset = { namespace: 'shop', name: `by-run-${++serial}` };
    await test.post(orders({ dataset, run: { id: `${name}/r`, job: { namespace: 'shop', name } } }));
    await send('r', ['FAIL', 5, 'boom']);
    expect(output).toBe('');
    expect(await openOf(dataset.name)).toHaveLength(1);
  });
});

describe('who is told of a failed run', () => {
  it('is decided by the routing in force, also by one that was applied a moment ago', async () => {
    await test.post(orders());
    const yaml = 'route: { receiver: night }\nreceivers: [{ name: night, email: [{ to: night@example.org }] }]\n';
    await test.send('admin', 'PUT', '/api/v1/routing', { yaml });
    const { name, send } = job();
    await send('r', ['FAIL', 1, 'boom']);
    const { notifications } = await detail((await openOf(name))[0]);
    expect(notifications).toMatchObject([{ receiver: 'night', recipient: 'night@example.org', kind: 'opened' }]);
  });
});

describe('422', () => {
  const post = async (more: object) => {
    const body = { state: 'START', eventTime: at(0), run: { id: 'x', job: { namespace: 'shop', name: 'j' } }, ...more };
    const answer = await test.send('ingest', 'POST', '/api/v1/runs', body);
    return [answer.status, (answer.body as { errors?: { pointer: string }[] }).errors?.map(({ pointer }) => pointer)];
  };
  it('names each field that is wrong', async () => {
    expect(await post({ state: 'OTHER' })).toEqual([422, ['/state']]);
    expect(await post({ eventTime: 'yesterday', runn: 1 })).toEqual([422, ['/eventTime', '/runn']]);
    expect(await post({ run: { id: '' } })).toEqual([422, ['/run/id', '/run/job']]);
    expect(await post({ eventTime: new Date(start + 2 * 24 * 3600_000).toISOString() })).toEqual([422, ['/eventTime']]);
  });
});
