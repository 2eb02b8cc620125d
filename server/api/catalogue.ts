import { z } from 'zod';
import { hasPermission, namespaceLikes, type Principal } from '../flow/principal.ts';
import { Problem } from '../problem.ts';
import {
  findDataset,
  listDatasets,
  listMetricNames,
  type DatasetSort,
  type DatasetSummary,
} from '../store/catalogue.ts';
import { listProfiles, readRecentAnswers, type StoredProfile } from '../store/profiles.ts';
import type { Pool } from '../store/sql.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { staleNames } from '../flow/stale-names.ts';
import { listFormerNames } from '../store/dataset-names.ts';
import { findRoot, listKnownNames, type KnownName } from '../store/names/raw-names.ts';
import { readDeadlines } from '../store/deadlines.ts';
import { deadlineShape } from './deadline-shape.ts';
import { mount, requireNamespace, type App } from './mount.ts';
import {
  datasetDetailSchema,
  datasetPageSchema,
  profilePageSchema,
  type DatasetDetail,
  type DatasetRow,
  type ProfileRow,
} from './shapes/catalogue.ts';
import { answerOf } from './stored-json.ts';
import { iso, listOf, nextCursor, pageOf, pageQuery, text } from './text.ts';

const sorts: readonly DatasetSort[] = ['name', 'status', 'lastProfileAt', 'rowCount', 'openIncidents'];
export const idParams = z.object({ id: text(200, 1) });

const listQuery = z.object({
  ...pageQuery,
  q: text(200).optional(),
  namespace: text(200).optional(),
  status: text(100).optional(),
  retired: z.enum(['true', 'false']).optional(),
  owner: text(200).optional(),
  unowned: z.literal('true').optional(),
  sort: text(30).optional(),
});

/** The dataset of an id or slug; 404 when there is none or it lies in a foreign namespace. */
export async function datasetFor(pool: Pool, principal: Principal, id: string): Promise<DatasetSummary> {
  const dataset = await findDataset(pool, id);
  requireNamespace(principal, dataset?.namespace, `dataset ${id}`);
  if (!dataset) throw new Problem('not-found', `There is no dataset ${id} here.`);
  return dataset;
}

type Deps = Pick<ReceiveContext, 'pool' | 'rules' | 'clock' | 'learner'>;

const read = { method: 'get', permission: 'catalogue.read' } as const;

/** GET /api/v1/datasets, …/{id}, …/{id}/profiles. */
export function mountCatalogue(app: App, deps: Deps): void {
  mountList(app, deps);
  mountOne(app, deps);
}

function mountList(app: App, { pool }: Deps): void {
  const spec = { ...read, path: '/api/v1/datasets', query: listQuery, answer: datasetPageSchema } as const;
  mount(app, { ...spec, summary: 'Datasets, paged, filtered and sorted' }, async (c, { query, principal }) => {
    const page = pageOf(query);
    const sort = sorts.find((known) => known === query.sort?.replace(/^-/, '')) ?? 'name';
    const filter = {
      retired: query.retired === 'true',
      namespaceLikes: namespaceLikes(principal),
      text: query.q || null,
      namespace: query.namespace || null,
      status: listOf(query.status),
      owner: query.unowned ? '' : (query.owner ?? null),
    };
    const descending = query.sort?.startsWith('-') ?? false;
    const { items, total } = await listDatasets(pool, filter, { ...page, sort, descending });
    return c.json({ items: items.map(datasetRow), nextCursor: nextCursor(page, total), total });
  });
}

function mountOne(app: App, deps: Deps): void {
  const { pool } = deps;
  const one = { ...read, path: '/api/v1/datasets/{id}', params: idParams, answer: datasetDetailSchema } as const;
  mount(app, { ...one, summary: 'One dataset' }, async (c, { params, principal }) =>
    c.json(await datasetDetail(deps, await datasetFor(pool, principal, params.id), principal)),
  );
  const profiles = { ...read, params: idParams, query: z.object(pageQuery), answer: profilePageSchema } as const;
  mount(
    app,
    { ...profiles, path: '/api/v1/datasets/{id}/profiles', summary: 'Its profiles, newest first' },
    async (c, { params, query, principal }) => {
      const dataset = await datasetFor(pool, principal, params.id);
      const page = pageOf(query);
      const items = await listProfiles(pool, { datasetId: dataset.id, ...page });
      const total = dataset.profileCount;
      return c.json({ items: items.map(profileRow), nextCursor: nextCursor(page, total), total });
    },
  );
}

/** All that is told of one dataset. */
export async function datasetDetail(
  { pool, rules, clock, learner }: Deps,
  dataset: DatasetSummary,
  principal: Principal,
): Promise<DatasetDetail> {
  const { suites, learn } = (await rules.current(pool)).of(dataset);
  const now = clock();
  const [newest] = await listProfiles(pool, { datasetId: dataset.id, offset: 0, limit: 1 });
  return {
    ...datasetRow(dataset),
    createdAt: dataset.createdAt.toISOString(),
    schemaVersion: dataset.schemaVersion,
    runbook: dataset.runbook,
    arrivals: (await readDeadlines(pool, dataset.id)).map((row) => deadlineShape(row, now)),
    retired: retirement(dataset),
    formerNames: (await listFormerNames(pool, dataset.id)).map((one) => ({ ...one, at: one.at.toISOString() })),
    names: (await listKnownNames(pool, dataset.id)).map(knownNameShape),
    oneWith: await oneWith(pool, dataset.id),
    warnings: await staleNames(
      pool,
      suites.map(({ suite }) => suite),
    ),
    mayChange: hasPermission(principal.role, 'datasets.write'),
    suites: suites.map(({ suite, version }) => ({ name: suite.name, version })),
    learn: learner && { ...learn, only: learn.only && [...learn.only], except: [...learn.except] },
    learned: learner && (await newestLearned(pool, dataset.id)),
    metricNames: await listMetricNames(pool, dataset.id),
    lastProfile: newest ? profileRow(newest) : null,
  };
}

async function newestLearned(pool: Pool, datasetId: number): Promise<DatasetDetail['learned']> {
  const [newest] = await readRecentAnswers(pool, { datasetId, series: [''], limit: 1 });
  return newest ? (answerOf(newest.answer).learned ?? null) : null;
}

const knownNameShape = ({ datasetId, patternId, firstSeenAt, ...known }: KnownName) => ({
  ...known,
  id: datasetId === null ? null : `dst_${datasetId}`,
  patternId: patternId === null ? null : `nmp_${patternId}`,
  firstSeenAt: firstSeenAt.toISOString(),
});

async function oneWith(pool: Pool, datasetId: number): Promise<DatasetDetail['oneWith']> {
  const root = await findRoot(pool, datasetId);
  return root && { ...root, id: `dst_${root.id}` };
}

const retirement = ({ retiredAt, retiredBy, retiredReason }: DatasetSummary) =>
  retiredAt && { at: retiredAt.toISOString(), by: retiredBy ?? '', reason: retiredReason ?? '' };

const outcomeCounts = (counts: readonly number[]) => {
  const [pass = 0, warn = 0, fail = 0, undecided = 0, error = 0] = counts;
  return { pass, warn, fail, undecided, error };
};

const datasetRow = (d: DatasetSummary): DatasetRow => ({
  id: `dst_${d.id}`,
  slug: d.slug,
  namespace: d.namespace,
  name: d.name,
  owner: d.owner,
  labels: d.labels,
  status: d.status,
  lastProfileAt: iso(d.lastReceivedAt),
  rowCount: d.rowCount,
  recentRowCounts: d.recentRowCounts ?? [],
  profileCount: d.profileCount,
  columnCount: d.columnCount,
  openIncidents: d.openIncidents.map((id) => `INC-${id}`),
  checks: outcomeCounts(d.checkCounts),
});

const profileRow = (p: StoredProfile): ProfileRow => ({
  id: `prf_${p.id}`,
  effectiveAt: p.effectiveAt.toISOString(),
  capturedAt: iso(p.capturedAt),
  receivedAt: p.receivedAt.toISOString(),
  dataInterval:
    p.intervalStart && p.intervalEnd
      ? { start: p.intervalStart.toISOString(), end: p.intervalEnd.toISOString() }
      : null,
  rowCount: p.rowCount,
  verdict: p.verdict as ProfileRow['verdict'],
  supersededBy: p.supersededBy === null ? null : `prf_${p.supersededBy}`,
  run: p.run,
});
