import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../server/config/load.ts';
import { createTestDatabase, silentLog, type TestDatabase } from '../../server/database/testing.ts';
import { createKey } from '../../server/flow/manage-access.ts';
import { start, type Running } from '../../server/main.ts';
import { seeded } from './kill-cycles.ts';
import { freePort } from './plumbline-process.ts';
import { call, put } from './scene.ts';

interface Post {
  path: '/api/v1/profiles' | '/api/v1/runs';
  body: object;
}

const datasets = 8;
const days = 12;
const jobs = 4;
const runsPerJob = 12;
const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 9, 1 + day, hour)).toISOString();

/** A profile a day for each dataset, every third day of some a failing one, and the three events of each run. */
function allPosts(): Post[] {
  const profiles = Array.from({ length: datasets * days }, (_, index): Post => {
    const dataset = index % datasets;
    const day = Math.floor(index / datasets);
    const body = {
      dataset: { namespace: 'order', name: `d${dataset}` },
      dataInterval: { start: at(day), end: at(day + 1) },
      rowCount: (day + dataset) % 3 === 0 ? 5 : 100 + day,
      schema: { fields: [{ name: 'id', type: 'bigint' }] },
    };
    return { path: '/api/v1/profiles', body };
  });
  const events = Array.from({ length: jobs * runsPerJob }, (_, index): Post[] => {
    const job = index % jobs;
    const day = Math.floor(index / jobs);
    const run = { id: `run-${job}-${day}`, job: { namespace: 'order', name: `job${job}` } };
    const end = (day + job) % 4 === 3 ? { state: 'FAIL', error: 'broke' } : { state: 'COMPLETE' };
    return [
      { path: '/api/v1/runs', body: { state: 'START', eventTime: at(day, 1), run } },
      { path: '/api/v1/runs', body: { state: 'RUNNING', eventTime: at(day, 2), run } },
      { path: '/api/v1/runs', body: { ...end, eventTime: at(day, 3), run } },
    ];
  }).flat();
  return [...profiles, ...events];
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other]!, copy[last]!];
  }
  return copy;
}

interface Stand {
  running: Running;
  database: TestDatabase;
  reach: Parameters<typeof call>[0];
}

async function stand(): Promise<Stand> {
  const database = await createTestDatabase();
  const port = await freePort();
  const { config } = loadConfig({ env: { PLUMBLINE_PORT: String(port), DATABASE_URL: database.url }, cwd: '/' });
  const running = await start(config, silentLog);
  const keyOf = async (role: 'ingest' | 'admin') =>
    (
      await createKey(
        database.sql,
        { name: 'system:test', via: 'cli' },
        { name: role, role, namespaces: ['*'], expiresAt: null },
      )
    ).key;
  const keys = { ingest: await keyOf('ingest'), admin: await keyOf('admin') };
  const reach = { url: `http://127.0.0.1:${port}`, keys };
  await put(
    reach,
    '/api/v1/suites/order',
    // What is learnt goes by the order of arrival on purpose: what comes late is judged by its own past and moves nothing until a rebuild.
    'suite: order\ndataset: order/*\nlearn: none\nexpect:\n  - row_count: { at_least: 50 }\n',
  );
  return { running, database, reach };
}

/** Posts everything by this many clients, each taking the next; every answer must be a good one. */
async function postBy(stand: Stand, posts: readonly Post[], clients: number): Promise<number[]> {
  const statuses: number[] = [];
  let next = 0;
  const client = async () => {
    for (let post = posts[next++]; post; post = posts[next++]) {
      const { path, body } = post;
      const answer = await call(stand.reach, { method: 'POST', path, role: 'ingest', body: JSON.stringify(body) });
      statuses.push(answer.status);
      if (answer.status > 201) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return statuses;
}

/** What there is in the end, without ids and times of arrival. */
async function finalState({ database: { sql } }: Stand) {
  return {
    datasets: await sql`
      select d.name, d.profile_count, d.row_count, d.verdict, d.check_counts, d.last_effective_at, d.schema_version
      from dataset d order by d.name`,
    profiles: await sql`
      select d.name, p.effective_at, p.row_count, p.verdict, count(*)::int as copies from profile p
      join dataset d on d.id = p.dataset_id group by 1, 2, 3, 4 order by 1, 2`,
    runs: await sql`
      select external_id, state, started_at, ended_at, last_event_at, error from run order by external_id`,
    events: await sql`select count(*)::int as n from run_event`,
    open: await sql`
      select coalesce(d.name, j.name) as subject from incident i left join dataset d on d.id = i.dataset_id
      left join job j on j.id = i.job_id where i.state <> 'resolved' order by 1`,
  };
}

const stands: Stand[] = [];
let ordered: Awaited<ReturnType<typeof finalState>>;

async function opened(): Promise<Stand> {
  const made = await stand();
  stands.push(made);
  return made;
}

beforeAll(async () => {
  const once = await opened();
  await postBy(once, allPosts(), 1);
  ordered = await finalState(once);
}, 120_000);
afterAll(async () => {
  for (const { running, database } of stands) {
    await running.stop();
    await database.drop();
  }
}, 120_000);

describe('profiles and runs posted once and in order', () => {
  it('leave what a person expects', () => {
    expect(ordered.datasets).toHaveLength(datasets);
    expect(ordered.profiles).toHaveLength(datasets * days);
    expect(ordered.runs).toHaveLength(jobs * runsPerJob);
    expect(ordered.events[0]?.['n']).toBe(jobs * runsPerJob * 3);
    // The newest day of three datasets fails, and the last run of one job.
    const failing = [...Array(datasets).keys()].filter((dataset) => (days - 1 + dataset) % 3 === 0);
    const broken = [...Array(jobs).keys()].filter((job) => (runsPerJob - 1 + job) % 4 === 3);
    const subjects = [...failing.map((dataset) => `d${dataset}`), ...broken.map((job) => `job${job}`)];
    expect(ordered.open.map(({ subject }) => subject as string)).toEqual(subjects.sort());
  });
});

describe('the same, each ten times, shuffled, by 16 clients at once', () => {
  it.each([11, 12, 13])(
    'leaves the same (order %i)',
    async (seed) => {
      const made = await opened();
      const posts = allPosts();
      const many = shuffled(
        posts.flatMap((post) => Array<Post>(10).fill(post)),
        seeded(seed),
      );
      const statuses = await postBy(made, many, 16);
      expect(statuses.filter((status) => status === 201)).toHaveLength(posts.length);
      expect(await finalState(made)).toEqual(ordered);
    },
    120_000,
  );
});
