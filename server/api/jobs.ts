import { z } from 'zod';
import { placed, rhythmRuns, scheduleOf, type Schedule } from '../flow/job-rhythm.ts';
import { coversNamespace, namespaceLikes, namespacesOf, type Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import {
  readJobDatasets,
  readJobFacets,
  readJobsAbove,
  type JobDataset as StoredDataset,
} from '../store/jobs/job-facts.ts';
import { findJob, listJobs, type JobDetails, type JobRow as StoredJob, type JobSort } from '../store/jobs/job-rows.ts';
import { readRecentRuns, runStates, type RunRow as StoredRun } from '../store/jobs/run-rows.ts';
import type { Pool } from '../store/sql.ts';
import { idParams } from './catalogue.ts';
import { facetShape, foreignNames } from './foreign-names.ts';
import { definitionOf } from './job-definition.ts';
import { statusOfVerdict } from './lineage-nodes.ts';
import { mount, requireNamespace, type App } from './mount.ts';
import { runRow, scheduleShape } from './run-rows.ts';
import { askingOf } from './marquez/asking.ts';
import { isAskedAsMarquez } from './marquez/is-marquez.ts';
import { marquezJobs, marquezJobsQuery } from './marquez/jobs.ts';
import { marquezJobsSchema } from './shapes/marquez.ts';
import { jobDetailSchema, jobPageSchema, type JobDataset, type JobRow } from './shapes/jobs.ts';
import { iso, listOf, nextCursor, pageOf, pageQuery, text } from './text.ts';

type Deps = Pick<ReceiveContext, 'pool' | 'clock'>;

const read = { method: 'get', permission: 'catalogue.read' } as const;
const sorts: readonly JobSort[] = ['name', 'state', 'lastRunAt'];
/** In the strip of a list. */
const shownRuns = 20;
const jobRef = /^job_(\d{1,15})$/;

const listQuery = z.object({
  ...pageQuery,
  q: text(200).optional(),
  namespace: text(200).optional(),
  owner: text(200).optional(),
  unowned: z.literal('true').optional(),
  integration: text(100).optional(),
  state: text(100).optional(),
  parent: z.string().regex(jobRef).optional(),
  application: z.string().regex(jobRef).optional(),
  level: z.enum(['top', 'all']).optional(),
  sort: text(30).optional(),
  ...marquezJobsQuery,
});

/** GET /api/v1/jobs and …/{id}. */
export function mountJobs(app: App, deps: Deps): void {
  const { pool, clock } = deps;
  const list = {
    ...read,
    path: '/api/v1/jobs',
    query: listQuery,
    answer: z.union([jobPageSchema, marquezJobsSchema]),
  } as const;
  const description =
    '`state` is that of the newest run. `parent=job_7` are its parts, `application=job_7` with theirs at any depth; `level=top` leaves out what is part of another. With `offset` or `lastRunStates` it is answered as by Marquez.';
  mount(app, { ...list, summary: 'Jobs, paged, filtered and sorted', description }, async (c, { query, principal }) => {
    if (isAskedAsMarquez(query)) return c.json(await marquezJobs(askingOf(pool, principal), query));
    const page = pageOf(query);
    const sort = sorts.find((known) => known === query.sort?.replace(/^-/, '')) ?? 'name';
    const descending = query.sort?.startsWith('-') ?? false;
    const { items, total } = await listJobs(pool, filterOf(query, principal), { ...page, sort, descending });
    const recent = await readRecentRuns(pool, { jobIds: items.map(({ id }) => id), limit: rhythmRuns });
    const rows = items.map((job) => jobRow(job, recent.get(job.id) ?? [], clock()));
    return c.json({ items: rows, nextCursor: nextCursor(page, total), total });
  });
  const one = { ...read, path: '/api/v1/jobs/{id}', params: idParams, answer: jobDetailSchema } as const;
  mount(app, { ...one, summary: 'One job, with its definition and what it reads and writes' }, async (c, asked) => {
    const job = await jobFor(pool, asked.principal, asked.params.id);
    return c.json(await jobDetail(deps, job, asked.principal));
  });
}

function filterOf(query: z.infer<typeof listQuery>, principal: Principal) {
  const states = listOf(query.state);
  return {
    namespaceLikes: namespaceLikes(principal),
    text: query.q || null,
    namespace: query.namespace || null,
    owner: query.unowned ? '' : query.owner || null,
    integration: query.integration || null,
    states: states && runStates.filter((state) => states.includes(state)),
    parentId: idOf(query.parent),
    applicationId: idOf(query.application),
    isTop: query.level === 'top',
  };
}

const idOf = (ref: string | undefined) => (ref === undefined ? null : Number(jobRef.exec(ref)?.[1]));

/** The job of an id; 404 when there is none or it lies in a foreign namespace. */
export async function jobFor(pool: Pool, principal: Principal, id: string): Promise<JobDetails> {
  const number = jobRef.exec(id)?.[1];
  const job = number === undefined ? null : await findJob(pool, Number(number), namespaceLikes(principal));
  requireNamespace(principal, job?.namespace, `job ${id}`);
  if (!job) throw new Problem('not-found', `There is no job ${id} here.`);
  return job;
}

/** A job with its newest runs, the newest first. */
function jobRow(job: StoredJob, recent: readonly StoredRun[], now: Date): JobRow {
  const schedule = scheduleOf(recent, job.processing, now);
  const runs = recent.map((run) => placed(schedule, run));
  return {
    id: `job_${job.id}`,
    namespace: job.namespace,
    name: job.name,
    owner: job.owner,
    integration: job.integration,
    jobType: job.jobType,
    processing: job.processing,
    heartbeatSeconds: job.heartbeatSeconds,
    parent: job.parent && { ...job.parent, id: `job_${job.parent.id}` },
    parts: job.parts,
    incident: job.incident === null ? null : `INC-${job.incident}`,
    lastSeenAt: iso(job.lastSeenAt),
    lastRun: runs[0] ? runRow(runs[0]) : null,
    recent: runs
      .slice(0, shownRuns)
      .reverse()
      .map(({ id, state, startedAt, lateSeconds }) => ({
        id: `run_${id}`,
        state,
        startedAt: iso(startedAt),
        lateSeconds,
      })),
    schedule: scheduleShape(schedule),
  };
}

async function jobDetail({ pool, clock }: Deps, job: JobDetails, principal: Principal) {
  const covers = ({ namespace }: { namespace: string }) => coversNamespace(namespacesOf(principal), namespace);
  const [recent, datasets, facets, above] = await Promise.all([
    readRecentRuns(pool, { jobIds: [job.id], limit: rhythmRuns }),
    readJobDatasets(pool, job.id),
    readJobFacets(pool, job.id),
    readJobsAbove(pool, job.id),
  ]);
  const visible = datasets.filter(covers);
  const isForeign = foreignNames(principal);
  const side = (direction: string) => visible.filter((one) => one.direction === direction).map(datasetShape);
  return {
    ...jobRow(job, recent.get(job.id) ?? [], clock()),
    createdAt: job.createdAt.toISOString(),
    description: job.description,
    isExplicit: job.explicit,
    ...definitionOf(facets),
    above: above.filter(covers).map((one) => ({ ...one, id: `job_${one.id}` })),
    reads: side('input'),
    writes: side('output'),
    hiddenDatasets: datasets.length - visible.length,
    facets: facets.map(({ name, at, facet }) => ({ ...facetShape(name, facet, isForeign), at: at.toISOString() })),
  };
}

const datasetShape = (one: StoredDataset): JobDataset => ({
  id: `dst_${one.id}`,
  slug: one.slug,
  namespace: one.namespace,
  name: one.name,
  status: statusOfVerdict(one.verdict, one.incident),
  incident: one.incident === null ? null : `INC-${one.incident}`,
  firstSeenAt: iso(one.firstSeenAt),
  lastSeenAt: iso(one.lastSeenAt),
  count: one.count,
  source: one.source as JobDataset['source'],
  isFormer: one.isFormer,
});

/** The rhythm of one job by its newest runs. */
export async function scheduleFor(
  { pool, clock }: Deps,
  job: Pick<StoredJob, 'id' | 'processing'>,
): Promise<Schedule | null> {
  const recent = await readRecentRuns(pool, { jobIds: [job.id], limit: rhythmRuns });
  return scheduleOf(recent.get(job.id) ?? [], job.processing, clock());
}
