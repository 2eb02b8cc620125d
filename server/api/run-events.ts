import { z } from 'zod';
import { runKeyHex } from '../flow/lineage/run-results.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { countRawEvents, listRawEvents, type RawEvent } from '../store/jobs/raw-events.ts';
import { idParams } from './catalogue.ts';
import { foreignNames } from './foreign-names.ts';
import { mount, type App } from './mount.ts';
import { runFor } from './run-detail.ts';
import { rawEventPageSchema, type RawEventShape } from './shapes/runs.ts';
import { nextCursor, pageOf, pageQuery } from './text.ts';

/** Of one answer; a single event is given whole. */
const mostBytes = 8 * 2 ** 20;

/** GET /api/v1/runs/{id}/events: the OpenLineage events of a run, as they were stored. */
export function mountRunEvents(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const events = {
    method: 'get',
    permission: 'catalogue.read',
    path: '/api/v1/runs/{id}/events',
    params: idParams,
    query: z.object(pageQuery),
    answer: rawEventPageSchema,
    summary: 'Its OpenLineage events as they were stored, the oldest first',
    description:
      'After privacy: what was redacted when they came is redacted here. An event that names a namespace which the caller may not see is counted and not shown.',
  } as const;
  mount(app, events, async (c, { params, query, principal }) => {
    const run = await runFor(pool, principal, params.id);
    const runKey = runKeyHex({ namespace: run.namespace, id: run.externalId });
    const page = pageOf(query, 20);
    const [items, total] = await Promise.all([
      listRawEvents(pool, { runKey, ...page, bytes: mostBytes }),
      countRawEvents(pool, runKey),
    ]);
    const isForeign = foreignNames(principal);
    return c.json({ items: items.map((one) => shape(one, isForeign)), nextCursor: nextCursor(page, total), total });
  });
}

function shape(one: RawEvent, isForeign: (value: unknown) => boolean): RawEventShape {
  const parsed = one.body === null ? null : (JSON.parse(one.body) as Record<string, unknown>);
  const isHidden = parsed !== null && isForeign(parsed);
  return {
    hash: one.hash,
    eventAt: one.eventAt.toISOString(),
    receivedAt: one.receivedAt.toISOString(),
    bytes: one.bytes,
    warnings: one.warnings ?? [],
    event: isHidden ? null : parsed,
    without: isHidden ? 'hidden' : parsed === null ? 'full' : null,
  };
}
