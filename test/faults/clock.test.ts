import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDatasets } from '../../server/store/datasets.ts';
import { buildServer, type PlumblineProcess } from './plumbline-process.ts';
import { createScene, put, type Scene } from './scene.ts';

let scene: Scene;
let running: PlumblineProcess;
beforeAll(async () => {
  await buildServer();
  const made = await createScene({ settings: { PLUMBLINE_CLOCK__LEASE_SECONDS: '2' } });
  scene = made.scene;
  running = made.first;
}, 180_000);
afterAll(async () => {
  await running?.end('SIGTERM');
  await scene?.close();
});

const datasets = 200;
const kills = 3;

/** Asks until the answer is at least `least`; fails with the last answer after a minute. */
async function until(least: number, ask: () => Promise<number>): Promise<void> {
  const deadline = Date.now() + 60_000;
  let last = await ask();
  while (last < least) {
    if (Date.now() > deadline) throw new Error(`${last}, not ${least}, after a minute`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    last = await ask();
  }
}

describe('a server that is killed while its clock judges', () => {
  it('judges every missed deadline once when it is back, and leaves no job behind', async () => {
    await put(
      scene,
      '/api/v1/suites/clocked',
      "suite: clocked\ndataset: { namespace: clocked, name: '*' }\nexpect: []\n",
    );
    await scene.ask((sql) =>
      ensureDatasets(
        sql,
        Array.from({ length: datasets }, (_, index) => ({ namespace: 'clocked', name: `table_${index}` })),
      ),
    );
    await put(
      scene,
      '/api/v1/suites/clocked',
      "suite: clocked\ndataset: { namespace: clocked, name: '*' }\nby: 06:00 UTC\n",
    );
    await scene.ask(
      (sql) => sql`update arrival_watch set since = since - interval '2 days', due_at = due_at - interval '1 day',
        check_at = check_at - interval '1 day'`,
    );
    const judged = () =>
      scene.ask(async (sql) => {
        const [row] = await sql<
          { count: number }[]
        >`select count(*)::int as count from incident where namespace = 'clocked'`;
        return row?.count ?? 0;
      });
    for (let kill = 1; kill <= kills; kill++) {
      await until(kill * 40, judged);
      await running.end('SIGKILL');
      running = scene.launch();
      await running.ready;
    }
    await until(datasets, judged);
    await until(0, async () => -(await openJobs()));
    const [totals] = await scene.ask(
      (sql) => sql`
        select count(*)::int as incidents, sum(occurrence_count)::int as occurrences,
          (select count(*)::int from arrival_period where state = 'missing') as missing,
          (select count(*)::int from incident_event where kind = 'opened') as opened,
          (select count(*)::int from audit_entry where action = 'incident.opened') as audited
        from incident where namespace = 'clocked'`,
    );
    expect(totals).toEqual({
      incidents: datasets,
      occurrences: datasets,
      missing: datasets,
      opened: datasets,
      audited: datasets,
    });
  }, 300_000);
});

const openJobs = () =>
  scene.ask(async (sql) => {
    const [row] = await sql<{ count: number }[]>`select count(*)::int as count from clock_job where state <> 'done'`;
    return row?.count ?? 0;
  });
