import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createTestApp } from '../../api/testing.ts';
import { packageRoot } from '../../config/package-root.ts';

it('steps of one run that are jobs of their own (Dagster) read and write what each of them said, in any order', async () => {
  const file = join(packageRoot(), 'test', 'data', 'openlineage', 'producers', 'dagster.jsonl.gz');
  const events = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  for (const order of [events, events.toReversed()]) {
    const test = await createTestApp();
    for (const event of order) await test.send('ingest', 'POST', '/api/v1/lineage', JSON.parse(event) as object);
    const edges = await test.receive.pool<{ edge: string }[]>`
      select j.name || ' ' || e.direction || ' ' || d.name as edge
      from lineage_edge e join job j on j.id = e.job_id join dataset d on d.id = e.dataset_id order by 1`;
    await test.drop();
    expect(edges.map(({ edge }) => edge)).toEqual([
      'raw_orders output raw_orders',
      'raw_orders__checks input raw_orders',
      'report output report',
      'revenue output revenue',
    ]);
  }
});
