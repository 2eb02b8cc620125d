import { expect, it } from 'vitest';
import { createEmptyDatabase, createTestDatabase } from './testing.ts';

it('a test database has every migration and is apart from the next', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await one.sql`create table only_here (id integer)`;
  const [here] =
    await one.sql`select to_regclass('only_here') is not null as present, to_regclass('dataset')::text as t`;
  const [there] = await other.sql`select to_regclass('only_here') is not null as present`;
  expect(here).toEqual({ present: true, t: 'dataset' });
  expect(there).toEqual({ present: false });
  await Promise.all([one.drop(), other.drop()]);
});

it('an empty database has no table of ours', async () => {
  const { sql, drop } = await createEmptyDatabase();
  const [row] = await sql`select to_regclass('dataset') as t`;
  expect(row).toEqual({ t: null });
  await drop();
});
