import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../server/database/connect.ts';
import { createTestDatabase, type TestDatabase } from '../../server/database/testing.ts';
import { inTransaction } from '../../server/store/sql.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let database: TestDatabase;
let proxy: TcpProxy;
let pool: ReturnType<typeof connect>;

beforeAll(async () => {
  database = await createTestDatabase();
  const url = new URL(database.url);
  proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(proxy.port);
  url.hostname = '127.0.0.1';
  // A plain query has two seconds more than Postgres gives a statement.
  pool = connect({ url: url.href, poolSize: 2, session: { statement_timeout: 200 } });
});
afterAll(async () => {
  proxy.pass();
  await pool.end({ timeout: 5 });
  await proxy.close();
  await database.drop();
});

const one = () => pool<{ one: number }[]>`select 1 as one`;

describe('a network that swallows', () => {
  it('ends plain queries, those that wait for a connection too, and the pool works again when it passes', async () => {
    expect(await one()).toEqual([{ one: 1 }]);
    proxy.swallow();
    const answers = await Promise.allSettled(Array.from({ length: 6 }, one));
    for (const answer of answers) expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'ETIMEDOUT' } });
    proxy.pass();
    expect(await one()).toEqual([{ one: 1 }]);
    expect(await inTransaction(pool, (sql) => sql`select 2 as two`)).toEqual([{ two: 2 }]);
  });

  it('ends a query whose rows are asked for by another name, and does not touch fragments', async () => {
    const fragment = pool`1 as one`;
    expect(await pool`select ${fragment}`.values()).toEqual([[1]]);
    proxy.swallow();
    await expect(pool`select ${fragment}`.values()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    proxy.pass();
    expect(await one()).toEqual([{ one: 1 }]);
  });

  it('that resets every connection fails what was under way, and nothing later', async () => {
    const ended = expect(pool`select pg_sleep(0.19)`).rejects.toThrow();
    proxy.reset();
    await ended;
    expect(await one()).toEqual([{ one: 1 }]);
  });
});
