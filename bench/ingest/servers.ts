import { join } from 'node:path';
import { openAdmin } from '../../server/admin.ts';
import type { Sql } from '../../server/database/connect.ts';
import { packageRoot } from '../../server/config/package-root.ts';
import { freePort, startChild, type Child } from './child.ts';
import { benchSuite } from './profile.ts';

export const poolSize = 10;

export interface Place {
  /** Without learning, as every figure but the learned ones is measured. */
  plumbline: Served;
  learning: Served;
  limit: Child;
}

/** Two servers of ours, without and with learning, each with a database of its own, and the one that is the limit. */
export async function prepare(url: string, sql: Sql, children: Child[]): Promise<Place> {
  const plumbline = await serve(url, false, children);
  await sql`create unlogged table if not exists limit_none (id int)`;
  await sql`create table limit_jsonb (id bigint generated always as identity primary key, document jsonb not null)`;
  await sql`create table limit_text (id bigint generated always as identity primary key, document text not null)`;
  const limitPort = await freePort();
  const limitProgram = join(packageRoot(), 'dist', 'bench', 'ingest', 'limit-server.js');
  const limit = await startChild([limitProgram, url, String(limitPort), String(poolSize)], { port: limitPort });
  children.push(limit);
  await sql`create database bench_learning`;
  const second = new URL(url);
  second.pathname = '/bench_learning';
  return { plumbline, limit, learning: await serve(second.href, true, children) };
}

export interface Served extends Child {
  headers: Record<string, string>;
}

/** A server of ours in a process of its own over the database at `url`, with the suite of the bench and a key to post with. */
async function serve(url: string, learning: boolean, children: Child[]): Promise<Served> {
  const env = {
    DATABASE_URL: url,
    PLUMBLINE_DATABASE_POOL_SIZE: String(poolSize),
    PLUMBLINE_LOG__LEVEL: 'error',
    PLUMBLINE_LEARNING__ENABLED: String(learning),
  };
  const port = await freePort();
  const main = join(packageRoot(), 'dist', 'cli', 'main.js');
  const program = `import(${JSON.stringify(main)}).then((m) => m.main(['serve', '--port', '${port}']))`;
  const child = await startChild(['-e', program], { port, env });
  children.push(child);
  Object.assign(process.env, env);
  const admin = await openAdmin();
  const ingestKey = await admin.createKey({ name: 'bench', role: 'ingest', namespaces: ['*'], expiresAt: null });
  const adminKey = await admin.createKey({ name: 'bench', role: 'admin', namespaces: ['*'], expiresAt: null });
  await admin.close();
  await put(`${child.url}/api/v1/suites/bench`, adminKey.key, { yaml: benchSuite });
  const headers = { authorization: `Bearer ${ingestKey.key}`, 'content-type': 'application/json' };
  return { ...child, headers };
}

export async function put(url: string, key: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}
