import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from './connect.ts';
import { createEmptyDatabase } from './testing.ts';
import type { TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createEmptyDatabase({ poolSize: 3, applicationName: 'a test' })));
afterAll(() => database.drop());

describe('a bigint', () => {
  it('is a number when it is safe, else its text, so that no digit is lost', async () => {
    const [row] = await database.sql`
      select 9007199254740991::bigint as safe, 9007199254740993::bigint as large, array[1, 2]::bigint[] as list`;
    expect(row).toEqual({ safe: 9007199254740991, large: '9007199254740993', list: [1, 2] });
  });

  it('goes in as a number, as its text, or in a list', async () => {
    await database.sql`create table numbers (id bigint)`;
    await database.sql`insert into numbers values (${5}), (${'9007199254740993'})`;
    const rows = await database.sql`select id from numbers where id = any(${[5, 6]}::bigint[])`;
    expect(rows).toEqual([{ id: 5 }]);
  });
});

describe('a session', () => {
  it('has the limits and the name it was given', async () => {
    const [row] = await database.sql`
      select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
        current_setting('idle_in_transaction_session_timeout') as idle, current_setting('application_name') as name`;
    expect(row).toEqual({ statement: '8s', lock: '2s', idle: '15s', name: 'a test' });
  });

  it('takes other limits when they are asked for, and the server keeps them', async () => {
    const sql = connect({ url: database.url, poolSize: 1, session: { statement_timeout: 50 } });
    await expect(sql`select pg_sleep(5)`).rejects.toThrow('statement timeout');
    await sql.end();
  });

  it('is one of as many as the pool may hold', async () => {
    const ask = () => database.sql`select pg_backend_pid() as pid, pg_sleep(0.2)`;
    const answers = await Promise.all(Array.from({ length: 6 }, ask));
    expect(new Set(answers.map(([row]) => row?.['pid'] as number)).size).toBe(3);
  });
});

describe('TLS', () => {
  it('is insisted on when the URL says so', async () => {
    const url = new URL(database.url);
    url.searchParams.set('sslmode', 'require');
    const sql = connect({ url: url.href, poolSize: 1 });
    await expect(sql`select 1`).rejects.toThrow();
    await sql.end();
    url.searchParams.set('sslmode', 'disable');
    const plain = connect({ url: url.href, poolSize: 1 });
    expect(await plain`select 1 as one`).toEqual([{ one: 1 }]);
    await plain.end();
  });
});
