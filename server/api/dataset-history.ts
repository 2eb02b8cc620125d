import { z } from 'zod';
import { metricOf, schemaChanges, type CheckResult } from '../../checks/index.ts';
import { Problem } from '../problem.ts';
import {
  listSchemaVersions,
  newestProfileId,
  readProfile,
  readRecentAnswers,
  readSeries,
  type DatasetSummary,
} from '../store/catalogue.ts';
import type { Pool } from '../store/sql.ts';
import { datasetFor, idParams } from './catalogue.ts';
import { columnRows } from './column-rows.ts';
import { mount, requireNamespace, type App } from './mount.ts';
import {
  columnsSchema,
  datasetResultsSchema,
  metricsSchema,
  schemaVersionsSchema,
  type MetricSeries,
} from './shapes/catalogue.ts';
import { instant } from './shapes/common.ts';
import { answerOf, profileOf } from './stored-json.ts';
import { text } from './text.ts';

const mostNames = 12;
const mostPoints = 1000;
const mostAnswers = 400;
const many = (schema: z.ZodType<string>) => z.union([schema, z.array(schema).max(mostNames)]).optional();

const metricsQuery = z.object({ name: many(text(600, 1)), from: instant.optional(), to: instant.optional() });
const columnsQuery = z.object({ profile: text(40).optional(), before: text(40).optional() });

/** GET /api/v1/datasets/{id}/metrics, …/columns, …/schema-versions, …/results. */
export function mountDatasetHistory(app: App, { pool }: { pool: Pool }): void {
  const common = { method: 'get', permission: 'catalogue.read', params: idParams } as const;
  mount(
    app,
    {
      ...common,
      path: '/api/v1/datasets/{id}/metrics',
      summary: 'Metrics over time with their bounds and breaches',
      query: metricsQuery,
      answer: metricsSchema,
    },
    async (c, { params, query, principal }) => {
      const dataset = await datasetFor(pool, principal, params.id);
      const names = [query.name ?? 'rowCount'].flat();
      const span = { from: query.from ? new Date(query.from) : null, to: query.to ? new Date(query.to) : null };
      return c.json(await metrics(pool, dataset, { names, ...span }));
    },
  );
  mount(
    app,
    {
      ...common,
      path: '/api/v1/datasets/{id}/columns',
      summary: 'Columns of a profile beside an earlier one',
      query: columnsQuery,
      answer: columnsSchema,
    },
    async (c, { params, query, principal }) =>
      c.json(await columns(pool, await datasetFor(pool, principal, params.id), query)),
  );
  mount(
    app,
    {
      ...common,
      path: '/api/v1/datasets/{id}/schema-versions',
      summary: 'Schema versions with what changed, newest first',
      answer: schemaVersionsSchema,
    },
    async (c, { params, principal }) => {
      const dataset = await datasetFor(pool, principal, params.id);
      return c.json({ items: await schemaVersions(pool, dataset.id) });
    },
  );
  mount(
    app,
    {
      ...common,
      path: '/api/v1/datasets/{id}/results',
      summary: 'The newest result of each expectation with its last outcomes',
      answer: datasetResultsSchema,
    },
    async (c, { params, principal }) => {
      const dataset = await datasetFor(pool, principal, params.id);
      return c.json({ items: await latestResults(pool, dataset.id) });
    },
  );
  mount(
    app,
    {
      method: 'get',
      path: '/api/v1/profiles/{id}',
      permission: 'catalogue.read',
      summary: 'One profile as kept, and its verdict',
      params: idParams,
    },
    async (c, { params, principal }) => {
      const stored = await readProfile(pool, profileNumber(params.id));
      requireNamespace(principal, stored?.namespace, `profile ${params.id}`);
      if (!stored) throw new Problem('not-found', `There is no profile ${params.id} here.`);
      return c.json({ profile: profileOf(stored.document), answer: answerOf(stored.answer) });
    },
  );
}

const profileNumber = (id: string | undefined) => Number(/^prf_(\d{1,15})$/.exec(id ?? '')?.[1] ?? -1);

async function metrics(
  pool: Pool,
  dataset: DatasetSummary,
  q: { names: string[]; from: Date | null; to: Date | null },
) {
  const rows = await readSeries(pool, { datasetId: dataset.id, ...q, limit: mostPoints });
  const answers = (await readRecentAnswers(pool, { datasetId: dataset.id, limit: mostAnswers })).reverse();
  const breaches = new Map<string, MetricSeries['breaches']>();
  const bounds = new Map<string, MetricSeries['bound']>();
  for (const { profileId, effectiveAt, answer } of answers) {
    for (const result of answerOf(answer).results) {
      const metric = metricOf(result as CheckResult);
      if (metric === null || !q.names.includes(metric)) continue;
      const bound = numericBound(result as CheckResult);
      if (bound) bounds.set(metric, bound);
      if (result.outcome !== 'fail' && result.outcome !== 'warn') continue;
      const { expectation, outcome, reason } = result;
      const breach = { at: effectiveAt.toISOString(), profileId: `prf_${profileId}`, expectation, outcome, reason };
      breaches.set(metric, [...(breaches.get(metric) ?? []), breach]);
    }
  }
  const series = q.names.map((name, index) => ({
    name,
    points: rows.map((row) => ({
      at: row.effectiveAt.toISOString(),
      profileId: `prf_${row.id}`,
      value: row.values[index] ?? null,
      verdict: row.verdict,
    })),
    bound: bounds.get(name) ?? null,
    breaches: breaches.get(name) ?? [],
  }));
  const versions = await listSchemaVersions(pool, dataset.id);
  const schemaChanged = versions.filter(({ version }) => version > 1).reverse();
  return {
    series,
    schemaChanges: schemaChanged.map(({ effectiveAt, version }) => ({ at: effectiveAt.toISOString(), version })),
  };
}

/** The newest bound of a metric as numbers, when it is one. */
function numericBound({ expected }: CheckResult): MetricSeries['bound'] {
  if (!expected || !('low' in expected)) return null;
  const low = typeof expected.low === 'number' ? expected.low : null;
  const high = typeof expected.high === 'number' ? expected.high : null;
  return low === null && high === null ? null : { low, high };
}

async function columns(
  pool: Pool,
  dataset: DatasetSummary,
  query: { profile?: string | undefined; before?: string | undefined },
) {
  const id = query.profile ? profileNumber(query.profile) : await newestProfileId(pool, dataset.id, null);
  const profile = id === null ? null : await readProfile(pool, id);
  if (!profile || profile.datasetId !== dataset.id) {
    if (query.profile) throw new Problem('not-found', `There is no profile ${query.profile} of this dataset.`);
    return { profile: null, before: null, columns: [] };
  }
  const beforeId = query.before
    ? profileNumber(query.before)
    : await newestProfileId(pool, dataset.id, profile.effectiveAt);
  const found = beforeId === null ? null : await readProfile(pool, beforeId);
  const before = found && found.datasetId === dataset.id ? found : null;
  const place = (p: { id: number; effectiveAt: Date } | null) =>
    p ? { id: `prf_${p.id}`, at: p.effectiveAt.toISOString() } : null;
  return {
    profile: place(profile),
    before: place(before),
    columns: columnRows(
      profileOf(profile.document),
      before ? profileOf(before.document) : null,
      answerOf(profile.answer).results,
    ),
  };
}

async function schemaVersions(pool: Pool, datasetId: number) {
  const rows = await listSchemaVersions(pool, datasetId);
  return rows.map(({ version, fields, profileId, effectiveAt }, index) => ({
    version,
    firstSeenAt: effectiveAt.toISOString(),
    profileId: `prf_${profileId}`,
    fields: fields.map((field) => ({ name: field.name, type: field.type ?? null, nullable: field.nullable ?? null })),
    changes: schemaChanges(rows[index + 1]?.fields ?? fields, fields),
  }));
}

async function latestResults(pool: Pool, datasetId: number) {
  const answers = await readRecentAnswers(pool, { datasetId, limit: 30 });
  const [newest] = answers;
  if (!newest) return [];
  const history = answers.map((row) => ({
    profileId: `prf_${row.profileId}`,
    at: row.effectiveAt.toISOString(),
    outcomes: new Map(answerOf(row.answer).results.map(({ expectation, outcome }) => [expectation, outcome])),
  }));
  return answerOf(newest.answer).results.map((result) => ({
    result,
    profileId: `prf_${newest.profileId}`,
    at: newest.effectiveAt.toISOString(),
    recent: history
      .flatMap(({ profileId, at, outcomes }) => {
        const outcome = outcomes.get(result.expectation);
        return outcome ? [{ profileId, at, outcome }] : [];
      })
      .reverse(),
  }));
}
