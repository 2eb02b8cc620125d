import { z } from 'zod';
import type { ReceiveContext } from '../../flow/receive-context.ts';
import { nameKey } from '../../store/datasets.ts';
import { findJobIds, listJobIds } from '../../store/marquez/jobs.ts';
import { listRunIds } from '../../store/marquez/runs.ts';
import { mount, type App } from '../mount.ts';
import { marquezJobSchema, marquezJobsSchema, marquezRunsSchema } from '../shapes/marquez.ts';
import { text } from '../text.ts';
import { askingOf, found, marquezPage, marquezPageOf, namespaceParams, readMarquez, type Asking } from './asking.ts';
import { readJobs } from './job-shape.ts';
import { ownStates, readRuns } from './run-shape.ts';

/** As many as Marquez tells of a job. */
const latestRuns = 10;

// Several states come as several `lastRunStates`.
const lastRunStates = z.union([text(40), z.array(text(40))]).optional();
const query = z.object({ ...marquezPage, lastRunStates });
type JobsQuery = z.infer<typeof query>;

const path = '/api/v1/namespaces/{namespace}/jobs';
const jobParams = namespaceParams.extend({ job: text(500, 1) });

/** What GET /api/v1/jobs is asked by Marquez's clients, beside what is our own. */
export const marquezJobsQuery = { offset: marquezPage.offset, lastRunStates };

/** GET /api/v1/namespaces/{namespace}/jobs, …/{job} and …/{job}/runs. */
export function mountJobs(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const list = { ...readMarquez, path, params: namespaceParams, query, answer: marquezJobsSchema } as const;
  mount(app, { ...list, summary: 'Jobs of a namespace' }, async (c, { params, query: q, principal }) =>
    c.json(await marquezJobs(askingOf(pool, principal), q, params.namespace)),
  );
  const one = { ...readMarquez, params: jobParams } as const;
  const job = { ...one, path: `${path}/{job}`, answer: marquezJobSchema, summary: 'One job of a namespace' } as const;
  mount(app, job, async (c, { params, principal }) => {
    const asking = askingOf(pool, principal);
    const [shape] = await readJobs(asking, [await jobIdOf(asking, params)], latestRuns);
    return c.json(found(asking, shape, ['Job', params.namespace, params.job]));
  });
  const runs = { ...one, path: `${path}/{job}/runs`, query: z.object(marquezPage), answer: marquezRunsSchema } as const;
  mount(app, { ...runs, summary: 'Runs of a job, the newest first' }, async (c, { params, query: q, principal }) => {
    const asking = askingOf(pool, principal);
    const { ids, total } = await listRunIds(pool, await jobIdOf(asking, params), marquezPageOf(q));
    return c.json({ totalCount: total, runs: (await readRuns(asking, ids)).map(({ shape }) => shape) });
  });
}

/** A page of jobs, of one namespace or of all, as Marquez answers it. */
export async function marquezJobs(asking: Asking, q: JobsQuery, namespace: string | null = null) {
  const wanted = [q.lastRunStates ?? []].flat().flatMap((state) => state.split(','));
  const states = wanted.length === 0 ? null : wanted.flatMap((state) => ownStates(state.toUpperCase()) ?? []);
  const { ids, total } = await listJobIds(asking.pool, { namespace, likes: asking.likes, states }, marquezPageOf(q));
  return { totalCount: total, jobs: await readJobs(asking, ids, latestRuns) };
}

async function jobIdOf(asking: Asking, { namespace, job: name }: { namespace: string; job: string }): Promise<number> {
  const asked = { namespace, name };
  const id = (await findJobIds(asking.pool, [asked])).get(nameKey(asked));
  return found(asking, id, ['Job', namespace, name]);
}
