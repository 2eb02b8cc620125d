import { z } from 'zod';
import { maskSecrets, routeLabels } from '../../alerts/index.ts';
import { applyRouting, type RefusedUrl } from '../flow/apply-rules.ts';
import { listNotifications } from '../store/incident-reads.ts';
import { readRules } from '../store/rules.ts';
import type { Pool } from '../store/sql.ts';
import { byOf } from './by.ts';
import { notificationRow } from './incidents.ts';
import { mount, type App } from './mount.ts';
import { labelsSchema } from './shapes/common.ts';
import { notificationSchema } from './shapes/incidents.ts';
import { appliedRoutingSchema, routeDecisionsSchema, routingSchema } from './shapes/rules.ts';
import { yamlBody } from './text.ts';

const testBody = z.strictObject({ labels: labelsSchema });
const newest = 200;
const writing = { answer: appliedRoutingSchema, problems: ['invalid-routing'] } as const;
const outboxSchema = z.object({ items: z.array(notificationSchema.extend({ incident: z.string() })) });

/** /api/v1/routing, /routes/test, /notifications: who hears of what. */
export function mountRouting(app: App, pool: Pool, refusedUrl: RefusedUrl): void {
  const inForce = async () => (await readRules(pool)).routing;
  const read = { method: 'get', path: '/api/v1/routing', permission: 'routing.read' } as const;
  mount(app, { ...read, summary: 'Routing in force, secrets masked', answer: routingSchema }, async (c) => {
    const found = await inForce();
    return c.json({ version: found?.version ?? 0, routing: found ? maskSecrets(found.routing) : null });
  });
  const write = { method: 'put', path: '/api/v1/routing', permission: 'routing.write', body: yamlBody } as const;
  mount(app, { ...write, summary: 'Put a routing document in force', ...writing }, async (c, { body, principal }) =>
    c.json(await applyRouting(pool, { ...byOf(c, principal), yaml: body.yaml, refusedUrl })),
  );
  const test = { method: 'post', path: '/api/v1/routes/test', permission: 'routing.read', body: testBody } as const;
  mount(
    app,
    { ...test, summary: 'Where an alert with these labels would go, and why', answer: routeDecisionsSchema },
    async (c, { body }) => {
      const found = await inForce();
      return c.json({ decisions: found ? routeLabels(found.routing, body.labels) : [] });
    },
  );
  const outbox = { method: 'get', path: '/api/v1/notifications', permission: 'routing.write' } as const;
  mount(app, { ...outbox, summary: 'The newest messages of the outbox', answer: outboxSchema }, async (c) => {
    const items = await listNotifications(pool, { incident: null, limit: newest });
    return c.json({ items: items.map((n) => ({ ...notificationRow(n), incident: `INC-${n.incident}` })) });
  });
}
