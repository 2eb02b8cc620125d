import { z } from 'zod';
import { LEARNED_SUITE } from '../../checks/index.ts';
import { precisionOf, precisionSince } from '../flow/calibration/precision.ts';
import { promoteFamily } from '../flow/calibration/promote.ts';
import { hasPermission, namespaceLikes } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { findDataset } from '../store/catalogue.ts';
import { listPrecision, listPromotions, type PrecisionRow, type Promotion } from '../store/precision.ts';
import { byOf } from './by.ts';
import { datasetFor, idParams } from './catalogue.ts';
import { mount, type App } from './mount.ts';
import { precisionPageSchema, promotedSchema, type PrecisionRowShape } from './shapes/precision.ts';
import { nextCursor, pageOf, pageQuery, text } from './text.ts';

const query = z.object({
  ...pageQuery,
  by: z.enum(['dataset', 'rule', 'family']).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  dataset: text(200).optional(),
  family: text(100).optional(),
});

/** GET /api/v1/precision: how often alarms were right, noisiest first; POST …/datasets/{id}/precision/promote has what is only shown told again. */
export function mountPrecision(app: App, receive: ReceiveContext): void {
  mountPromote(app, receive);
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
    const dataset = asked.dataset ? await findDataset(pool, asked.dataset) : null;
    const datasetId = asked.dataset ? (dataset?.id ?? -1) : null;
    const filter = { by, since, datasetId, family: asked.family || null, namespaceLikes: namespaceLikes(principal) };
    const { items, total } = await listPrecision(pool, { ...filter, learnedSuite: LEARNED_SUITE }, page);
    const demotedIn = (id: number) => receive.learner?.tuner.demotedIn(id) ?? new Set<string>();
    const floor = receive.learner?.tuner.floor ?? null;
    const promotions = await listPromotions(pool, [...new Set(items.map(({ datasetId: id }) => id))]);
    const promotionOf = ({ datasetId: id, family, isLearned }: PrecisionRow) =>
      isLearned ? promotions.find((one) => one.datasetId === id && one.family === family) : undefined;
    const rows = items.map((row) => shapeOf(row, { demoted: demotedIn(row.datasetId), promotion: promotionOf(row) }));
    const mayPromote = hasPermission(principal.role, 'incidents.act');
    const more = { total, nextCursor: nextCursor(page, total), by, since: since.toISOString(), floor, mayPromote };
    return c.json({ items: rows, ...more });
  });
}

const promotion = z.strictObject({
  /** The kind of learned alarm, as the ledger names it. */
  family: text(100, 1),
  note: text(2000, 1).optional(),
});

function mountPromote(app: App, receive: ReceiveContext): void {
  const spec = {
    method: 'post',
    path: '/api/v1/datasets/{id}/precision/promote',
    permission: 'incidents.act',
    params: idParams,
    body: promotion,
    answer: promotedSchema,
    problems: ['conflict'],
    summary: 'Have a kind of learned alarm told again that is only shown',
  } as const;
  mount(app, spec, async (c, { params, principal, body: { family, note = null } }) => {
    const dataset = await datasetFor(receive.pool, principal, params.id);
    const asked = { ...byOf(c, principal), dataset, family, note };
    const promoted = promotedOf(await promoteFamily(receive, asked));
    const { id, namespace, name } = dataset;
    return c.json({ dataset: { id: `dst_${id}`, namespace, name }, family, promoted });
  });
}

interface Standing {
  demoted: ReadonlySet<string>;
  promotion: Promotion | undefined;
}

function shapeOf(row: PrecisionRow, { demoted, promotion }: Standing): PrecisionRowShape {
  const { real, falseAlarm, expected, alarms } = row;
  return {
    dataset: { id: `dst_${row.datasetId}`, slug: row.slug, namespace: row.namespace, name: row.name },
    rule: row.expectation === null ? null : { suite: row.suite, expectation: row.expectation },
    family: row.family,
    learned: row.isLearned,
    ...{ alarms, real, falseAlarm, expected, unmarked: alarms - real - falseAlarm - expected },
    precision: precisionOf(row),
    demoted: row.isLearned && row.family !== null && demoted.has(row.family),
    promoted: promotion === undefined ? null : promotedOf(promotion),
  };
}

const promotedOf = ({ at, by, note }: Promotion) => ({ at: at.toISOString(), by, note });
