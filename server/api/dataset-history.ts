import { z } from 'zod';
import { schemaChanges } from '../../checks/index.ts';
import { Problem } from '../problem.ts';
import { listSchemaVersions, type DatasetSummary } from '../store/catalogue.ts';
import { newestProfileId, readProfile } from '../store/profiles.ts';
import type { Pool } from '../store/sql.ts';
import { profileNumber } from '../flow/read-past.ts';
import type { RulesCache } from '../flow/rules-cache.ts';
import { datasetFor, idParams } from './catalogue.ts';
import { columnRows } from './column-rows.ts';
import { externalResultRows } from './external-rows.ts';
import { latestResults } from './latest-results.ts';
import { metricSeries } from './metric-series.ts';
import { mount, requireNamespace, type App } from './mount.ts';
import { columnsSchema, datasetResultsSchema, metricsSchema, schemaVersionsSchema } from './shapes/catalogue.ts';
import { instant } from './shapes/common.ts';
import { verdictAnswerSchema } from './shapes/verdict.ts';
import { answerOf, profileOf } from './stored-json.ts';
import { text } from './text.ts';

const mostNames = 12;
const many = (schema: z.ZodType<string>) => z.union([schema, z.array(schema).max(mostNames)]).optional();

const metricsQuery = z.object({ name: many(text(600, 1)), from: instant.optional(), to: instant.optional() });
const columnsQuery = z.object({ profile: text(40).optional(), before: text(40).optional() });

interface Deps {
  pool: Pool;
  rules: RulesCache;
}

const read = { method: 'get', permission: 'catalogue.read', params: idParams } as const;

/** GET /api/v1/datasets/{id}/metrics, …/columns, …/schema-versions, …/results, and /api/v1/profiles/{id}. */
export function mountDatasetHistory(app: App, deps: Deps): void {
  mountMetrics(app, deps);
  mountColumns(app, deps);
  mountVersionsAndResults(app, deps);
  mountProfile(app, deps);
}

function mountMetrics(app: App, { pool }: Deps): void {
  const spec = { ...read, path: '/api/v1/datasets/{id}/metrics', query: metricsQuery, answer: metricsSchema } as const;
  mount(app, { ...spec, summary: 'Metrics over time with bounds and breaches' }, async (c, valid) => {
    const { params, query, principal } = valid;
    const dataset = await datasetFor(pool, principal, params.id);
    const names = [query.name ?? 'rowCount'].flat();
    const span = { from: query.from ? new Date(query.from) : null, to: query.to ? new Date(query.to) : null };
    return c.json(await metricSeries(pool, dataset.id, { names, ...span }));
  });
}

function mountColumns(app: App, { pool }: Deps): void {
  const spec = { ...read, path: '/api/v1/datasets/{id}/columns', query: columnsQuery, answer: columnsSchema } as const;
  mount(app, { ...spec, summary: 'Columns of a profile beside an earlier one' }, async (c, valid) => {
    const dataset = await datasetFor(pool, valid.principal, valid.params.id);
    return c.json(await columns(pool, dataset, valid.query));
  });
}

function mountVersionsAndResults(app: App, { pool, rules }: Deps): void {
  const versions = { ...read, path: '/api/v1/datasets/{id}/schema-versions', answer: schemaVersionsSchema } as const;
  mount(app, { ...versions, summary: 'Schema versions with what changed, newest first' }, async (c, valid) => {
    const dataset = await datasetFor(pool, valid.principal, valid.params.id);
    return c.json({ items: await schemaVersions(pool, dataset.id) });
  });
  const results = { ...read, path: '/api/v1/datasets/{id}/results', answer: datasetResultsSchema } as const;
  mount(
    app,
    {
      ...results,
      summary: 'The newest result of each expectation and of each check of other tools, and its last outcomes',
    },
    async (c, valid) => {
      const dataset = await datasetFor(pool, valid.principal, valid.params.id);
      const own = (await rules.current(pool)).of(dataset);
      const [judged, external] = await Promise.all([
        latestResults(pool, dataset.id, own),
        externalResultRows(pool, dataset.id),
      ]);
      return c.json({ items: [...judged, ...external] });
    },
  );
}

function mountProfile(app: App, { pool }: Deps): void {
  const spec = {
    ...read,
    path: '/api/v1/profiles/{id}',
    summary: 'One profile as kept, and its verdict',
    answer: keptProfileSchema,
  } as const;
  mount(app, spec, async (c, { params, principal }) => {
    const stored = await readProfile(pool, profileNumber(params.id));
    requireNamespace(principal, stored?.namespace, `profile ${params.id}`);
    if (!stored) throw new Problem('not-found', `There is no profile ${params.id} here.`);
    return c.json({ profile: profileOf(stored.document), answer: answerOf(stored.answer) });
  });
}

const keptProfileSchema = z.object({ profile: z.record(z.string(), z.unknown()), answer: verdictAnswerSchema });

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
