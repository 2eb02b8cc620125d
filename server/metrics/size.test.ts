import { afterAll, beforeAll, expect, it } from 'vitest';
import { mountedRoutes } from '../api/mount.ts';
import { createTestApp, type TestApp } from '../api/testing.ts';

const datasets = 10_000;
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  await test.receive.pool`insert into namespace (name) values ('many')`;
  await test.receive.pool`
    insert into dataset (namespace_id, name, slug, verdict)
    select (select id from namespace where name = 'many'), 'table_' || n, 'table-' || n,
      (array['pass', 'warn', 'fail', 'undecided', 'error', 'none'])[1 + n % 6]
    from generate_series(1, ${datasets}) n`;
  await test.receive.pool`
    insert into incident (namespace, dataset_id, state, severity, sentence, opened_at, last_failure_at)
    select 'many', id, (array['open', 'acknowledged'])[1 + id % 2], (array['info', 'warn', 'error', 'critical'])[1 + id % 4],
      'x', now(), now() from dataset where id % 3 = 0`;
  await test.receive.pool`
    insert into notification (incident_id, receiver, channel_key, channel, group_key, kind, facts, reason, due_at)
    select id, 'r' || id, 'k', jsonb_build_object('kind', (array['email', 'webhook'])[1 + id % 2], 'to', 'x@example.org'),
      'g', 'opened', '{}', 'x', now() - interval '1 hour' from incident`;
});
afterAll(() => test.drop());

it('the page stays under 2,000 series with 10,000 datasets, thousands of incidents, and every route answered three ways', async () => {
  for (const { method, path } of mountedRoutes()) {
    for (const status of [200, 401, 404])
      test.metrics.http.ended({ method: method.toUpperCase(), route: path, status, seconds: 1 });
  }
  const page = await (await test.app.request('/metrics')).text();
  const series = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(page).toMatch(/^plumbline_outbox_pending\{integration="email"\} 1\d{3}$/m);
  expect(page).toMatch(/^plumbline_outbox_oldest_age_seconds\{integration="email"\} 36\d\d/m);
  expect(page).toMatch(/^plumbline_datasets\{verdict="fail"\} 166[67]$/m);
  expect(series.length).toBeGreaterThan(500);
  expect(series.length).toBeLessThan(2000);
  expect(page).not.toContain('table_');
});

it('says how late the clock is: by the oldest deadline or job that nobody has looked at', async () => {
  const lateness = async () =>
    Number(/^plumbline_schedule_lateness_seconds (\S+)$/m.exec(await test.metrics.scrape())?.[1] ?? 'NaN');
  expect(await lateness()).toBe(0);
  await test.receive.pool`
    insert into clock_job (kind, key, payload, run_at) values ('housekeeping', 'late', '{}', now() - interval '10 minutes')`;
  expect(await lateness()).toBeGreaterThanOrEqual(600);
});

it('takes the age of a heartbeat from the last work, not from the last sign of life', async () => {
  await test.receive.pool`
    insert into heartbeat (component, instance, at, detail)
    values ('clock', 'a:1', now(), jsonb_build_object('workedAt', now() - interval '1 hour')), ('notifier', 'a:1', now(), '{}')`;
  const page = await test.metrics.scrape();
  const age = (part: string) =>
    Number(new RegExp(`^plumbline_heartbeat_age_seconds\\{component="${part}"\\} (\\S+)$`, 'm').exec(page)?.[1]);
  expect(age('clock')).toBeGreaterThanOrEqual(3600);
  expect(age('notifier')).toBeLessThan(60);
});
