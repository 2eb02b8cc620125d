import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { connect } from '../../server/database/connect.ts';

/**
 * The two limits that receiving is measured against, on the same stack and the same pool: `/parse` reads and parses the
 * body, `/store` also inserts it, as one durable row, into a jsonb column; `/store-text` into a text column.
 */
const [url = '', port = '0', poolSize = '10'] = process.argv.slice(2);
const sql = connect({ url, poolSize: Number(poolSize) });
const app = new Hono();
app.post('/parse', async (c) => {
  const document = JSON.parse(await c.req.text()) as { rowCount: number };
  return c.json({ rowCount: document.rowCount }, 201);
});
app.post('/store', async (c) => {
  const text = await c.req.text();
  const document = JSON.parse(text) as { rowCount: number };
  await sql`insert into limit_jsonb (document) values (${text}::text::jsonb)`;
  return c.json({ rowCount: document.rowCount }, 201);
});
app.post('/store-text', async (c) => {
  const text = await c.req.text();
  const document = JSON.parse(text) as { rowCount: number };
  await sql`insert into limit_text (document) values (${text})`;
  return c.json({ rowCount: document.rowCount }, 201);
});
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) }, () => process.stdout.write('ready\n'));
