import { z } from 'zod';
import { placed } from '../flow/job-rhythm.ts';
import { namespaceLikes } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { listRuns, mostCounted, runStates, type RunFilter } from '../store/jobs/run-rows.ts';
import { datasetFor, idParams } from './catalogue.ts';
import { jobFor, scheduleFor } from './jobs.ts';
import { mount, type App } from './mount.ts';
import { runRow } from './run-rows.ts';
import { askedInstant } from './shapes/common.ts';
import { runPageSchema, type RunPage, type RunRow } from './shapes/runs.ts';
import { listOf, nextCursor, pageOf, pageQuery, text } from './text.ts';

const read = { method: 'get', permission: 'catalogue.read', answer: runPageSchema } as const;
const ofRuns = {
  ...pageQuery,
  state: text(100).optional(),
  from: askedInstant.optional(),
  to: askedInstant.optional(),
};
const allQuery = z.object({ ...ofRuns, job: text(30).optional(), dataset: text(200).optional() });

/** GET /api/v1/runs and …/jobs/{id}/runs. */
export function mountRunLists(app: App, deps: Pick<ReceiveContext, 'pool' | 'clock'>): void {
  const { pool } = deps;
  const description =
    'The newest first, by when each started. `total` counts to 1,000. `dataset` is an id or a slug: runs that read or wrote it. By how much a run was late is told with `job`.';
  const found = { problems: ['not-found'], description } as const;
  const all = { ...read, ...found, path: '/api/v1/runs', query: allQuery, summary: 'Runs of all jobs' } as const;
  mount(app, all, async (c, { query, principal }) => {
    const job = query.job === undefined ? null : await jobFor(pool, principal, query.job);
    const schedule = job && (await scheduleFor(deps, job));
    const dataset = query.dataset === undefined ? null : await datasetFor(pool, principal, query.dataset);
    const page = pageOf(query);
    const of = { jobId: job?.id ?? null, datasetId: dataset?.id ?? null };
    const filter = { ...spanOf(query), ...of, namespaceLikes: namespaceLikes(principal) };
    const { items, total } = await listRuns(pool, filter, page);
    const rows = items.map((run) => runRow(placed(schedule, run)));
    return c.json(pageShape(page, rows, total));
  });
  const ofJob = { ...read, path: '/api/v1/jobs/{id}/runs', params: idParams, query: z.object(ofRuns) } as const;
  mount(app, { ...ofJob, summary: 'Its runs, the newest first' }, async (c, { params, query, principal }) => {
    const job = await jobFor(pool, principal, params.id);
    const schedule = await scheduleFor(deps, job);
    const page = pageOf(query);
    const { items, total } = await listRuns(
      pool,
      { ...spanOf(query), jobId: job.id, datasetId: null, namespaceLikes: null },
      page,
    );
    const rows = items.map((run) => runRow(placed(schedule, run)));
    return c.json(pageShape(page, rows, total));
  });
}

/** Beyond what is counted there is a next page after every full one. */
function pageShape(page: { offset: number; limit: number }, items: RunRow[], total: number): RunPage {
  const isCounted = total < mostCounted;
  const reach = isCounted ? total : page.offset + items.length + (items.length === page.limit ? 1 : 0);
  return { items, nextCursor: nextCursor(page, reach), total, isCounted };
}

function spanOf(query: {
  state?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}): Pick<RunFilter, 'states' | 'from' | 'to'> {
  const states = listOf(query.state);
  return {
    states: states && runStates.filter((state) => states.includes(state)),
    from: query.from === undefined ? null : new Date(query.from),
    to: query.to === undefined ? null : new Date(query.to),
  };
}
