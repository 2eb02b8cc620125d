import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../database/testing.ts';

it('a sample is removed from every table that refers to datasets or incidents', async () => {
  const database = await createTestDatabase();
  const rows = await database.sql<{ name: string }[]>`
    select distinct conrelid::regclass::text as name from pg_constraint
    where contype = 'f' and confrelid in ('dataset'::regclass, 'incident'::regclass) order by 1`;
  await database.drop();
  const source = readFileSync(new URL('./samples.ts', import.meta.url), 'utf8');
  const removed = [...source.matchAll(/delete from (\w+)/g)].map(([, name]) => name);
  expect(rows.length).toBeGreaterThan(5);
  for (const { name } of rows) expect(removed, name).toContain(name);
});
