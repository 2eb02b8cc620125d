import { placed } from '../flow/job-rhythm.ts';
import { runKeyHex } from '../flow/lineage/run-results.ts';
import { coversNamespace, namespaceLikes, namespacesOf, type Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { decidingEvent, isTerminal } from '../flow/run-state.ts';
import { Problem } from '../problem.ts';
import { findIncident } from '../store/incident-reads.ts';
import { findJob } from '../store/jobs/job-rows.ts';
import { countRawEvents, readNewestBodies } from '../store/jobs/raw-events.ts';
import { findRun, readIncidentsOfRun, readNeighbours, readTold, type RunDetails } from '../store/jobs/run-facts.ts';
import { countParts, mostInTree, readRunTree } from '../store/jobs/run-tree.ts';
import type { Pool } from '../store/sql.ts';
import { idParams } from './catalogue.ts';
import { facetShape, foreignNames } from './foreign-names.ts';
import { incidentRow } from './incident-rows.ts';
import { scheduleFor } from './jobs.ts';
import { mount, requireNamespace, type App } from './mount.ts';
import { runContents } from './run-contents.ts';
import { linksIn, runFacetsIn } from './run-facets.ts';
import { runRef, runRow, scheduleShape, treeRun } from './run-rows.ts';
import { runDetailSchema, type RunDetail } from './shapes/runs.ts';
import { iso } from './text.ts';

type Deps = Pick<ReceiveContext, 'pool' | 'clock'>;
/** Facets of a run are read from so many of its newest events, and no more of their bytes. */
const read = { limit: 100, bytes: 8 * 2 ** 20 };

/** The run of `run_12`, or of the id that its pipeline gave it; 404 when there is none that the caller may see. */
export async function runFor(pool: Pool, principal: Principal, id: string): Promise<RunDetails> {
  const run = await findRun(pool, id, namespaceLikes(principal));
  requireNamespace(principal, run?.namespace, `run ${id}`);
  if (!run) throw new Problem('not-found', `There is no run ${id} here.`);
  return run;
}

/** GET /api/v1/runs/{id}. */
export function mountRunDetail(app: App, deps: Deps): void {
  const one = {
    method: 'get',
    permission: 'catalogue.read',
    path: '/api/v1/runs/{id}',
    params: idParams,
    answer: runDetailSchema,
    summary: 'One run: how it went, what it is a part of, what it read, wrote and found',
    description: 'By our id (`run_12`) or by the id that its pipeline gave it, the newest where several share it.',
  } as const;
  mount(app, one, async (c, { params, principal }) =>
    c.json(await runDetail(deps, await runFor(deps.pool, principal, params.id), principal)),
  );
}

async function runDetail(deps: Deps, run: RunDetails, principal: Principal): Promise<RunDetail> {
  const { pool } = deps;
  const runKey = runKeyHex({ namespace: run.namespace, id: run.externalId });
  const job = run.jobId === null ? null : await findJob(pool, run.jobId, null);
  const schedule = job && (await scheduleFor(deps, job));
  const [told, beside, parts, contents, incidents, bodies, eventCount] = await Promise.all([
    readTold(pool, run.id),
    readNeighbours(pool, { ...run, at: run.startedAt ?? run.lastEventAt }),
    countParts(pool, run.id),
    runContents(pool, run, principal),
    incidentsOf(pool, run, principal),
    readNewestBodies(pool, { runKey, ...read }),
    countRawEvents(pool, runKey),
  ]);
  const facets = runFacetsIn(bodies);
  const isForeign = foreignNames(principal);
  const deciding = decidingEvent(told);
  return {
    ...runRow(placed(schedule, run)),
    wholeError: run.wholeError,
    engine: run.engine,
    traceparent: run.traceparent,
    lostAt: iso(run.lostAt),
    told: told.map((one) => ({ ...instants(one), type: one.type, error: one.error, decides: one === deciding })),
    isConflicting: new Set(told.filter(isTerminal).map(({ type }) => type)).size > 1,
    schedule: scheduleShape(schedule),
    processing: job?.processing ?? 'BATCH',
    heartbeatSeconds: job?.heartbeatSeconds ?? null,
    ...(await placeInTree(pool, run, principal)),
    parts: Object.fromEntries(parts.map(({ state, count }) => [state, count])),
    before: runRef(beside.before),
    after: runRef(beside.after),
    ...contents,
    incidents,
    facets: [...facets].map(([name, facet]) => facetShape(name, facet, isForeign)),
    links: linksIn(facets),
    eventCount,
  };
}

const instants = (told: { eventAt: Date; receivedAt: Date }) => ({
  eventAt: told.eventAt.toISOString(),
  receivedAt: told.receivedAt.toISOString(),
});

async function incidentsOf(pool: Pool, run: RunDetails, principal: Principal) {
  const found = await Promise.all((await readIncidentsOfRun(pool, run)).map((id) => findIncident(pool, id)));
  return found.flatMap((incident) =>
    incident && coversNamespace(namespacesOf(principal), incident.namespace) ? [incidentRow(incident)] : [],
  );
}

async function placeInTree(pool: Pool, run: RunDetails, principal: Principal) {
  const rows = await readRunTree(pool, run.id);
  const visible = rows
    .slice(0, mostInTree)
    .filter(({ namespace }) => coversNamespace(namespacesOf(principal), namespace));
  const of = (id: number | null) => {
    const row = visible.find((one) => one.id === id);
    return row ? treeRun(row) : null;
  };
  const top = visible.find(({ depth }) => depth === 0);
  const rest = rows.length - visible.length - (rows.length > mostInTree ? 1 : 0);
  return {
    parent: of(run.parentId),
    root: top === undefined || top.id === run.id ? null : treeRun(top),
    tree: { items: visible.map(treeRun), hidden: rest, isCut: rows.length > mostInTree },
  };
}
