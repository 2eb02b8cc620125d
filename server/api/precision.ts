import { z } from 'zod';
import { LEARNED_SUITE } from '../../checks/index.ts';
import { precisionOf, precisionSince } from '../flow/calibration/precision.ts';
import { namespaceLikes } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { findDataset } from '../store/catalogue.ts';
import { listPrecision, type PrecisionRow } from '../store/precision.ts';
import { mount, type App } from './mount.ts';
import { precisionPageSchema, type PrecisionRowShape } from './shapes/precision.ts';
import { nextCursor, pageOf, pageQuery, text } from './text.ts';

const query = z.object({
  ...pageQuery,
  by: z.enum(['dataset', 'rule', 'family']).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  dataset: text(200).optional(),
  family: text(100).optional(),
});

/** GET /api/v1/precision: how often alarms were right, noisiest first. */
export function mountPrecision(app: App, receive: ReceiveContext): void {
  const { pool } = receive;
  const spec = {
    method: 'get',
    path: '/api/v1/precision',
    permission: 'incidents.read',
    query,
    answer: precisionPageSchema,
    summary: 'How often alarms were right, by dataset, rule or family, noisiest first',
  } as const;
  mount(app, spec, async (c, { query: asked, principal }) => {
    const page = pageOf(asked);
    const by = asked.by ?? 'family';
    const now = receive.clock();
    const since = asked.since === undefined ? precisionSince(now) : new Date(asked.since);
    const dataset = asked.dataset === undefined ? null : await findDataset(pool, asked.dataset);
    const datasetId = asked.dataset === undefined ? null : (dataset?.id ?? -1);
    const filter = { by, since, datasetId, family: asked.family ?? null, namespaceLikes: namespaceLikes(principal) };
    const { items, total } = await listPrecision(pool, { ...filter, learnedSuite: LEARNED_SUITE }, page);
    const demotedIn = (id: number) => receive.learner?.tuner.demotedIn(id) ?? new Set<string>();
    const floor = receive.learner?.tuner.floor ?? null;
    const rows = items.map((row) => shapeOf(row, demotedIn(row.datasetId)));
    const more = { total, nextCursor: nextCursor(page, total), by, since: since.toISOString(), floor };
    return c.json({ items: rows, ...more });
  });
}

function shapeOf(row: PrecisionRow, demoted: ReadonlySet<string>): PrecisionRowShape {
  const { real, falseAlarm, expected, alarms } = row;
  return {
    dataset: { id: `dst_${row.datasetId}`, slug: row.slug, namespace: row.namespace, name: row.name },
    rule: row.expectation === null ? null : { suite: row.suite, expectation: row.expectation },
    family: row.family,
    learned: row.isLearned,
    ...{ alarms, real, falseAlarm, expected, unmarked: alarms - real - falseAlarm - expected },
    precision: precisionOf(row),
    demoted: row.isLearned && row.family !== null && demoted.has(row.family),
  };
}
