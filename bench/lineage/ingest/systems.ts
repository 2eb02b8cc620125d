import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAdmin } from '../../../server/admin.ts';
import { packageRoot } from '../../../server/config/package-root.ts';
import type { Sql } from '../../../server/database/connect.ts';
import { freePort, startChild } from '../../ingest/child.ts';
import { buildMarquez } from '../marquez/build.ts';
import { startMarquez } from '../marquez/start.ts';
import { jobName, jobNamespace, tableNamespace } from './events.ts';

/** A server that takes OpenLineage events. */
export interface System {
  url: string;
  pid: number;
  headers: Record<string, string>;
  /** It fails now and then where two posts meet, and clients post again. */
  repeats: boolean;
  /** Can the edge from the job of DAG `dag` to this table be asked for? Through its own HTTP interface. */
  hasEdge(table: string, dag: number): Promise<boolean>;
  /** Runs whose end was worked in, by its tables. */
  endedRuns(sql: Sql): Promise<number>;
  stop(): Promise<void>;
}

/** The server of ours over the empty database at `url`. */
export async function startOurs(url: string): Promise<System> {
  const env = { DATABASE_URL: url, PLUMBLINE_LOG__LEVEL: 'error' };
  const port = await freePort();
  const main = join(packageRoot(), 'dist', 'cli', 'main.js');
  const program = `import(${JSON.stringify(main)}).then((m) => m.main(['serve', '--port', '${port}']))`;
  const profiling = process.env['BENCH_CPU_PROF'] === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_CPU_PROF']}`]; // prettier-ignore
  const child = await startChild([...profiling, '-e', program], { port, env });
  Object.assign(process.env, env);
  const admin = await openAdmin();
  const bearer = async (role: 'ingest' | 'viewer') => {
    const { key } = await admin.createKey({ name: role, role, namespaces: ['*'], expiresAt: null });
    return { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  };
  const [headers, reading] = [await bearer('ingest'), await bearer('viewer')];
  await admin.close();
  const ask = (path: string) => json(`${child.url}${path}`, reading);
  return {
    url: child.url,
    pid: child.pid,
    headers,
    repeats: false,
    hasEdge: async (table, dag) => {
      const { items } = (await ask(`/api/v1/datasets?q=${table}`)) as { items: { slug: string; name: string }[] };
      const slug = items.find(({ name }) => name === table)?.slug;
      if (slug === undefined) return false;
      const around = await ask(`/api/v1/lineage/neighbourhood?focus=${encodeURIComponent(slug)}&up=1&down=0&level=job`);
      return (around as { nodes: { name: string }[] }).nodes.some(({ name }) => name === jobName(dag, 0));
    },
    endedRuns: async (sql) => (await sql<{ count: number }[]>`select count(*)::int from run where state = 'COMPLETE'`)[0]!.count, // prettier-ignore
    stop: child.stop,
  };
}

/** The real Marquez over the empty database at `url`. */
export async function startPeer(url: string): Promise<System> {
  const marquez = await startMarquez(buildMarquez(), url);
  const headers = { 'content-type': 'application/json' };
  return {
    ...marquez,
    headers,
    repeats: true,
    hasEdge: async (table, dag) => {
      const nodeId = encodeURIComponent(`job:${jobNamespace}:${jobName(dag, 0)}`);
      const { graph } = (await json(`${marquez.url}/api/v1/lineage?nodeId=${nodeId}&depth=1`, headers)) as { graph: { id: string }[] }; // prettier-ignore
      return graph.some(({ id }) => id === `dataset:${tableNamespace}:${table}`);
    },
    endedRuns: async (sql) => (await sql<{ count: number }[]>`select count(*)::int from runs where current_run_state = 'COMPLETED'`)[0]!.count, // prettier-ignore
  };
}

async function json(url: string, headers: Record<string, string>): Promise<unknown> {
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
  return answer.json();
}

const mostMs = 600_000;

/** Waits until the edges from the first job of each DAG to its table can be asked for. */
export async function waitForEdges(system: System, edges: readonly { dag: number; table: string }[]): Promise<void> {
  const until = performance.now() + mostMs;
  for (const { dag, table } of edges)
    while (!(await system.hasEdge(table, dag))) {
      if (performance.now() > until)
        throw new Error(`the edge to ${table} cannot be asked for after ${mostMs / 1000} s`);
      await sleep(20);
    }
}

/** Waits until so many runs have ended; answers when that was, by performance.now(). More than that is an error. */
export async function waitForRuns(count: () => Promise<number>, wanted: number): Promise<number> {
  const until = performance.now() + mostMs;
  for (;;) {
    const known = await count();
    if (known === wanted) return performance.now();
    if (known > wanted || performance.now() > until) throw new Error(`${wanted} runs ended and ${known} are known`);
    await sleep(20);
  }
}

/** Seconds of processor time that a process has taken, and with `children` those that it started and that still run (Linux). */
export function processorSeconds(pid: number, children = false): number {
  const of = (one: string | number) => {
    try {
      const fields = readFileSync(`/proc/${one}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / 100 };
    } catch {
      return null;
    }
  };
  if (!children) return of(pid)?.seconds ?? Number.NaN;
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.reduce((sum, one) => {
    const known = of(one);
    return known && (known.parent === pid || Number(one) === pid) ? sum + known.seconds : sum;
  }, 0);
}
