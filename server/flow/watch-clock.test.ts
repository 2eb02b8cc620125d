import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetDetail } from '../api/shapes/catalogue.ts';
import type { IncidentDetail } from '../api/shapes/incidents.ts';
import { createTestApp, orders, type TestApp } from '../api/testing.ts';
import { claimJobs, finishJob, holdJob, insertJobs, type ClaimedJob } from '../store/clock-jobs.ts';
import { ensureDatasets } from '../store/datasets.ts';
import { listHeartbeats } from '../store/heartbeats.ts';
import { inTransaction } from '../store/sql.ts';
import { beat, readComponents } from './heartbeats.ts';
import { createReceiveContext } from './receive-context.ts';
import { startClock } from './start-clock.ts';
import { doJob, doJobs, tick, type ClockContext } from './watch-clock.ts';

let test: TestApp;
let clock: ClockContext;
let told: string[] = [];
let serial = 0;
beforeAll(async () => {
  test = await createTestApp();
  clock = contextOf(test);
});
afterAll(() => test.drop());
afterEach(async () => {
  told = [];
  // What one test awaits is not due in the next.
  await test.receive.pool`update dataset set retired_at = '2026-11-24' where retired_at is null`;
});

const say = (_: object, message: string) => void told.push(message);
/** A process of its own on the same database: nothing is shared but what is stored. */
function contextOf({ receive }: TestApp): ClockContext {
  const { pool, clock: now, publicUrl, routeDefaults, onNotification } = receive;
  const own = createReceiveContext({ pool, clock: now, publicUrl, routeDefaults, onNotification });
  return {
    receive: own,
    now: async () => now(),
    log: { warn: say, error: say },
    leaseSeconds: 30,
    lostAfterSeconds: 86_400,
  };
}

/** Datasets of a namespace of their own, all due by 06:00 UTC, watched since 23 November 08:00. */
async function watched(count: number) {
  const namespace = `clock-${++serial}`;
  test.at('2026-11-23T08:00:00Z');
  const names = Array.from({ length: count }, (_, index) => ({ namespace, name: `table_${index}` }));
  await inTransaction(test.receive.pool, (sql) => ensureDatasets(sql, names));
  await test.applySuite(`suite: ${namespace}\ndataset: { namespace: ${namespace}, name: '*' }\nby: 06:00 UTC\n`);
  return { namespace, names };
}

/** How often each dataset of a namespace was told to be late: incident → occurrences. */
async function occurrences(namespace: string): Promise<number[]> {
  const rows = await test.receive.pool<{ count: number }[]>`
    select occurrence_count as count from incident where namespace = ${namespace}`;
  return rows.map(({ count }) => count);
}

const jobsOf = (namespace: string) => test.receive.pool<{ state: string; attempts: number; key: string }[]>`
  select j.state, j.attempts, j.key from clock_job j join dataset d on d.id = (j.payload->>'datasetId')::bigint
    join namespace n on n.id = d.namespace_id where n.name = ${namespace} order by j.id`;

const expireLeases = () =>
  test.receive.pool`update clock_job set lease_until = now() - interval '1 second' where state = 'running'`;
const claimOne = async (token: string): Promise<ClaimedJob> => {
  const [job] = await claimJobs(test.receive.pool, { limit: 1, leaseSeconds: 30, token });
  if (!job) throw new Error('nothing to claim');
  return job;
};

describe('two processes on one database', () => {
  it('write down and do each occurrence once', async () => {
    const { namespace } = await watched(40);
    const other = contextOf(test);
    test.at('2026-11-24T06:00:00Z');
    await Promise.all([tick(clock), tick(other), tick(clock), tick(other)]);
    const done = await Promise.all([doJobs(clock), doJobs(other)]);
    expect(done[0]! + done[1]!).toBeGreaterThanOrEqual(40);
    const jobs = await jobsOf(namespace);
    expect(jobs).toHaveLength(40);
    expect(jobs[0]?.key).toMatch(/^\d+\/arrival\.by\/2026-11-24T06:00:00\.000Z$/);
    expect(new Set(jobs.map(({ state, attempts }) => `${state} ${attempts}`))).toEqual(new Set(['done 1']));
    expect(await occurrences(namespace)).toEqual(Array(40).fill(1));
    await Promise.all([tick(clock), tick(other)]);
    await Promise.all([doJobs(clock), doJobs(other)]);
    expect(await occurrences(namespace)).toEqual(Array(40).fill(1));
  });

  it('a process that froze after it took a job changes nothing once another has done it', async () => {
    const { namespace } = await watched(1);
    test.at('2026-11-24T06:00:00Z');
    await tick(clock);
    const zombie = await claimOne('zombie');
    await expireLeases();
    await doJobs(contextOf(test));
    expect(await occurrences(namespace)).toEqual([1]);
    expect(await doJob(clock, zombie)).toBe(false);
    expect(told.join()).toContain('the lease of a clock job ran out');
    expect(await occurrences(namespace)).toEqual([1]);
    expect(await jobsOf(namespace)).toMatchObject([{ state: 'done', attempts: 2 }]);
  });

  it('a process that freezes in the middle of the work keeps others from doing the same beside it', async () => {
    const { namespace } = await watched(1);
    test.at('2026-11-24T06:00:00Z');
    await tick(clock);
    const job = await claimOne('slow');
    await inTransaction(test.receive.pool, async (sql) => {
      expect(await holdJob(sql, job)).toBe(true);
      await sql`update clock_job set lease_until = now() - interval '1 second' where id = ${job.id}`;
      expect(await claimJobs(test.receive.pool, { limit: 5, leaseSeconds: 30, token: 'other' })).toEqual([]);
      await finishJob(sql, job);
    });
    expect(await jobsOf(namespace)).toMatchObject([{ state: 'done', attempts: 1 }]);
    await expect(inTransaction(test.receive.pool, (sql) => finishJob(sql, job))).rejects.toThrow('not held');
  });

  it('what a process took and died with is done by another when the lease ends, and not before', async () => {
    const { namespace } = await watched(1);
    test.at('2026-11-24T06:00:00Z');
    await tick(clock);
    await claimOne('dead');
    await tick(clock);
    await doJobs(clock);
    expect(await occurrences(namespace)).toEqual([]);
    await expireLeases();
    await doJobs(clock);
    expect(await occurrences(namespace)).toEqual([1]);
  });
});

describe('a job that fails', () => {
  it('is tried again later, keeps why, and is given up after ten attempts', async () => {
    const { pool } = test.receive;
    await insertJobs(pool, 'no-such-kind', [{ key: 'x', payload: {} }]);
    const state = async () => (await pool`select state, attempts, last_error from clock_job where key = 'x'`)[0];
    await doJobs(clock);
    expect(await state()).toEqual({
      state: 'pending',
      attempts: 1,
      last_error: 'this version knows no clock job no-such-kind',
    });
    await doJobs(clock);
    expect(await state()).toMatchObject({ attempts: 1 });
    for (let attempt = 2; attempt <= 10; attempt++) {
      await pool`update clock_job set run_at = now() where key = 'x'`;
      await doJobs(clock);
    }
    expect(await state()).toMatchObject({ state: 'dead', attempts: 10 });
    const { body } = await test.send('viewer', 'GET', '/api/v1/system/heartbeats');
    expect(body).toMatchObject({ jobs: { dead: 1 } });
    await pool`delete from clock_job where key = 'x'`;
  });

  it('leaves nothing half done: the deadline stays due until the whole of it is written', async () => {
    const { namespace } = await watched(1);
    const { pool } = test.receive;
    test.at('2026-11-24T06:00:00Z');
    await tick(clock);
    await pool`create function refuse() returns trigger language plpgsql as $$ begin raise 'disk on fire'; end $$`;
    await pool`create trigger refuse before insert on decision for each row execute function refuse()`;
    await doJobs(clock);
    expect(await occurrences(namespace)).toEqual([]);
    expect(
      await pool`select 1 from arrival_period p join dataset d on d.id = p.dataset_id
      join namespace n on n.id = d.namespace_id where n.name = ${namespace}`,
    ).toHaveLength(0);
    await pool`drop trigger refuse on decision`;
    await pool`update clock_job set run_at = now() where state = 'pending'`;
    await doJobs(clock);
    expect(await occurrences(namespace)).toEqual([1]);
  });

  it('is made again when its deadline is still due although it is over', async () => {
    const { namespace } = await watched(1);
    const { pool } = test.receive;
    test.at('2026-11-24T06:00:00Z');
    await tick(clock);
    await pool`update clock_job set state = 'dead', finished_at = now() - interval '61 minutes' where state = 'pending'`;
    await tick(clock);
    await doJobs(clock);
    expect(await occurrences(namespace)).toEqual([1]);
  });
});

it('a thousand datasets that are due in the same minute are each told once', async () => {
  const { namespace } = await watched(1000);
  test.at('2026-11-24T06:00:00Z');
  const other = contextOf(test);
  const began = performance.now();
  await Promise.all([tick(clock), tick(other)]);
  const done = await Promise.all([doJobs(clock), doJobs(other)]);
  process.stdout.write(`1,000 deadlines judged by two workers in ${Math.round(performance.now() - began)} ms\n`);
  expect(done[0]! + done[1]!).toBeGreaterThanOrEqual(1000);
  expect(await occurrences(namespace)).toEqual(Array(1000).fill(1));
}, 120_000);

describe('a retired dataset', () => {
  const datasetOf = async (id: string) =>
    (await test.send('viewer', 'GET', `/api/v1/datasets/${id}`)).body as DatasetDetail;

  it('is never overdue, its incident is closed with the reason, and it is awaited anew once restored', async () => {
    const { namespace, names } = await watched(1);
    const { items } = (await test.send('viewer', 'GET', `/api/v1/datasets?namespace=${namespace}`)).body as {
      items: { id: string }[];
    };
    const id = items[0]?.id ?? '';
    test.at('2026-11-24T06:00:00Z');
    await tick(clock);
    await doJobs(clock);
    const { openIncidents } = await datasetOf(id);
    const { body } = await test.send('editor', 'POST', `/api/v1/datasets/${id}/retire`, {
      reason: 'replaced by orders_v2',
    });
    expect(body).toMatchObject({
      dataset: { openIncidents: [], retired: { by: 'editor', reason: 'replaced by orders_v2' } },
    });
    const incident = (await test.send('viewer', 'GET', `/api/v1/incidents/${openIncidents[0]}`)).body as IncidentDetail;
    expect(incident).toMatchObject({ state: 'resolved', resolvedBy: 'editor' });
    expect(incident.timeline.at(-1)?.text).toContain('the dataset is retired: replaced by orders_v2');
    test.at('2026-12-24T06:00:00Z');
    await tick(clock);
    await doJobs(clock);
    expect(await occurrences(namespace)).toEqual([1]);
    const late = await test.post(orders({ dataset: names[0]!, rowCount: 0 }));
    expect(late).toMatchObject({
      incidents: [],
      warnings: [{ message: expect.stringContaining('retired since 2026-11-24') }],
    });
    expect(await datasetOf(id)).toMatchObject({ retired: { reason: 'replaced by orders_v2' } });
    await test.send('editor', 'POST', `/api/v1/datasets/${id}/restore`, {});
    expect(await datasetOf(id)).toMatchObject({ retired: null, arrivals: [{ dueAt: '2026-12-25T06:00:00.000Z' }] });
    test.at('2026-12-25T06:00:00Z');
    await tick(clock);
    await doJobs(clock);
    expect(await occurrences(namespace)).toEqual([1, 1]);
  });
});

describe('a run that started and never ended', () => {
  const job = { namespace: 'lost', name: 'nightly' };
  const event = async (id: string, state: string, eventTime: string) =>
    (await test.send('ingest', 'POST', '/api/v1/runs', { state, eventTime, run: { id, job } })).body as {
      incidents: { id: string; relation: string }[];
    };
  const open = async () => {
    const { body } = await test.send('viewer', 'GET', '/api/v1/incidents?state=open&q=nightly');
    return (body as { items: { sentence: string; subject: object }[] }).items;
  };
  const at = async (instant: string) => {
    test.at(instant);
    await tick(clock);
    await doJobs(clock);
  };

  it('opens an incident on its job after a day without a word, which its end heals', async () => {
    test.at('2027-02-01T05:00:00Z');
    await event('n1', 'START', '2027-02-01T05:00:00Z');
    await at('2027-02-02T04:59:59Z');
    expect(await open()).toEqual([]);
    await at('2027-02-02T05:00:00Z');
    await at('2027-02-02T06:00:00Z');
    expect(await open()).toMatchObject([
      {
        sentence: 'no end event for 24 h from run n1, started 2027-02-01 05:00 UTC',
        subject: { kind: 'job', name: 'nightly' },
        occurrenceCount: 1,
      },
    ]);
    expect((await event('n1', 'COMPLETE', '2027-02-02T06:10:00Z')).incidents).toMatchObject([{ relation: 'resolved' }]);
    expect(await open()).toEqual([]);
  });

  it('that fails in the end is an incident of its failure', async () => {
    test.at('2027-02-03T05:00:00Z');
    await event('n2', 'START', '2027-02-03T05:00:00Z');
    await at('2027-02-04T05:00:00Z');
    await event('n2', 'FAIL', '2027-02-04T05:30:00Z');
    expect(await open()).toMatchObject([{ sentence: expect.stringMatching(/^the run failed/) }]);
    await event('n3', 'START', '2027-02-04T06:00:00Z');
    await event('n3', 'COMPLETE', '2027-02-04T06:30:00Z');
    expect(await open()).toEqual([]);
  });

  it('and streams is alive as long as it says RUNNING within a day', async () => {
    test.at('2027-02-05T05:00:00Z');
    await event('stream', 'START', '2027-02-05T05:00:00Z');
    for (const day of ['06', '07', '08']) {
      await at(`2027-02-${day}T04:00:00Z`);
      await event('stream', 'RUNNING', `2027-02-${day}T04:00:00Z`);
    }
    await at('2027-02-09T03:59:00Z');
    expect(await open()).toEqual([]);
    await at('2027-02-09T04:00:00Z');
    expect(await open()).toHaveLength(1);
    expect((await event('stream', 'RUNNING', '2027-02-09T05:00:00Z')).incidents).toMatchObject([
      { relation: 'resolved' },
    ]);
    await event('stream', 'COMPLETE', '2027-02-09T05:30:00Z');
  });

  it('is made up for by a later run that completes', async () => {
    test.at('2027-02-10T05:00:00Z');
    await event('n4', 'START', '2027-02-10T05:00:00Z');
    await at('2027-02-11T05:00:00Z');
    await event('n5', 'START', '2027-02-11T05:10:00Z');
    expect(await open()).toHaveLength(1);
    await event('n5', 'COMPLETE', '2027-02-11T05:20:00Z');
    expect(await open()).toEqual([]);
  });

  it('is not one whose old history is only now posted', async () => {
    test.at('2027-02-20T05:00:00Z');
    await event('old', 'START', '2027-02-12T05:00:00Z');
    await at('2027-02-20T05:00:15Z');
    expect(await open()).toEqual([]);
    await event('old', 'COMPLETE', '2027-02-12T06:00:00Z');
  });
});

it('once an hour what nobody needs goes: old rejections, ended sessions, finished jobs, old sign-in failures', async () => {
  const { pool } = test.receive;
  const rejection = (ago: string, count: number) => pool`
    insert into rejection (at, route, status, problem, detail, request_id)
    select ${test.receive.clock()}::timestamptz - ${ago}::interval, '/x', 422, 'invalid-request', '', '' from generate_series(1, ${count})`;
  test.at('2027-03-01T10:00:00Z');
  await rejection('31 days', 5);
  await rejection('1 hour', 1010);
  await pool`insert into app_user (email, name, role, password_hash) values ('a@example.org', 'A', 'viewer', 'x')`;
  await pool`insert into session (token_hash, user_id, expires_at) select '\\x01', id, '2027-02-28' from app_user`;
  await pool`insert into session (token_hash, user_id, expires_at) select '\\x02', id, '2027-03-02' from app_user`;
  await pool`insert into sign_in_failure (account, ip, at) values ('a', '', '2027-02-27'), ('a', '', '2027-03-01T09:00:00Z')`;
  await pool`insert into clock_job (kind, key, state, finished_at) values ('x', 'old', 'done', '2027-02-26'), ('x', 'new', 'done', '2027-03-01T09:00:00Z')`;
  await tick(clock);
  await doJobs(clock);
  const count = async (table: string) =>
    (await pool`select count(*)::int as n from ${pool(table)}`)[0]?.['n'] as number;
  expect(await count('rejection')).toBe(1000);
  expect(await count('session')).toBe(1);
  expect(await count('sign_in_failure')).toBe(1);
  expect(await pool`select key from clock_job where kind = 'x'`).toEqual([{ key: 'new' }]);
});

describe('heartbeats', () => {
  it('say which part of which process is at work, and which has stopped', async () => {
    const { pool } = test.receive;
    expect(await readComponents(pool)).toMatchObject([{ state: 'absent' }, { state: 'absent' }, { state: 'absent' }]);
    const worked = new Date();
    const workedAt = { ingest: () => null, clock: () => worked, notifier: () => worked };
    await beat({ pool, log: clock.log, workedAt });
    expect((await test.send('viewer', 'GET', '/api/v1/system/heartbeats')).body).toMatchObject({
      components: [
        { component: 'ingest', state: 'ok', workedAt: null, instances: [{ workedAt: null }] },
        { component: 'clock', state: 'ok', workedAt: worked.toISOString() },
        { component: 'notifier', state: 'ok' },
      ],
    });
    await pool`update heartbeat set at = now() - interval '2 minutes' where component = 'clock'`;
    await pool`update heartbeat set detail = jsonb_build_object('workedAt', now() - interval '2 minutes') where component = 'notifier'`;
    expect((await readComponents(pool)).map(({ state }) => state)).toEqual(['ok', 'stale', 'stale']);
    expect((await listHeartbeats(pool)).beats).toHaveLength(3);
  });

  it('of the clock tell its last tick, and a clock that was started catches up at once', async () => {
    const { namespace } = await watched(3);
    test.at('2026-11-26T12:00:00Z');
    const running = startClock(clock);
    const deadline = Date.now() + 20_000;
    while (running.lastTickAt === null && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await running.stop();
    expect(running.lastTickAt).toEqual(new Date('2026-11-26T12:00:00Z'));
    expect(await occurrences(namespace)).toEqual([1, 1, 1]);
  });
});
