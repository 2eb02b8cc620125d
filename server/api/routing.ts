import { z } from 'zod';
import { maskSecrets, routeLabels } from '../../alerts/index.ts';
import { applyRouting, type RefusedUrl } from '../flow/apply-rules.ts';
import { readRules } from '../store/rules.ts';
import type { Pool } from '../store/sql.ts';
import { byOf } from './by.ts';
import { mount, type App } from './mount.ts';
import { labelsSchema } from './shapes/common.ts';
import { appliedRoutingSchema, routeDecisionsSchema, routingSchema } from './shapes/rules.ts';
import { yamlBody } from './text.ts';

const testBody = z.strictObject({ labels: labelsSchema });
const writing = { answer: appliedRoutingSchema, problems: ['invalid-routing'] } as const;

/** /api/v1/routing, /routes/test: who hears of what. */
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
}
