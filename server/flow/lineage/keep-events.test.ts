import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, orders, type TestApp } from '../../api/testing.ts';
import { endOf, listWeeks, mondayOf } from '../../store/lineage/partitions.ts';
import { inTransaction } from '../../store/sql.ts';
import { keepEvents, usualRetention } from './keep-events.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const dayMs = 86_400_000;
const warnings: object[] = [];
const keep = (now: Date, more: Partial<typeof usualRetention> = {}) =>
  keepEvents(
    { pool: test.receive.pool, log: { warn: (fields) => void warnings.push(fields) } },
    { ...usualRetention, ...more },
    now,
  );
let serial = 0;
const event = (eventTime: string, more: object = {}) => ({
  eventType: 'COMPLETE',
  eventTime,
  producer: 'https://example.org/producer',
  schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
  run: { runId: `run-${++serial}` },
  job: { namespace: 'jobs', name: `job-${serial}` },
  ...more,
});
/** Stored, and not worked in. */
const post = async (value: object) => {
  const headers = { authorization: `Bearer ${await test.key('ingest')}` };
  return test.app.request('/api/v1/lineage', { method: 'POST', headers, body: JSON.stringify(value) });
};
const places = () => test.receive.pool<{ place: string; count: number }[]>`
  select tableoid::regclass::text as place, count(*)::int as count from lineage_event group by 1 order by 1`;
const now = new Date('2026-11-23T08:00:00Z');

describe('weeks of events', () => {
  it('are made ahead and as far back as events are kept, with what the default partition held of them', async () => {
    for (const at of [
      '2026-11-20T00:00:00Z',
      '2026-11-29T23:59:59.999Z',
      '2026-11-30T00:00:00Z',
      '2020-01-01T00:00:00Z',
    ])
      expect((await post(event(at))).status).toBe(201);
    expect(await places()).toEqual([{ place: 'lineage_event_default', count: 4 }]);
    await keep(now);
    expect(warnings).toEqual([]);
    const weeks = (await listWeeks(test.receive.pool)).map(({ monday }) => monday.getTime());
    expect(new Date(weeks[0]!)).toEqual(mondayOf(new Date(now.getTime() - 90 * dayMs)));
    expect(new Date(weeks.at(-1)!)).toEqual(new Date('2026-12-21T00:00:00Z'));
    expect(weeks.every((monday, i) => i === 0 || monday === endOf(new Date(weeks[i - 1]!)).getTime())).toBe(true);
    expect(await places()).toEqual([
      { place: 'lineage_event_default', count: 1 },
      { place: 'lineage_event_w20261116', count: 1 },
      { place: 'lineage_event_w20261123', count: 1 },
      { place: 'lineage_event_w20261130', count: 1 },
    ]);
    expect((await post(event('2026-11-24T00:00:00Z'))).status).toBe(201);
    expect((await places()).find(({ place }) => place.endsWith('w20261123'))?.count).toBe(2);
  });

  it('of a history that is posted get one of their own when there are many, and are not dropped at once', async () => {
    await test.receive.pool`
      insert into lineage_event (event_at, hash, received_at, kind, body)
      select '2021-03-03', decode(md5(n::text), 'hex'), ${now}, 'job', '{}' from generate_series(1, 1200) n`;
    await keep(now);
    expect((await places()).find(({ place }) => place.endsWith('w20210301'))?.count).toBe(1200);
    await keep(new Date(now.getTime() + 80 * dayMs));
    expect((await places()).some(({ place }) => place.endsWith('w20210301'))).toBe(true);
    await keep(new Date(now.getTime() + 91 * dayMs));
    expect((await places()).some(({ place }) => place.endsWith('w20210301'))).toBe(false);
  });

  it('that are over go, but not the events in them that wait to be worked in, nor the dead', async () => {
    await test.project();
    const later = new Date(now.getTime() + 200 * dayMs);
    for (const name of ['waits', 'dead', 'done']) {
      await post(event('2026-11-25T00:00:00Z', { job: { namespace: 'jobs', name } }));
      if (name === 'done')
        await test.receive.pool`delete from lineage_pending where id = (select max(id) from lineage_pending)`;
      if (name === 'dead')
        await test.receive
          .pool`update lineage_pending set dead_at = now() where id = (select max(id) from lineage_pending)`;
    }
    await keep(later);
    const left = await test.receive.pool<{ name: string; place: string }[]>`
      select body::jsonb #>> '{job,name}' as name, tableoid::regclass::text as place from lineage_event order by 1`;
    expect([...left]).toEqual([
      { name: 'dead', place: 'lineage_event_default' },
      { name: 'waits', place: 'lineage_event_default' },
    ]);
    await test.project();
    const jobs = await test.receive.pool`select name from job where name in ('waits', 'dead', 'done')`;
    expect(jobs.map(({ name }) => name as string)).toEqual(['waits']);
    await keep(later);
    expect(await places()).toEqual([{ place: 'lineage_event_default', count: 1 }]);
    expect(warnings).toEqual([]);
  });

  it('whose process died between taking it off and dropping it is finished by the next', async () => {
    const monday = new Date('2026-12-07T00:00:00Z');
    await keep(now);
    await post(event('2026-12-08T00:00:00Z'));
    await test.receive.pool.unsafe('alter table lineage_event detach partition lineage_event_w20261207');
    await keep(now);
    expect((await listWeeks(test.receive.pool)).some((week) => week.monday.getTime() === monday.getTime() && !week.isAttached)).toBe(false); // prettier-ignore
    expect((await places()).find(({ place }) => place === 'lineage_event_default')?.count).toBeGreaterThan(0);
    await test.project();
    expect(await test.receive.pool`select 1 from job where name = ${`job-${serial}`}`).toHaveLength(1);
  });
});

describe('whoever posts', () => {
  it('waits for nobody while weeks are dropped and made, and all that was answered is there', async () => {
    await keep(now);
    let stop = false;
    const posted: string[] = [];
    const waits: number[] = [];
    const one = async () => {
      while (!stop) {
        const value = event(`2026-11-2${serial % 10}T00:00:00Z`);
        const began = performance.now();
        expect((await post(value)).status).toBe(201);
        waits.push(performance.now() - began);
        posted.push(value.run.runId);
      }
    };
    const posting = Promise.all([one(), one(), one(), one()]);
    // From here everything that was posted is old, and the next weeks are made.
    for (let n = 1; n <= 6; n++) await keep(new Date(now.getTime() + n * 100 * dayMs));
    stop = true;
    await posting;
    const kept = await test.receive.pool<{ id: string }[]>`
      select body::jsonb #>> '{run,runId}' as id from lineage_event`;
    const there = new Set(kept.map(({ id }) => id));
    expect(posted.filter((id) => !there.has(id))).toEqual([]);
    expect(posted.length).toBeGreaterThan(50);
    expect(Math.max(...waits)).toBeLessThan(3_000);
  }, 60_000);

  it('waits at most for a moment while somebody reads who holds the drop up, and the week stays until the next hour', async () => {
    const { pool } = test.receive;
    const far = new Date(now.getTime() + 1000 * dayMs);
    await keep(far);
    const monday = mondayOf(far);
    const waits: number[] = [];
    const before = warnings.length;
    await inTransaction(pool, async (sql) => {
      await sql`select count(*) from lineage_event`;
      const keeping = keep(new Date(far.getTime() + 95 * dayMs));
      for (let n = 0; n < 20; n++) {
        const began = performance.now();
        expect((await post(event('2026-11-25T00:00:00Z'))).status).toBe(201);
        waits.push(performance.now() - began);
      }
      await keeping;
    });
    expect(warnings.length).toBeGreaterThan(before);
    expect(Math.max(...waits)).toBeLessThan(2_000);
    expect((await listWeeks(pool)).some((week) => week.isAttached && week.monday.getTime() === monday.getTime())).toBe(
      true,
    );
  }, 60_000);
});

describe('of what events told', () => {
  it('old runs go, but not one of a profile, nor a parent, nor one under way; jobs and datasets stay', async () => {
    const { pool } = test.receive;
    const parent = { run: { runId: 'the-parent' }, job: { namespace: 'jobs', name: 'the-dag' } };
    const old = (runId: string, more: object = {}) => event('2024-01-01T00:00:00Z', { run: { runId }, ...more });
    const outputs = [{ namespace: 'shop', name: 'old-output', facets: { documentation: { description: 'old' } } }];
    await test.send('ingest', 'POST', '/api/v1/lineage', [
      old('old', { outputs }),
      old('the-parent', { job: parent.job }),
      old('under-way', { eventType: 'RUNNING' }),
      event('2026-11-23T00:00:00Z', { run: { runId: 'young', facets: { parent } } }),
    ]);
    await test.post(orders({ run: { id: 'measured', job: { namespace: 'jobs', name: 'measuring' } } }));
    await pool`update run set created_at = '2024-01-01', last_event_at = least(last_event_at, '2024-01-01') where external_id <> 'young'`;
    await keep(now);
    const left = await pool<{ id: string }[]>`select external_id as id from run order by 1`;
    const ids = left.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['measured', 'the-parent', 'under-way', 'young']));
    expect(ids).not.toContain('old');
    expect(await pool`select 1 from dataset where name = 'old-output'`).toHaveLength(1);
    expect(await pool`select 1 from lineage_edge e join dataset d on d.id = e.dataset_id where d.name = 'old-output'`).toHaveLength(1); // prettier-ignore
    expect(await pool`select 1 from lineage_facet f join dataset d on d.id = f.entity_id and f.kind = 'dataset' where d.name = 'old-output'`).toHaveLength(0); // prettier-ignore
  });
});
