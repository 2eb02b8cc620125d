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
